package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;

/** Values of the command register (ATA8-ACS, clause 7) that packet devices know or answer in a way of their own. */
enum AtaOpcode {
    NOP(0x00),
    DEVICE_RESET(0x08),
    READ_SECTORS(0x20),
    EXECUTE_DEVICE_DIAGNOSTIC(0x90),
    PACKET(0xa0),
    IDENTIFY_PACKET_DEVICE(0xa1),
    STANDBY_IMMEDIATE(0xe0),
    IDLE_IMMEDIATE(0xe1),
    CHECK_POWER_MODE(0xe5),
    SLEEP(0xe6),
    IDENTIFY_DEVICE(0xec),
    SET_FEATURES(0xef);

    private static final AtaOpcode[] BY_CODE = new AtaOpcode[256];

    static {
        for (AtaOpcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    AtaOpcode(int code) {
        this.code = code;
    }

    static @Nullable AtaOpcode of(int code) {
        return BY_CODE[code & 0xff];
    }
}
