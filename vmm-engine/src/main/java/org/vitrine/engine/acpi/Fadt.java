package org.vitrine.engine.acpi;

import java.nio.ByteBuffer;
import org.vitrine.engine.board.Board;

/** The Fixed ACPI Description Table, revision 3 (ACPI 6.5, 5.2.9; the length is that of ACPI 2.0). */
final class Fadt {
    /** Where the addresses of FACS and DSDT go. */
    static final int FIRMWARE_CTRL = 36;

    static final int DSDT = 40;
    static final int X_DSDT = 140;

    private static final int LENGTH = 244;
    private static final int REVISION = 3;
    private static final int DESKTOP = 1;

    /** ICH9's APM control port (document 316972, 13.7.1), and what QEMU's board and ours take there. */
    private static final int SMI_COMMAND = 0xb2;

    private static final int ACPI_ENABLE = 2;
    private static final int ACPI_DISABLE = 3;

    /** Offsets in the power management block (document 316972, 13.8.3). */
    private static final int PM1_EVENT = 0;

    private static final int PM1_CONTROL = 4;
    private static final int PM_TIMER = 8;
    private static final int GPE0_BYTES = 16;

    /** No C2 and no C3 state. */
    private static final int C2_LATENCY = 0xfff;

    private static final int C3_LATENCY = 0xfff;
    private static final int CENTURY = 0x32;
    private static final int RESET_PORT = 0xcf9;
    private static final int RESET_VALUE = 0x0f;

    /** IAPC_BOOT_ARCH: legacy devices on LPC, and an 8042. */
    private static final int BOOT_ARCHITECTURE = 0b11;

    /** Flags (ACPI 6.5, table 5.10): the power button is a fixed feature, a sleep button there is not. */
    private enum Flag {
        WBINVD(0),
        PROC_C1(2),
        SLP_BUTTON(5),
        RESET_REG_SUP(10),
        FORCE_APIC_CLUSTER_MODEL(18);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        private int mask() {
            return 1 << bit;
        }
    }

    private Fadt() {}

    /** @return the table with zeros for FACS and DSDT */
    static byte[] of(AcpiConfig config) {
        return AcpiTable.of("FACP", REVISION, LENGTH - AcpiTable.HEADER, table -> fill(table, config));
    }

    private static void fill(ByteBuffer table, AcpiConfig config) {
        Board board = config.board();
        int base = board.pmBase();
        int gpe = base + board.gpeOffset();
        at(table, 45).put((byte) DESKTOP).putShort((short) board.sciGsi());
        at(table, 48).putInt(SMI_COMMAND).put((byte) ACPI_ENABLE).put((byte) ACPI_DISABLE);
        at(table, 56).putInt(base + PM1_EVENT);
        at(table, 64).putInt(base + PM1_CONTROL);
        at(table, 76).putInt(base + PM_TIMER).putInt(gpe);
        at(table, 88).put(new byte[] {4, 2, 0, 4, GPE0_BYTES});
        at(table, 96).putShort((short) C2_LATENCY).putShort((short) C3_LATENCY);
        at(table, 108).put((byte) CENTURY).putShort((short) BOOT_ARCHITECTURE);
        at(table, 112).putInt(flags(config));
        port(at(table, 116), RESET_PORT, 8, 1);
        at(table, 128).put((byte) RESET_VALUE);
        port(at(table, 148), base + PM1_EVENT, 32, 2);
        port(at(table, 172), base + PM1_CONTROL, 16, 2);
        port(at(table, 208), base + PM_TIMER, 32, 3);
        port(at(table, 220), gpe, 8 * GPE0_BYTES, 1);
    }

    private static int flags(AcpiConfig config) {
        int flags = Flag.WBINVD.mask() | Flag.PROC_C1.mask() | Flag.SLP_BUTTON.mask() | Flag.RESET_REG_SUP.mask();
        // Flat logical destinations have a bit for each of eight processors.
        return config.cpus() > 8 ? flags | Flag.FORCE_APIC_CLUSTER_MODEL.mask() : flags;
    }

    private static ByteBuffer at(ByteBuffer table, int offset) {
        return table.position(offset - AcpiTable.HEADER);
    }

    /** A Generic Address Structure of a port (ACPI 6.5, 5.2.3.2). */
    private static void port(ByteBuffer table, int port, int bits, int accessSize) {
        table.put(new byte[] {1, (byte) bits, 0, (byte) accessSize}).putLong(port);
    }
}
