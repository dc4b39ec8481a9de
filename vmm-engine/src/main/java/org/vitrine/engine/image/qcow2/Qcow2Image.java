package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.block.Ranges;

/**
 * An open qcow2 image. Requests that find their clusters share a lock; those that change tables have it alone.
 * Tables are written when the image is flushed or closed, or when too many have changed.
 */
public final class Qcow2Image implements BlockNode {
    private final BlockNode file;
    private final @Nullable BlockNode backing;
    private final Header header;
    private final Geometry geometry;
    private final Damage damage;
    private final Metadata metadata;
    private final Mapper mapper;
    private final Writer writer;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile long size;
    private boolean closed;

    private Qcow2Image(BlockNode file, @Nullable BlockNode backing, Header header, Damage damage, Metadata metadata) {
        this.file = file;
        this.backing = backing;
        this.header = header;
        this.geometry = header.geometry();
        this.damage = damage;
        this.metadata = metadata;
        this.mapper = new Mapper(file, header, metadata, damage, backing);
        this.writer = new Writer(file, header, metadata, mapper, damage);
        this.size = header.size();
    }

    /**
     * Opens an image, for writing if the file is. It owns file and backing node from then on; if it fails, they are left open.
     * An image whose reference counts were left behind (dirty bit) has them counted anew before it is written.
     *
     * @param backing the node of the backing file that the image names, or null
     * @throws ImageException if it is no sound qcow2 image, or uses what is not known here
     */
    public static Qcow2Image open(BlockNode file, @Nullable BlockNode backing) throws ImageException, IOException {
        Header header = Header.read(file);
        if (!file.isReadOnly()) {
            if (header.has(Feature.CORRUPT)) {
                throw new ImageException(
                        file.name() + " was marked as damaged; repair it with “vitrine image check --repair”.");
            }
            if (header.has(Feature.DIRTY)) {
                Repair.countAnew(file, header);
                header = Header.read(file);
            }
            if (header.autoclear() != 0) {
                // What is behind these bits would not follow our writes.
                file.write(Header.AUTOCLEAR, Buffers.of(new byte[8]));
                file.flush();
            }
        }
        Damage damage = new Damage(file, header);
        MetadataLoader loader = new MetadataLoader(file, header, damage);
        Metadata metadata = file.isReadOnly() ? loader.forReading() : loader.forWriting();
        return new Qcow2Image(file, backing, header, damage, metadata);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isReadOnly() {
        return file.isReadOnly();
    }

    @Override
    public Optional<BlockNode> backing() {
        return Optional.ofNullable(backing);
    }

    /** Bytes of a cluster: writes of whole ones at their place copy nothing. */
    public int clusterSize() {
        return geometry.clusterSize();
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        Ranges.check(this, position, into.byteSize());
        Lock shared = lock.readLock();
        shared.lock();
        try {
            mapper.read(position, into);
        } finally {
            shared.unlock();
        }
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        checkChange(position, from.byteSize());
        long done = 0;
        while (done < from.byteSize()) {
            done += writeShared(position + done, from.slice(done, from.byteSize() - done));
            if (done < from.byteSize()) {
                done += writeAlone(position + done, from.slice(done, from.byteSize() - done));
            }
        }
    }

    private long writeShared(long position, Buffers from) throws IOException {
        Lock shared = lock.readLock();
        shared.lock();
        try {
            return writer.writeInPlace(position, from);
        } finally {
            shared.unlock();
        }
    }

    private long writeAlone(long position, Buffers from) throws IOException {
        lock.writeLock().lock();
        try {
            relieve();
            // Another may have made the clusters in between.
            long done = writer.writeInPlace(position, from);
            return done > 0 ? done : writer.writeToNew(position, from, size);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Puts a whole cluster, compressed; as when a disk is converted. @return false if it does not get smaller */
    public boolean writeCompressed(long position, byte[] cluster) throws IOException {
        checkChange(position, Math.min(cluster.length, size - position));
        if (!geometry.isAligned(position) || cluster.length != geometry.clusterSize()) {
            throw new IllegalArgumentException("not a whole cluster");
        }
        Optional<byte[]> compressed = Compressor.compress(cluster, header.compression());
        if (compressed.isEmpty()) {
            return false;
        }
        lock.writeLock().lock();
        try {
            relieve();
            writer.writeCompressed(position, compressed.get());
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void writeZeroes(long position, long length) throws IOException {
        checkChange(position, length);
        clear(position, length, true);
    }

    @Override
    public void discard(long position, long length) throws IOException {
        checkChange(position, length);
        clear(position, length, false);
    }

    /** @param exactly whether the parts of clusters at both ends, and what only writing can clear, are to be zeroes too */
    private void clear(long position, long length, boolean exactly) throws IOException {
        long end = position + length;
        long first = geometry.clustersFor(position);
        // The disk may end within its last cluster.
        long last = end == size ? geometry.clustersFor(end) : geometry.clusterOf(end);
        if (first >= last) {
            if (exactly) {
                writeZeroBytes(position, length);
            }
            return;
        }
        if (exactly) {
            writeZeroBytes(position, geometry.offsetOf(first) - position);
        }
        for (long cluster = first; cluster < last; ) {
            int count = (int) Math.min(last - cluster, geometry.tableEntries() - geometry.tableIndex(cluster));
            if (!zeroClusters(cluster, count) && exactly) {
                long from = geometry.offsetOf(cluster);
                writeZeroBytes(from, Math.min(size, geometry.offsetOf(cluster + count)) - from);
            }
            cluster += count;
        }
        long rest = Math.max(position, geometry.offsetOf(last));
        if (exactly && rest < end) {
            writeZeroBytes(rest, end - rest);
        }
    }

    private boolean zeroClusters(long first, int count) throws IOException {
        lock.writeLock().lock();
        try {
            relieve();
            return writer.zero(first, count);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void writeZeroBytes(long position, long length) throws IOException {
        byte[] zeroes = new byte[(int) Math.min(length, geometry.clusterSize())];
        for (long done = 0; done < length; ) {
            long part = Math.min(length - done, geometry.clusterSize() - geometry.within(position + done));
            if (!isZero(position + done)) {
                write(position + done, Buffers.of(zeroes).slice(0, part));
            }
            done += part;
        }
    }

    private boolean isZero(long position) throws IOException {
        Extent extent = extent(position, 1);
        return extent.kind() == Extent.Kind.ZERO
                || (extent.kind() == Extent.Kind.BACKING
                        && mapper.isBare(geometry.offsetOf(geometry.clusterOf(position))));
    }

    private void relieve() throws IOException {
        damage.checkWritable();
        if (metadata.isCrowded()) {
            metadata.commit();
        }
    }

    private void checkChange(long position, long length) throws BlockException {
        Ranges.check(this, position, length);
        if (isReadOnly()) {
            throw new BlockException(BlockException.Kind.READ_ONLY, name() + " is open for reading only.");
        }
        damage.checkWritable();
    }

    @Override
    public void flush() throws IOException {
        if (isReadOnly()) {
            return;
        }
        lock.readLock().lock();
        boolean dirty;
        try {
            dirty = metadata.isDirty();
        } finally {
            lock.readLock().unlock();
        }
        if (!dirty) {
            file.flush();
            return;
        }
        lock.writeLock().lock();
        try {
            metadata.commit();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        Ranges.check(this, position, length);
        lock.readLock().lock();
        try {
            Mapper.Mapping mapping = mapper.map(position, length);
            return new Extent(
                    mapping.length(),
                    switch (mapping.kind()) {
                        case STANDARD, COMPRESSED -> Extent.Kind.DATA;
                        case ZERO -> Extent.Kind.ZERO;
                        case UNALLOCATED -> Extent.Kind.BACKING;
                    });
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void resize(long newSize) throws IOException {
        checkChange(0, 0);
        Ranges.checkDiskSize(name(), newSize);
        if (header.snapshots().count() > 0) {
            throw new BlockException(
                    BlockException.Kind.UNSUPPORTED,
                    name() + " has snapshots inside and cannot be resized; delete them first, or convert it.");
        }
        long entries = geometry.l1EntriesFor(newSize);
        if (entries * 8 > Geometry.MOST_L1_BYTES) {
            throw new BlockException(
                    BlockException.Kind.UNSUPPORTED,
                    "%s cannot have %,d bytes with clusters of %,d; convert it to larger ones."
                            .formatted(name(), newSize, clusterSize()));
        }
        if (newSize < size) {
            shrink(newSize);
        } else if (newSize > size) {
            grow(newSize, entries);
        }
    }

    private void shrink(long newSize) throws IOException {
        setSize(newSize);
        removeBeyondEnd();
        flush();
    }

    /** Gives up all that this image holds, so that what lies behind it shows; and flushes. */
    public void showBacking() throws IOException {
        checkChange(0, 0);
        removeFrom(0);
        flush();
    }

    /** Whatever the tables still have for places behind the disk's end would come back when it grows. */
    private void removeBeyondEnd() throws IOException {
        removeFrom(geometry.clustersFor(size));
    }

    private void removeFrom(long first) throws IOException {
        long all = (long) metadata.l1Entries() * geometry.tableEntries();
        for (long cluster = first; cluster < all; ) {
            int count = geometry.tableEntries() - geometry.tableIndex(cluster);
            lock.writeLock().lock();
            try {
                relieve();
                writer.remove(cluster, count);
            } finally {
                lock.writeLock().unlock();
            }
            cluster += count;
        }
    }

    private void grow(long newSize, long entries) throws IOException {
        long oldSize = size;
        removeBeyondEnd();
        flush();
        if (entries > metadata.l1Entries()) {
            metadata.growL1(entries);
        }
        try {
            size = newSize;
            // A last cluster's rest, and what a longer backing file has there, must not show.
            long stale = Math.max(
                    geometry.offsetOf(geometry.clustersFor(oldSize)),
                    backing().map(BlockNode::size).orElse(0L));
            clear(oldSize, Math.min(newSize, stale) - oldSize, true);
            setSize(newSize);
        } catch (IOException e) {
            size = oldSize;
            throw e;
        }
    }

    private void setSize(long newSize) throws IOException {
        flush();
        file.write(
                Header.SIZE, Buffers.of(ByteBuffer.allocate(8).putLong(newSize).array()));
        file.flush();
        size = newSize;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (BlockNode below = backing;
                BlockNode own = file) {
            // What is freed by writing everything is counted by writing once more.
            while (!isReadOnly() && metadata.isDirty()) {
                metadata.commit();
            }
        }
    }
}
