package org.vitrine.engine.acpi;

import static org.vitrine.engine.acpi.Aml.device;
import static org.vitrine.engine.acpi.Aml.eisaId;
import static org.vitrine.engine.acpi.Aml.integer;
import static org.vitrine.engine.acpi.Aml.name;
import static org.vitrine.engine.acpi.Aml.string;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.board.Board;

/** Devices of the name space that are on no bus: processors, what the board itself takes, and the virtual machine's own. */
final class SystemDevices {
    private static final int CONFIGURATION_SPACE = 256 << 20;
    private static final int HPET_SPACE = 0x400;
    private static final int PM_PORTS = 128;
    private static final int PIC_MASTER = 0x20;
    private static final int PIC_SLAVE = 0xa0;
    private static final int PIC_EDGE_LEVEL = 0x4d0;
    private static final int PIT = 0x40;
    private static final int PORT_B = 0x61;
    private static final int PORT_92 = 0x92;
    private static final int APM = 0xb2;
    private static final int PVPANIC_PORT = 0x505;
    private static final int FW_CFG_PORTS = 12;
    private static final long ROOT_COMPLEX_BASE = 0xfed1_c000L;
    private static final int ROOT_COMPLEX_SPACE = 0x4000;
    private static final int PRESENT_BUT_HIDDEN = 0xb;

    private SystemDevices() {}

    static List<Term> of(AcpiConfig config) {
        List<Term> devices = new ArrayList<>(List.of(motherboard(config.board()), hpet(config.board())));
        devices.add(virtual("PVPN", "QEMU0001", new ResourceTemplate().io(PVPANIC_PORT, 1), PRESENT_BUT_HIDDEN));
        devices.add(virtual(
                "FWCF",
                "QEMU0002",
                new ResourceTemplate().io(config.board().fwCfgBase(), FW_CFG_PORTS),
                PRESENT_BUT_HIDDEN));
        for (int cpu = 0; cpu < config.cpus(); cpu++) {
            devices.add(device("C%03X".formatted(cpu), name("_HID", string("ACPI0007")), name("_UID", integer(cpu))));
        }
        return devices;
    }

    /** Addresses that an operating system must not give away; that of ECAM among them (PCI Firmware 3.3, 4.1.2). */
    private static Term motherboard(Board board) {
        return device(
                "MBRD",
                name("_HID", eisaId("PNP0C02")),
                name("_UID", integer(0)),
                name(
                        "_CRS",
                        new ResourceTemplate()
                                .memory32Fixed(board.pciExpressBase(), CONFIGURATION_SPACE)
                                .memory32Fixed(ROOT_COMPLEX_BASE, ROOT_COMPLEX_SPACE)
                                .io(board.pmBase(), PM_PORTS)
                                .io(PIC_MASTER, 2)
                                .io(PIC_SLAVE, 2)
                                .io(PIC_EDGE_LEVEL, 2)
                                .io(PIT, 4)
                                .io(PORT_B, 1)
                                .io(PORT_92, 1)
                                .io(APM, 2)
                                .build()));
    }

    private static Term hpet(Board board) {
        return device(
                "HPET",
                name("_HID", eisaId("PNP0103")),
                name("_UID", integer(0)),
                name(
                        "_CRS",
                        new ResourceTemplate()
                                .memory32Fixed(board.hpetBase(), HPET_SPACE)
                                .build()));
    }

    private static Term virtual(String name, String id, ResourceTemplate resources, int status) {
        return device(
                name,
                name("_HID", string(id)),
                name("_UID", integer(0)),
                name("_STA", integer(status)),
                name("_CRS", resources.build()));
    }
}
