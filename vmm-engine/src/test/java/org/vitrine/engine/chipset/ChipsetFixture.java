package org.vitrine.engine.chipset;

import java.lang.foreign.ValueLayout;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.memory.MemoryRegion;

/** A host without RAM of its own, with the chipset's core on it; resets and power-offs are noted. */
final class ChipsetFixture extends TestHost {
    static final int PAGE = 0x1000;

    final MemoryRegion low = MemoryRegion.anonymous("low", 0x10_0000);
    final MemoryRegion firmware = MemoryRegion.anonymous("firmware", 0x4_0000);
    final Q35 q35;

    ChipsetFixture() {
        super(PAGE);
        firmware.segment().fill((byte) 0xf1);
        firmware.segment().set(ValueLayout.JAVA_BYTE, 0x2_0000, (byte) 0xe0);
        q35 = new Q35(this, Board.Q35, low, firmware, () -> note("reset"), () -> note("power off"));
    }

    void config(int device, int offset, int size, long value) {
        q35.root().writeConfig(0, device, 0, offset, size, value);
    }

    long config(int device, int offset, int size) {
        return q35.root().readConfig(0, device, 0, offset, size);
    }

    @Override
    public void close() {
        low.close();
        firmware.close();
        super.close();
    }
}
