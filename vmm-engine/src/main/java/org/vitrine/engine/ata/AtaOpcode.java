package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;

/** Values of the command register (ATA8-ACS and ACS-3, clause 7) that devices here know or answer in a way of their own. */
enum AtaOpcode {
    NOP(0x00),
    DATA_SET_MANAGEMENT(0x06),
    DEVICE_RESET(0x08),
    READ_SECTORS(0x20, Access.READ, Access.PIO),
    READ_SECTORS_EXT(0x24, Access.READ, Access.PIO, Access.EXT),
    READ_DMA_EXT(0x25, Access.READ, Access.EXT),
    READ_NATIVE_MAX_ADDRESS_EXT(0x27),
    READ_MULTIPLE_EXT(0x29, Access.READ, Access.PIO, Access.MULTIPLE, Access.EXT),
    READ_LOG_EXT(0x2f),
    WRITE_SECTORS(0x30, Access.WRITE),
    WRITE_SECTORS_EXT(0x34, Access.WRITE, Access.EXT),
    WRITE_DMA_EXT(0x35, Access.WRITE, Access.EXT),
    WRITE_MULTIPLE_EXT(0x39, Access.WRITE, Access.MULTIPLE, Access.EXT),
    WRITE_DMA_FUA_EXT(0x3d, Access.WRITE, Access.DURABLE, Access.EXT),
    READ_VERIFY_SECTORS(0x40, Access.VERIFY),
    READ_VERIFY_SECTORS_EXT(0x42, Access.VERIFY, Access.EXT),
    READ_FPDMA_QUEUED(0x60, Access.READ, Access.QUEUED),
    WRITE_FPDMA_QUEUED(0x61, Access.WRITE, Access.QUEUED),
    EXECUTE_DEVICE_DIAGNOSTIC(0x90),
    INITIALIZE_DEVICE_PARAMETERS(0x91),
    PACKET(0xa0),
    IDENTIFY_PACKET_DEVICE(0xa1),
    SMART(0xb0),
    READ_MULTIPLE(0xc4, Access.READ, Access.PIO, Access.MULTIPLE),
    WRITE_MULTIPLE(0xc5, Access.WRITE, Access.MULTIPLE),
    SET_MULTIPLE_MODE(0xc6),
    READ_DMA(0xc8, Access.READ),
    WRITE_DMA(0xca, Access.WRITE),
    WRITE_MULTIPLE_FUA_EXT(0xce, Access.WRITE, Access.DURABLE, Access.MULTIPLE, Access.EXT),
    STANDBY_IMMEDIATE(0xe0),
    IDLE_IMMEDIATE(0xe1),
    STANDBY(0xe2),
    IDLE(0xe3),
    CHECK_POWER_MODE(0xe5),
    SLEEP(0xe6),
    FLUSH_CACHE(0xe7),
    FLUSH_CACHE_EXT(0xea),
    IDENTIFY_DEVICE(0xec),
    SET_FEATURES(0xef),
    READ_NATIVE_MAX_ADDRESS(0xf8);

    /** How a command accesses the sectors of a disk. */
    enum Access {
        READ,
        WRITE,
        /** Looks for them, and moves no data. */
        VERIFY,
        /** Has a 48-bit address. */
        EXT,
        /** Has the layout of queued commands, and may be in the queue. */
        QUEUED,
        /** Sends data by PIO. */
        PIO,
        /** In blocks as SET MULTIPLE MODE has it. */
        MULTIPLE,
        /** Is on the medium when it ends. */
        DURABLE
    }

    private static final AtaOpcode[] BY_CODE = new AtaOpcode[256];

    static {
        for (AtaOpcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;
    private final int accesses;

    AtaOpcode(int code, Access... accesses) {
        this.code = code;
        int bits = 0;
        for (Access access : accesses) {
            bits |= 1 << access.ordinal();
        }
        this.accesses = bits;
    }

    /** Whether it is for sectors of a disk at all. */
    boolean accessesSectors() {
        return accesses != 0;
    }

    boolean has(Access access) {
        return (accesses & 1 << access.ordinal()) != 0;
    }

    static @Nullable AtaOpcode of(int code) {
        return BY_CODE[code & 0xff];
    }
}
