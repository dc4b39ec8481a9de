package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.acpi.AcpiConfig;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.pci.PcieRootPort;
import org.vitrine.engine.pci.RootComplex;
import org.vitrine.engine.pci.SlotListener;

/** The PCI Express root ports of a board, each with a slot into which a device can be plugged while the machine runs. */
final class RootPorts {
    private final Board board;
    private final List<PcieRootPort> ports = new ArrayList<>();

    /**
     * Plugs the ports into the root complex.
     *
     * @param devices of the board, to which they are added
     * @param listener hears what the guest makes of the devices in the slots
     */
    RootPorts(Board board, RootComplex root, DeviceHost host, List<Device> devices, SlotListener listener) {
        this.board = board;
        for (int function = 0; function < board.rootPorts(); function++) {
            int number = function + 1;
            PcieRootPort port = new PcieRootPort("pcie" + number, host, number, listener);
            devices.add(port);
            root.plug(board.rootPortDevice(), function, port);
            ports.add(port);
        }
    }

    /** @param slot from 1 */
    PcieRootPort port(int slot) {
        return ports.get(slot - 1);
    }

    /** Where the firmware finds the disk in a slot. */
    String bootPath(String vendorAndDevice, int slot) {
        return BootOrder.behindRootPort(vendorAndDevice, board.rootPortDevice(), slot - 1);
    }

    /** The same for a virtio disk. */
    String virtioBootPath(int slot) {
        return BootOrder.virtioDiskBehindRootPort(board.rootPortDevice(), slot - 1);
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
