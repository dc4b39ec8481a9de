package org.vitrine.engine.image.raw;

import java.io.IOException;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.block.Ranges;

/** A disk without a format: byte n of the file is byte n of the disk. */
public final class RawImage implements BlockNode {
    private static final int SECTOR = 512;

    private final BlockNode file;

    private RawImage(BlockNode file) {
        this.file = file;
    }

    /**
     * Opens what a file holds as a disk; the image owns the file from then on.
     *
     * @throws ImageException if no disk can have that size; the file is left open
     */
    public static RawImage open(BlockNode file) throws ImageException {
        if (file.size() == 0) {
            throw new ImageException(file.name() + " is empty; copy or create it again.");
        }
        if (file.size() % SECTOR != 0) {
            throw new ImageException(
                    "%s has %,d bytes, which is not a multiple of 512: it is no raw disk, or cut short;"
                                    .formatted(file.name(), file.size())
                            + " copy it again, or name its format.");
        }
        return new RawImage(file);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public boolean isReadOnly() {
        return file.isReadOnly();
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        check(position, into.byteSize());
        file.read(position, into);
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        check(position, from.byteSize());
        file.write(position, from);
    }

    @Override
    public void writeZeroes(long position, long length) throws IOException {
        check(position, length);
        file.writeZeroes(position, length);
    }

    @Override
    public void discard(long position, long length) throws IOException {
        check(position, length);
        file.discard(position, length);
    }

    /** The file itself would grow. */
    private void check(long position, long length) throws BlockException {
        Ranges.check(this, position, length);
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        check(position, length);
        return file.extent(position, length);
    }

    @Override
    public void resize(long size) throws IOException {
        Ranges.checkDiskSize(name(), size);
        file.resize(size);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
