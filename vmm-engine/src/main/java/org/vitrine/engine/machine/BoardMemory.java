package org.vitrine.engine.machine;

import java.lang.foreign.MemorySegment;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * RAM and firmware of a machine, and where they are seen. RAM below the PCI hole lies at its own offset; what is left over lies
 * from 4 GiB up. The legacy range C0000–FFFFF is left to the memory controller.
 */
final class BoardMemory implements AutoCloseable {
    private static final long VGA_WINDOW = 0xa_0000;
    private static final long LEGACY_END = 0x10_0000;

    private final MemoryRegion ram;
    private final MemoryRegion firmware;

    private BoardMemory(MemoryRegion ram, MemoryRegion firmware) {
        this.ram = ram;
        this.firmware = firmware;
    }

    /**
     * @param ram the machine's, which is its own from here on
     * @param image of the firmware, a multiple of 4 KiB
     */
    static BoardMemory create(MemoryRegion ram, byte[] image) {
        MemoryRegion firmware = MemoryRegion.anonymous("firmware", image.length);
        firmware.segment().copyFrom(MemorySegment.ofArray(image));
        return new BoardMemory(ram, firmware);
    }

    /** Makes the RAM visible to the guest, save for the legacy range. */
    void mapInto(GuestMemory memory, Board board) {
        long low = board.lowMemory(ram.size());
        memory.map(ram, 0, 0, VGA_WINDOW, true);
        memory.map(ram, LEGACY_END, LEGACY_END, low - LEGACY_END, true);
        if (ram.size() > low) {
            memory.map(ram, low, Board.HIGH_MEMORY_BASE, ram.size() - low, true);
        }
    }

    /** Makes the firmware visible as a ROM that ends at 4 GiB. */
    void mapRom(GuestMemory memory) {
        memory.map(firmware, 0, Board.HIGH_MEMORY_BASE - firmware.size(), firmware.size(), false);
    }

    MemoryRegion ram() {
        return ram;
    }

    MemoryRegion firmware() {
        return firmware;
    }

    @Override
    public void close() {
        ram.close();
        firmware.close();
    }
}
