package org.vitrine.engine.acpi;

import static org.vitrine.engine.acpi.Aml.bits;
import static org.vitrine.engine.acpi.Aml.device;
import static org.vitrine.engine.acpi.Aml.eisaId;
import static org.vitrine.engine.acpi.Aml.field;
import static org.vitrine.engine.acpi.Aml.gap;
import static org.vitrine.engine.acpi.Aml.integer;
import static org.vitrine.engine.acpi.Aml.name;
import static org.vitrine.engine.acpi.Aml.operationRegion;
import static org.vitrine.engine.acpi.InterruptRouting.register;

/** The LPC bridge and the legacy devices behind it (ICH9, document 316972, chapter 13). */
final class LpcDevices {
    private static final int LPC_DEVICE = 31;
    private static final int PIRQ_ROUTING = 0x60;

    private LpcDevices() {}

    static Term bridge() {
        return device(
                "LPC",
                name("_ADR", integer(LPC_DEVICE << 16)),
                operationRegion("LPCC", Aml.RegionSpace.PCI_CONFIG, PIRQ_ROUTING, 12),
                field(
                        "LPCC",
                        Aml.AccessType.BYTE,
                        bits(register(0), 8),
                        bits(register(1), 8),
                        bits(register(2), 8),
                        bits(register(3), 8),
                        gap(32),
                        bits(register(4), 8),
                        bits(register(5), 8),
                        bits(register(6), 8),
                        bits(register(7), 8)),
                legacy("RTC", "PNP0B00", new ResourceTemplate().io(0x70, 2).irqNoFlags(8)),
                legacy(
                        "KBD",
                        "PNP0303",
                        new ResourceTemplate().io(0x60, 1).io(0x64, 1).irqNoFlags(1)),
                legacy("MOU", "PNP0F13", new ResourceTemplate().irqNoFlags(12)),
                legacy("COM1", "PNP0501", new ResourceTemplate().io(0x3f8, 8).irqNoFlags(4)));
    }

    private static Term legacy(String name, String id, ResourceTemplate resources) {
        return device(name, name("_HID", eisaId(id)), name("_UID", integer(1)), name("_CRS", resources.build()));
    }
}
