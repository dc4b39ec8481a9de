package org.vitrine.engine.chipset;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.pci.RootComplex;

/** A host without RAM of its own, with the chipset's core on it; resets and power-offs are noted. */
final class ChipsetFixture extends TestHost {
    static final int PAGE = 0x1000;

    final MemoryRegion low = MemoryRegion.anonymous("low", 0x10_0000);
    final MemoryRegion firmware = MemoryRegion.anonymous("firmware", 0x4_0000);
    final RootComplex root;
    final Mch mch;
    final List<Device> devices;

    ChipsetFixture() {
        super(PAGE);
        firmware.segment().fill((byte) 0xf1);
        firmware.segment().set(ValueLayout.JAVA_BYTE, 0x2_0000, (byte) 0xe0);
        PirqRouter router = new PirqRouter(this, Board.Q35);
        ResetControl resetControl = new ResetControl("reset-control", () -> note("reset"));
        PmBlock pm = new PmBlock("ich9-pm", this, router.sci(), () -> note("power off"));
        root = new RootComplex("pci-host", this, router, resetControl);
        mch = new Mch("mch", this, Board.Q35, root, new LegacyRange(this, low, firmware));
        Lpc lpc = new Lpc("ich9-lpc", this, router, pm);
        root.plug(Mch.DEVICE, 0, mch);
        root.plug(Lpc.DEVICE, 0, lpc);
        devices = List.of(resetControl, pm, root, mch, lpc);
    }

    void config(int device, int offset, int size, long value) {
        root.writeConfig(0, device, 0, offset, size, value);
    }

    long config(int device, int offset, int size) {
        return root.readConfig(0, device, 0, offset, size);
    }

    @Override
    public void close() {
        low.close();
        firmware.close();
        super.close();
    }
}
