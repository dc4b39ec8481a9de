package org.vitrine.engine.chipset;

import java.util.List;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.RootComplex;

/**
 * The Q35 memory controller hub and ICH9's core, put together: host bridge at 00.0, LPC bridge at 1f.0, power management,
 * interrupt routing and reset. The machine plugs the rest into {@link #plug} and adds the legacy devices.
 */
public final class Q35 {
    private final RootComplex root;
    private final PmBlock power;
    private final List<Device> devices;

    /**
     * Maps what lies at fixed places: the legacy memory range, and ports 0xb2–0xb3 and 0xcf8–0xcff.
     *
     * @param ram its offset is the guest physical address; the machine maps it but for
     *     {@link LegacyRange#START} to {@link LegacyRange#END}
     * @param firmware what ends at 4 GiB, where the machine maps it
     * @param reset called on a vCPU's thread, without lock, when the guest asks for a reset
     * @param powerOff called likewise when the guest turns the machine off
     */
    public Q35(
            DeviceHost host, Board board, MemoryRegion ram, MemoryRegion firmware, Runnable reset, Runnable powerOff) {
        PirqRouter router = new PirqRouter(host, board);
        ResetControl resetControl = new ResetControl("reset-control", reset);
        root = new RootComplex("pci-host", host, router, resetControl);
        power = new PmBlock("ich9-pm", host, router.sci(), powerOff);
        Mch mch = new Mch("mch", host, board, root, new LegacyRange(host, ram, firmware));
        Lpc lpc = new Lpc("ich9-lpc", host, router, power);
        root.plug(Mch.DEVICE, 0, mch);
        root.plug(Lpc.DEVICE, 0, lpc);
        devices = List.of(root, mch, lpc, power, resetControl);
    }

    public RootComplex root() {
        return root;
    }

    /** Power button, fixed and general purpose events. */
    public PmBlock power() {
        return power;
    }

    /** All devices in it, for the machine's list. */
    public List<Device> devices() {
        return devices;
    }

    /**
     * Plugs a function into bus 0.
     *
     * @throws IllegalArgumentException if the slot is taken
     */
    public void plug(int device, int function, PciFunction added) {
        root.plug(device, function, added);
    }
}
