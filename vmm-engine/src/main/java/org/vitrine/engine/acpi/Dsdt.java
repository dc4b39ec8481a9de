package org.vitrine.engine.acpi;

import static org.vitrine.engine.acpi.Aml.integer;
import static org.vitrine.engine.acpi.Aml.method;
import static org.vitrine.engine.acpi.Aml.name;
import static org.vitrine.engine.acpi.Aml.packageOfIntegers;
import static org.vitrine.engine.acpi.Aml.scope;
import static org.vitrine.engine.acpi.AmlCode.arg;
import static org.vitrine.engine.acpi.AmlCode.object;
import static org.vitrine.engine.acpi.AmlCode.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The Differentiated System Description Table (ACPI 6.5, 5.2.11.1).
 *
 * <p>SeaBIOS looks for devices in it with a parser of its own, which knows only definitions at the top and in devices, sees
 * a {@code _HID} only as a plain name before any device below, and no constants of 64 bits: hence no conditions there.
 */
final class Dsdt {
    /** Integers have 64 bits from this revision on. */
    private static final int REVISION = 2;

    /** What is written to PM1_CNT.SLP_TYP for soft off; firmware assumes 0 without looking. */
    private static final int SOFT_OFF = 0;

    private Dsdt() {}

    static byte[] of(AcpiConfig config) {
        List<Term> system = new ArrayList<>();
        system.add(PciHostBridge.device(config));
        system.addAll(InterruptRouting.links(config.board()));
        system.addAll(SystemDevices.of(config));
        return AcpiTable.of(
                "DSDT",
                REVISION,
                AmlWriter.encode(
                        name("PICF", integer(0)),
                        method("_PIC", 1, store(arg(0), object("PICF"))),
                        name("\\_S5", packageOfIntegers(SOFT_OFF, 0, 0, 0)),
                        scope("\\_SB", system.toArray(Term[]::new))));
    }
}
