package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/** Grains, which a directory of tables places in the file, plain or compressed ("Hosted Sparse Extents"). */
final class SparseExtent implements VmdkExtent {
    private static final int SECTOR = SparseHeader.SECTOR;
    /** Before compressed data: the grain's first sector, and the number of bytes that follow. */
    private static final int MARKER_SIZE = 12;

    private static final int NOTHING = 0;
    private static final int ZEROES = 1;

    private final BlockNode file;
    private final SparseHeader header;
    private final TablePages tables;
    private final PageCache cache;

    /** @param cache of the disk */
    SparseExtent(BlockNode file, SparseHeader header, PageCache cache) {
        this.file = file;
        this.header = header;
        this.tables = new TablePages(file, cache);
        this.cache = cache;
    }

    /** Where a grain lies: its first sector in the file, {@link #NOTHING} or {@link #ZEROES}. */
    private long place(long grain) throws IOException {
        long directoryEntry = tables.entry4(header.directory(), grain / header.entries());
        if (directoryEntry == 0) {
            return NOTHING;
        }
        long table = directoryEntry * SECTOR;
        if (table > file.size() - header.entries() * 4L) {
            throw damaged("grain table %,d lies outside the file".formatted(grain / header.entries()));
        }
        long sector = tables.entry4(table, grain % header.entries());
        if (sector == ZEROES && header.zeroedGrains()) {
            return ZEROES;
        }
        long stored =
                header.compressed() ? 1 : Math.min(header.grainSize(), header.size() - grain * header.grainSize());
        if (sector != NOTHING && sector * SECTOR > file.size() - stored) {
            throw damaged("grain %,d lies outside the file".formatted(grain));
        }
        return sector;
    }

    private Extent.Kind kind(long place) {
        if (place == NOTHING) {
            return Extent.Kind.BACKING;
        }
        return place == ZEROES && header.zeroedGrains() ? Extent.Kind.ZERO : Extent.Kind.DATA;
    }

    /** At most to where the next grain table begins. */
    @Override
    public Extent extent(long position, long length) throws IOException {
        long covered = (long) header.grainSize() * header.entries();
        long table = position / covered;
        long most = Math.min(length, covered - position % covered);
        if (tables.entry4(header.directory(), table) == 0) {
            return new Extent(most, Extent.Kind.BACKING);
        }
        long grain = position / header.grainSize();
        Extent.Kind kind = kind(place(grain));
        long reach = header.grainSize() - position % header.grainSize();
        while (reach < most && kind(place(++grain)) == kind) {
            reach += header.grainSize();
        }
        return new Extent(Math.min(most, reach), kind);
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        for (long done = 0; done < into.byteSize(); ) {
            long grain = (position + done) / header.grainSize();
            int within = (int) ((position + done) % header.grainSize());
            long part = Math.min(into.byteSize() - done, header.grainSize() - within);
            long place = place(grain);
            if (header.compressed()) {
                unpacked(grain, place * SECTOR, within, into.slice(done, part));
            } else {
                while (done + part < into.byteSize() && follows(place, grain, position + done + part)) {
                    part = Math.min(into.byteSize() - done, part + header.grainSize());
                }
                file.read(place * SECTOR + within, into.slice(done, part));
            }
            done += part;
        }
    }

    /** Whether the grain at a position lies in the file as far behind another as it does on the disk. */
    private boolean follows(long place, long grain, long position) throws IOException {
        long other = position / header.grainSize();
        return place(other) == place + (other - grain) * (header.grainSize() / SECTOR);
    }

    private void unpacked(long grain, long place, int within, Buffers into) throws IOException {
        byte[] bytes = cache.grain(file, place);
        if (bytes == null) {
            bytes = unpack(grain, place);
            cache.keep(file, place, bytes);
        }
        into.copyFrom(MemorySegment.ofArray(bytes).asSlice(within, into.byteSize()));
    }

    private byte[] unpack(long grain, long place) throws IOException {
        long from = place;
        long length = header.grainSize();
        if (header.markers()) {
            byte[] marker = new byte[MARKER_SIZE];
            file.read(place, Buffers.of(marker));
            length = Integer.toUnsignedLong(
                    ByteBuffer.wrap(marker).order(ByteOrder.LITTLE_ENDIAN).getInt(8));
            from += MARKER_SIZE;
        }
        if (length > 2L * header.grainSize() + SECTOR || length > file.size() - from) {
            throw damaged("grain %,d reaches out of the file (is it cut short?)".formatted(grain));
        }
        byte[] packed = new byte[(int) length];
        file.read(from, Buffers.of(packed));
        byte[] bytes = new byte[header.grainSize()];
        if (inflate(packed, bytes) < Math.min(bytes.length, header.size() - grain * bytes.length)) {
            throw damaged("grain %,d cannot be unpacked".formatted(grain));
        }
        return bytes;
    }

    /** RFC 1950. @return how many bytes came out, as far as there is room */
    private static int inflate(byte[] packed, byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            int done = 0;
            while (done < bytes.length) {
                int count = inflater.inflate(bytes, done, bytes.length - done);
                if (count == 0) {
                    break;
                }
                done += count;
            }
            return done;
        } catch (DataFormatException e) {
            return -1;
        } finally {
            inflater.end();
        }
    }

    private BlockException damaged(String what) {
        return new BlockException(
                BlockException.Kind.CORRUPT, "%s is damaged: %s; copy it again.".formatted(file.name(), what));
    }
}
