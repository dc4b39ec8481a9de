package org.vitrine.engine.acpi;

import static org.vitrine.engine.acpi.Aml.createDwordField;
import static org.vitrine.engine.acpi.Aml.eisaId;
import static org.vitrine.engine.acpi.Aml.integer;
import static org.vitrine.engine.acpi.Aml.name;
import static org.vitrine.engine.acpi.Aml.serializedMethod;
import static org.vitrine.engine.acpi.Aml.toUuid;
import static org.vitrine.engine.acpi.AmlCode.and;
import static org.vitrine.engine.acpi.AmlCode.arg;
import static org.vitrine.engine.acpi.AmlCode.lEqual;
import static org.vitrine.engine.acpi.AmlCode.lNotEqual;
import static org.vitrine.engine.acpi.AmlCode.local;
import static org.vitrine.engine.acpi.AmlCode.object;
import static org.vitrine.engine.acpi.AmlCode.or;
import static org.vitrine.engine.acpi.AmlCode.otherwise;
import static org.vitrine.engine.acpi.AmlCode.returns;
import static org.vitrine.engine.acpi.AmlCode.store;
import static org.vitrine.engine.acpi.AmlCode.when;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.acpi.ResourceTemplate.Caching;
import org.vitrine.engine.board.Board;

/** The PCI Express host bridge and what is below it in the name space (PCI Firmware 3.3, 4.1 and 4.5). */
final class PciHostBridge {
    private static final int CONFIG_PORTS = 0xcf8;
    private static final String OSC_UUID = "33db4d5b-1ff7-401c-9657-7441c03dd766";

    /** Bits of {@code _OSC}'s first DWORD (ACPI 6.5, 6.2.11). */
    private static final int UNRECOGNIZED_UUID = 1 << 2;

    private static final int UNRECOGNIZED_REVISION = 1 << 3;
    private static final int CAPABILITIES_MASKED = 1 << 4;

    /** Features of {@code _OSC}'s control field that the operating system may take (PCI Firmware 3.3, table 4-6). */
    private enum Control {
        NATIVE_HOT_PLUG(0),
        POWER_MANAGEMENT_EVENT(2),
        EXPRESS_CAPABILITY(4);

        private final int bit;

        Control(int bit) {
            this.bit = bit;
        }

        private static int granted() {
            int mask = 0;
            for (Control control : values()) {
                mask |= 1 << control.bit;
            }
            return mask;
        }
    }

    private PciHostBridge() {}

    static Term device(AcpiConfig config) {
        List<Term> body = new ArrayList<>(List.of(
                name("_HID", eisaId("PNP0A08")),
                name("_CID", eisaId("PNP0A03")),
                name("_UID", integer(0)),
                name("_SEG", integer(0)),
                name("_BBN", integer(0)),
                name("_CRS", windows(config)),
                operatingSystemCapabilities()));
        body.addAll(InterruptRouting.routingTable(config.board()));
        body.add(LpcDevices.bridge());
        for (AcpiConfig.RootPort port : config.rootPorts()) {
            body.add(Aml.device(
                    "RP%02X".formatted(port.device() << 3 | port.function()),
                    name("_ADR", integer((long) port.device() << 16 | port.function()))));
        }
        return Aml.device("PCI0", body.toArray(Term[]::new));
    }

    /** All that is neither RAM nor the configuration space below 4 GiB: firmware puts 32-bit BARs on either side of the latter. */
    private static Expression windows(AcpiConfig config) {
        Board board = config.board();
        ResourceTemplate windows = new ResourceTemplate()
                .wordBusNumber(0, 0xff)
                .io(CONFIG_PORTS, 8)
                .wordIo(0, CONFIG_PORTS - 1)
                .wordIo(CONFIG_PORTS + 8, 0xffff)
                .dwordMemory(Caching.CACHEABLE, 0xa_0000, 0xb_ffff)
                .dwordMemory(Caching.NON_CACHEABLE, board.lowMemoryLimit(), board.pciExpressBase() - 1)
                .dwordMemory(
                        Caching.NON_CACHEABLE, board.pciExpressBase() + Board.PCI_EXPRESS_SIZE, board.pciHoleEnd() - 1);
        if (config.highWindowBase() < config.highWindowEnd()) {
            windows.qwordMemory(Caching.CACHEABLE, config.highWindowBase(), config.highWindowEnd() - 1);
        }
        return windows.build();
    }

    /** Hands PCI Express features over to the operating system; a query and a request get the same answer. */
    private static Term operatingSystemCapabilities() {
        Target status = object("CDW1");
        Target control = object("CDW3");
        return serializedMethod(
                "_OSC",
                4,
                createDwordField(arg(3), 0, "CDW1"),
                when(
                        lEqual(arg(0), toUuid(OSC_UUID)),
                        createDwordField(arg(3), 8, "CDW3"),
                        and(control, integer(Control.granted()), local(0)),
                        when(lNotEqual(arg(1), integer(1)), or(status, integer(UNRECOGNIZED_REVISION), status)),
                        when(lNotEqual(control, local(0)), or(status, integer(CAPABILITIES_MASKED), status)),
                        store(local(0), control)),
                otherwise(or(status, integer(UNRECOGNIZED_UUID), status)),
                returns(arg(3)));
    }
}
