package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The directories that a primary or supplementary volume descriptor leads to (ECMA-119, 9.1), with Rock Ridge's names (IEEE P1282,
 * 4.1.4) where a record has them itself.
 */
final class IsoTree extends FileTree {
    private static final int ROOT_RECORD = 156;
    private static final int SHORTEST_RECORD = 33;
    private static final int EXTENT = 2;
    private static final int LENGTH = 10;
    private static final int FLAGS = 25;
    private static final int NAME_LENGTH = 32;
    private static final int NAME = 33;
    private static final int DIRECTORY = 2;
    private static final int MORE_EXTENTS = 0x80;
    private static final int MOST_EXTENTS = 64;

    private final BoundedReader reader;
    private final ByteBuffer descriptor;
    private final Charset names;

    /** @param names ISO 8859-1 for a primary descriptor, UTF-16BE for Joliet */
    IsoTree(BoundedReader reader, ByteBuffer descriptor, Charset names) {
        this.reader = reader;
        this.descriptor = descriptor;
        this.names = names;
    }

    @Override
    DiscFile root() {
        return new DiscFile(reader, List.of(extent(descriptor, ROOT_RECORD)), true);
    }

    @Override
    Optional<DiscFile> find(DiscFile directory, String name) throws IOException {
        ByteBuffer records = directory.head(MOST_DIRECTORY);
        List<DiscFile.Extent> extents = new ArrayList<>();
        int at = 0;
        while (at < records.limit()) {
            int length = Byte.toUnsignedInt(records.get(at));
            if (length == 0) {
                // A record doesn't cross the end of a sector: the rest of this one is empty.
                at = (at / BoundedReader.SECTOR + 1) * BoundedReader.SECTOR;
                continue;
            }
            if (length <= SHORTEST_RECORD || at + length > records.limit()) {
                break;
            }
            if (isNamed(records.slice(at, length), name)) {
                extents.add(extent(records, at));
                int flags = records.get(at + FLAGS);
                if ((flags & MORE_EXTENTS) == 0 || extents.size() == MOST_EXTENTS) {
                    return Optional.of(new DiscFile(reader, extents, (flags & DIRECTORY) != 0));
                }
            }
            at += length;
        }
        return Optional.empty();
    }

    private static DiscFile.Extent extent(ByteBuffer buffer, int record) {
        long sector = Integer.toUnsignedLong(buffer.getInt(record + EXTENT));
        return new DiscFile.Extent(
                sector * BoundedReader.SECTOR, Integer.toUnsignedLong(buffer.getInt(record + LENGTH)));
    }

    private boolean isNamed(ByteBuffer record, String name) {
        int length = Byte.toUnsignedInt(record.get(NAME_LENGTH));
        if (NAME + length > record.limit()) {
            return false;
        }
        String own = names.decode(record.slice(NAME, length)).toString().toLowerCase(Locale.ROOT);
        return withoutVersion(own).equals(name)
                || rockRidge(record, NAME + length + (length + 1) % 2).equals(name);
    }

    /** A name without {@code ;1}, and without the full stop that ISO 9660 puts where there is no extension. */
    private static String withoutVersion(String name) {
        int semicolon = name.indexOf(';');
        String bare = semicolon < 0 ? name : name.substring(0, semicolon);
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }

    private static String rockRidge(ByteBuffer record, int from) {
        StringBuilder name = new StringBuilder();
        int at = from;
        while (at + 5 <= record.limit()) {
            int length = Byte.toUnsignedInt(record.get(at + 2));
            if (length < 5 || at + length > record.limit()) {
                break;
            }
            if (record.get(at) == 'N' && record.get(at + 1) == 'M') {
                name.append(StandardCharsets.UTF_8.decode(record.slice(at + 5, length - 5)));
            }
            at += length;
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
