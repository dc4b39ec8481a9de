package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** The tables of a file, read in pages when they are asked for, of which those used last are kept. Little-endian. Any thread. */
final class TablePages {
    private static final int PAGE = 4096;
    private static final int MOST_PAGES = 256;

    private final BlockNode file;
    private final Map<Long, ByteBuffer> pages = new LinkedHashMap<>(16, 0.75f, true);

    TablePages(BlockNode file) {
        this.file = file;
    }

    /** An unsigned entry of 4 bytes. @param table where it begins in the file, a multiple of 4; zeroes follow the file's end */
    long entry4(long table, long index) throws IOException {
        long at = table + index * 4;
        return Integer.toUnsignedLong(page(at / PAGE).getInt((int) (at % PAGE)));
    }

    /** An entry of 8 bytes. @param table where it begins in the file, a multiple of 8; zeroes follow the file's end */
    long entry8(long table, long index) throws IOException {
        long at = table + index * 8;
        return page(at / PAGE).getLong((int) (at % PAGE));
    }

    private ByteBuffer page(long number) throws IOException {
        synchronized (pages) {
            ByteBuffer kept = pages.get(number);
            if (kept != null) {
                return kept;
            }
        }
        byte[] bytes = new byte[PAGE];
        file.read(number * PAGE, Buffers.of(bytes));
        ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        synchronized (pages) {
            pages.put(number, page);
            if (pages.size() > MOST_PAGES) {
                Iterator<ByteBuffer> oldest = pages.values().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return page;
    }
}
