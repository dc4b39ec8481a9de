package org.vitrine.engine.pci;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * MSI-X with its table in the lower and its pending bits in the upper half of a BAR of its own (PCI Local Bus 3.0,
 * 6.8.2). The caller holds the lock of {@link FunctionInterrupts}, except for {@link #block}.
 */
final class MsixCapability {
    static final int LENGTH = 12;

    private static final int CONTROL = 2;
    private static final int TABLE = 4;
    private static final int PENDING = 8;

    private static final int ENABLE = 0x8000;
    private static final int FUNCTION_MASK = 0x4000;

    private static final int ENTRY_BYTES = 16;
    private static final int ENTRY_WORDS = 4;
    private static final int VECTOR_CONTROL = 3;
    private static final int VECTOR_MASK = 1;

    private final ConfigSpace config;
    private final int offset;
    private final int half;
    private final int[] table;
    private final long[] pending;
    private boolean enabled;
    private boolean functionMask;

    MsixCapability(ConfigSpace config, int offset, int bar, int vectors) {
        this.config = config;
        this.offset = offset;
        this.half = half(vectors);
        this.table = new int[vectors * ENTRY_WORDS];
        this.pending = new long[(vectors + 63) / 64];
        config.define(offset + CONTROL, 2, vectors - 1);
        config.writable(offset + CONTROL, 2, ENABLE | FUNCTION_MASK);
        config.define(offset + TABLE, 4, bar);
        config.define(offset + PENDING, 4, half | bar);
        reset();
    }

    private static int half(int vectors) {
        return Math.max(2048, Integer.highestOneBit(vectors * ENTRY_BYTES * 2 - 1));
    }

    /** Bytes of a BAR with that many vectors. */
    static int barSize(int vectors) {
        return 2 * half(vectors);
    }

    void reset() {
        Arrays.fill(table, 0);
        for (int at = VECTOR_CONTROL; at < table.length; at += ENTRY_WORDS) {
            table[at] = VECTOR_MASK;
        }
        Arrays.fill(pending, 0);
    }

    boolean concerns(int from, int size) {
        return from < offset + CONTROL + 2 && offset + CONTROL < from + size;
    }

    /** Takes over what the registers say. */
    void refresh() {
        int control = config.read(offset + CONTROL, 2);
        enabled = (control & ENABLE) != 0;
        functionMask = (control & FUNCTION_MASK) != 0;
    }

    boolean enabled() {
        return enabled;
    }

    int vectors() {
        return table.length / ENTRY_WORDS;
    }

    boolean masked(int vector) {
        return functionMask || (table[vector * ENTRY_WORDS + VECTOR_CONTROL] & VECTOR_MASK) != 0;
    }

    boolean anyPending() {
        for (long word : pending) {
            if (word != 0) {
                return true;
            }
        }
        return false;
    }

    boolean pending(int vector) {
        return (pending[vector >> 6] >>> vector & 1) != 0;
    }

    void setPending(int vector, boolean value) {
        long bit = 1L << vector;
        pending[vector >> 6] = value ? pending[vector >> 6] | bit : pending[vector >> 6] & ~bit;
    }

    long address(int vector) {
        return table[vector * ENTRY_WORDS] & 0xffff_fffcL | (long) table[vector * ENTRY_WORDS + 1] << 32;
    }

    int data(int vector) {
        return table[vector * ENTRY_WORDS + 2];
    }

    /** What the BAR shows. Software may only use aligned dwords and quadwords; other writes are dropped. */
    RegisterBlock block(FunctionInterrupts owner) {
        return new RegisterBlock() {
            @Override
            public long read(long at, int size) {
                synchronized (owner) {
                    long value = 0;
                    for (int i = 0; i < size; i++) {
                        value |= (long) byteAt((int) at + i) << (8 * i);
                    }
                    return value;
                }
            }

            @Override
            public void write(long at, int size, long value) {
                if ((size != 4 && size != 8) || (at & (size - 1)) != 0 || at + size > (long) table.length * 4) {
                    return;
                }
                synchronized (owner) {
                    int word = (int) at / 4;
                    table[word] = (int) value;
                    if (size == 8) {
                        table[word + 1] = (int) (value >>> 32);
                    }
                }
                owner.deliverPending((int) at / ENTRY_BYTES);
            }
        };
    }

    private int byteAt(int at) {
        if (at < table.length * 4) {
            return table[at >> 2] >>> (8 * (at & 3)) & 0xff;
        }
        int inPending = at - half;
        if (inPending >= 0 && inPending < pending.length * 8) {
            return (int) (pending[inPending >> 3] >>> (8 * (inPending & 7))) & 0xff;
        }
        return 0;
    }

    void save(StateWriter out) {
        out.put("pci.msix.table", table);
        ByteBuffer bits = ByteBuffer.allocate(pending.length * Long.BYTES);
        bits.asLongBuffer().put(pending);
        out.put("pci.msix.pending", bits.array());
    }

    void load(StateReader in) throws StateException {
        byte[] bits = new byte[pending.length * Long.BYTES];
        in.getInts("pci.msix.table", table);
        in.getBytes("pci.msix.pending", bits);
        ByteBuffer.wrap(bits).asLongBuffer().get(pending);
        int used = vectors() & 63;
        if (used != 0) {
            pending[pending.length - 1] &= (1L << used) - 1;
        }
    }
}
