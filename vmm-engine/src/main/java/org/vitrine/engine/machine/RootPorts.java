package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.acpi.AcpiConfig;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.pci.PcieRootPort;
import org.vitrine.engine.pci.RootComplex;

/** The PCI Express root ports of a board, each with a slot into which a device can be plugged while the machine runs. */
final class RootPorts {
    private final Board board;
    private final List<PcieRootPort> ports = new ArrayList<>();

    /**
     * Plugs the ports into the root complex.
     *
     * @param devices of the board, to which they are added
     */
    RootPorts(Board board, RootComplex root, DeviceHost host, List<Device> devices) {
        this.board = board;
        for (int function = 0; function < board.rootPorts(); function++) {
            int number = function + 1;
            PcieRootPort port = new PcieRootPort("pcie" + number, host, number, gone -> {});
            devices.add(port);
            root.plug(board.rootPortDevice(), function, port);
            ports.add(port);
        }
    }

    /** What the firmware tables say of them. */
    List<AcpiConfig.RootPort> forAcpi() {
        List<AcpiConfig.RootPort> all = new ArrayList<>();
        for (int function = 0; function < ports.size(); function++) {
            all.add(new AcpiConfig.RootPort(board.rootPortDevice(), function));
        }
        return all;
    }
}
