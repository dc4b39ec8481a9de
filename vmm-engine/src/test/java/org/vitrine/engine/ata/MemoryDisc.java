package org.vitrine.engine.ata;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.vitrine.engine.image.OpticalMedium;

/** A disc whose every byte follows from its position. */
final class MemoryDisc implements OpticalMedium {
    private final String name;
    private final long sectors;
    /** The first sector that cannot be read. */
    long firstBad = Long.MAX_VALUE;

    volatile boolean closed;

    MemoryDisc(String name, long sectors) {
        this.name = name;
        this.sectors = sectors;
    }

    static byte at(long position) {
        return (byte) (position * 31 + (position >>> 11) + 5);
    }

    @Override
    public Path file() {
        return Path.of("/discs", name);
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public void read(long position, MemorySegment into) throws IOException {
        if (closed) {
            throw new AssertionError("read after close");
        }
        if (position + into.byteSize() > Math.min(sectors, firstBad) * SECTOR) {
            throw new IOException("a scratch");
        }
        for (long i = 0; i < into.byteSize(); i++) {
            into.set(ValueLayout.JAVA_BYTE, i, at(position + i));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
