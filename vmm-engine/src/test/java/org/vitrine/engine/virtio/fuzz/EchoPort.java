package org.vitrine.engine.virtio.fuzz;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.vitrine.engine.virtio.console.PortBackend;

/** Says what it hears, of which it keeps little. */
final class EchoPort implements PortBackend {
    private static final int MOST = 1000;

    private byte[] kept = new byte[0];

    @Override
    public void attach(Runnable wake) {}

    @Override
    public boolean isOpen() {
        return kept.length % 2 == 0;
    }

    @Override
    public int available() {
        return kept.length;
    }

    @Override
    public int read(MemorySegment into) {
        int count = (int) Math.min(into.byteSize(), kept.length);
        MemorySegment.copy(MemorySegment.ofArray(kept), 0, into, 0, count);
        kept = Arrays.copyOfRange(kept, count, kept.length);
        return count;
    }

    @Override
    public int room() {
        return MOST - kept.length;
    }

    @Override
    public int write(MemorySegment from) {
        int count = (int) Math.min(from.byteSize(), room());
        int before = kept.length;
        kept = Arrays.copyOf(kept, before + count);
        MemorySegment.copy(from, 0, MemorySegment.ofArray(kept), before, count);
        return count;
    }

    @Override
    public void close() {}
}
