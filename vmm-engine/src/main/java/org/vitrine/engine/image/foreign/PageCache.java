package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * What a disk keeps of its files: pages of tables, those used last, and one unpacked grain, since a guest reads in smaller pieces. One for all files of
 * a disk, whose number its descriptor decides. Any thread.
 */
final class PageCache {
    static final int PAGE = 4096;
    private static final int MOST_PAGES = 1024;

    private final Map<Place, ByteBuffer> pages = new LinkedHashMap<>(16, 0.75f, true);
    private volatile @Nullable Grain grain;

    /** Files are told apart as objects. @param position a page's number, or a byte */
    private record Place(BlockNode file, long position) {}

    private record Grain(Place place, byte[] bytes) {}

    /** A page of a file, little-endian; zeroes follow the file's end. Not to be changed. */
    ByteBuffer page(BlockNode file, long number) throws IOException {
        Place place = new Place(file, number);
        synchronized (pages) {
            ByteBuffer kept = pages.get(place);
            if (kept != null) {
                return kept;
            }
        }
        byte[] bytes = new byte[PAGE];
        file.read(number * PAGE, Buffers.of(bytes));
        ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        synchronized (pages) {
            pages.put(place, page);
            if (pages.size() > MOST_PAGES) {
                Iterator<ByteBuffer> oldest = pages.values().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return page;
    }

    /** The grain that was unpacked last, if it is the one from this byte of a file. */
    byte @Nullable [] grain(BlockNode file, long position) {
        Grain kept = grain;
        return kept != null && kept.place.equals(new Place(file, position)) ? kept.bytes : null;
    }

    /** Keeps a grain in the place of the one before. */
    void keep(BlockNode file, long position, byte[] bytes) {
        grain = new Grain(new Place(file, position), bytes);
    }
}
