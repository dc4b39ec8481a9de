package org.vitrine.engine.acpi;

import static org.vitrine.engine.acpi.AcpiTable.ascii;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.board.Board;

/** The tables without AML and without pointers to other tables. Offsets and lengths in the tables are those of the specifications named. */
final class FixedTables {
    private static final int LOCAL_APIC_BASE = 0xfee0_0000;
    private static final int EVENT_TIMER_BLOCK_ID = 0x8086_a201;
    private static final int HPET_MIN_TICK = 100;

    private FixedTables() {}

    /** Firmware ACPI Control Structure (ACPI 6.5, 5.2.10). It must lie on a multiple of 64 bytes. */
    static byte[] facs() {
        return ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("FACS"))
                .putInt(64)
                .put(32, (byte) 1)
                .array();
    }

    /** Multiple APIC Description Table (ACPI 6.5, 5.2.12). */
    static byte[] madt(AcpiConfig config) {
        Board board = config.board();
        int length = 8 + 8 * config.cpus() + 12 + 10 * IsaOverride.values().length + 6;
        return AcpiTable.of("APIC", 3, length, table -> {
            table.putInt(LOCAL_APIC_BASE).putInt(1);
            for (int cpu = 0; cpu < config.cpus(); cpu++) {
                table.put(new byte[] {
                            0, 8, (byte) cpu, (byte) config.processor().apicId(cpu)
                        })
                        .putInt(1);
            }
            table.put(new byte[] {1, 12, 0, 0}).putInt((int) board.ioApicBase()).putInt(0);
            for (IsaOverride override : IsaOverride.values()) {
                table.put(new byte[] {2, 10, 0, (byte) override.irq})
                        .putInt(override.gsi)
                        .putShort((short) override.flags);
            }
            table.put(new byte[] {4, 6, (byte) 0xff, 0, 0, 1});
        });
    }

    /** ISA interrupts that are not edge-triggered, active-high at the input of their number (ACPI 6.5, 5.2.12.5). */
    private enum IsaOverride {
        TIMER(0, 2, 0),
        PIRQ_5(5, 5, IsaOverride.LEVEL_HIGH),
        SCI(9, 9, IsaOverride.LEVEL_HIGH),
        PIRQ_10(10, 10, IsaOverride.LEVEL_HIGH),
        PIRQ_11(11, 11, IsaOverride.LEVEL_HIGH);

        private static final int LEVEL_HIGH = 0b1101;

        private final int irq;
        private final int gsi;
        private final int flags;

        IsaOverride(int irq, int gsi, int flags) {
            this.irq = irq;
            this.gsi = gsi;
            this.flags = flags;
        }
    }

    /** HPET Description Table (IA-PC HPET 1.0a, 3.2.4). */
    static byte[] hpet(Board board) {
        return AcpiTable.of(
                "HPET",
                1,
                20,
                table -> table.putInt(EVENT_TIMER_BLOCK_ID)
                        .putInt(0)
                        .putLong(board.hpetBase())
                        .put((byte) 0)
                        .putShort((short) HPET_MIN_TICK)
                        .put((byte) 0));
    }

    /** Memory-mapped configuration space of buses 0 to 255 (PCI Firmware 3.3, 4.1.2). */
    static byte[] mcfg(Board board) {
        return AcpiTable.of(
                "MCFG",
                1,
                24,
                table -> table.putLong(0)
                        .putLong(board.pciExpressBase())
                        .putShort((short) 0)
                        .put((byte) 0)
                        .put((byte) 0xff)
                        .putInt(0));
    }

    /** Windows ACPI Emulated Devices Table (Microsoft): one read of the PM timer is enough. */
    static byte[] waet() {
        return AcpiTable.of("WAET", 1, 4, table -> table.putInt(1 << 1));
    }
}
