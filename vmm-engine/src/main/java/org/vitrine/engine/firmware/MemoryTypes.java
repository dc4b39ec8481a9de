package org.vitrine.engine.firmware;

import java.util.Map;
import java.util.TreeMap;
import org.vitrine.engine.board.Board;

/**
 * The memory type range registers of every vCPU as firmware leaves them, for a machine without firmware (Intel SDM, volume 3,
 * 12.11): RAM is write-back, the VGA window and the addresses from the end of low RAM to 4 GiB are uncacheable. A kernel that
 * finds them off gives up the page attribute table too.
 */
public final class MemoryTypes {
    private static final int PHYSBASE0 = 0x200;
    private static final int PHYSMASK0 = 0x201;
    private static final int FIX64K_00000 = 0x250;
    private static final int FIX16K_80000 = 0x258;
    private static final int FIX16K_A0000 = 0x259;
    private static final int FIX4K_C0000 = 0x268;
    private static final int FIX4K_REGISTERS = 8;
    private static final int DEF_TYPE = 0x2ff;

    private static final int WRITE_BACK = 6;
    private static final int UNCACHEABLE = 0;
    private static final long ALL_WRITE_BACK = 0x0606_0606_0606_0606L;
    private static final long ALL_UNCACHEABLE = 0;
    private static final int VALID = 1 << 11;
    private static final int FIXED_ENABLE = 1 << 10;
    private static final int ENABLE = 1 << 11;
    private static final long FOUR_GIB = 1L << 32;

    private MemoryTypes() {}

    /**
     * The registers to set, by MSR number.
     *
     * @param physicalAddressBits as CPUID leaf 0x80000008 answers it
     */
    public static Map<Integer, Long> registers(Board board, int physicalAddressBits) {
        Map<Integer, Long> registers = new TreeMap<>();
        registers.put(FIX64K_00000, ALL_WRITE_BACK);
        registers.put(FIX16K_80000, ALL_WRITE_BACK);
        registers.put(FIX16K_A0000, ALL_UNCACHEABLE);
        for (int i = 0; i < FIX4K_REGISTERS; i++) {
            registers.put(FIX4K_C0000 + i, ALL_WRITE_BACK);
        }
        long size = Long.lowestOneBit(board.lowMemoryLimit());
        if (board.lowMemoryLimit() + size != FOUR_GIB) {
            throw new IllegalArgumentException("one register does not reach from the end of low RAM to 4 GiB");
        }
        registers.put(PHYSBASE0, board.lowMemoryLimit() | UNCACHEABLE);
        registers.put(PHYSMASK0, (1L << physicalAddressBits) - size | VALID);
        registers.put(DEF_TYPE, (long) (ENABLE | FIXED_ENABLE | WRITE_BACK));
        return registers;
    }
}
