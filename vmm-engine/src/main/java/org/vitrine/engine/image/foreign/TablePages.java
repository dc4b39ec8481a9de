package org.vitrine.engine.image.foreign;

import java.io.IOException;
import org.vitrine.engine.image.block.BlockNode;

/** The tables of a file, read in pages when they are asked for. Little-endian. Any thread. */
final class TablePages {
    private static final int PAGE = PageCache.PAGE;

    private final BlockNode file;
    private final PageCache cache;

    TablePages(BlockNode file, PageCache cache) {
        this.file = file;
        this.cache = cache;
    }

    /** An unsigned entry of 4 bytes. @param table where it begins in the file, a multiple of 4; zeroes follow the file's end */
    long entry4(long table, long index) throws IOException {
        long at = table + index * 4;
        return Integer.toUnsignedLong(cache.page(file, at / PAGE).getInt((int) (at % PAGE)));
    }

    /** An entry of 8 bytes. @param table where it begins in the file, a multiple of 8; zeroes follow the file's end */
    long entry8(long table, long index) throws IOException {
        long at = table + index * 8;
        return cache.page(file, at / PAGE).getLong((int) (at % PAGE));
    }
}
