package org.vitrine.engine.image.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;

/** Header extensions ("Header extensions"), kept as they are, known or not. */
record Extensions(List<Extension> list) {
    static final int BACKING_FORMAT = 0xe2792aca;
    static final int FEATURE_NAMES = 0x6803f857;
    static final int BITMAPS = 0x23852875;

    private static final int FEATURE_NAME_SIZE = 48;

    record Extension(int type, byte[] data) {}

    Extensions {
        list = List.copyOf(list);
    }

    /**
     * Reads them.
     *
     * @param cluster the first cluster, as much of it as there is
     * @param start where they begin
     * @param end where they end at the latest
     */
    static Extensions read(String name, ByteBuffer cluster, int start, int end) throws ImageException {
        List<Extension> list = new ArrayList<>();
        int at = start;
        while (at + 8 <= end) {
            int type = cluster.getInt(at);
            int length = cluster.getInt(at + 4);
            if (type == 0) {
                break;
            }
            if (length < 0 || length > end - at - 8) {
                throw new ImageException(
                        name + " is damaged: a header extension reaches out of the header; restore it from a copy.");
            }
            byte[] data = new byte[length];
            cluster.get(at + 8, data);
            list.add(new Extension(type, data));
            at += 8 + roundUp(length);
        }
        return new Extensions(list);
    }

    /** Puts them, and the end mark, at the buffer's position. */
    void write(ByteBuffer into) {
        for (Extension extension : list) {
            into.putInt(extension.type).putInt(extension.data.length).put(extension.data);
            into.put(new byte[roundUp(extension.data.length) - extension.data.length]);
        }
        into.putInt(0).putInt(0);
    }

    int byteSize() {
        int size = 8;
        for (Extension extension : list) {
            size += 8 + roundUp(extension.data.length);
        }
        return size;
    }

    private static int roundUp(int length) {
        return (length + 7) & ~7;
    }

    Optional<byte[]> find(int type) {
        return list.stream()
                .filter(extension -> extension.type == type)
                .map(Extension::data)
                .findFirst();
    }

    Optional<String> backingFormat() {
        return find(BACKING_FORMAT).map(data -> new String(data, UTF_8));
    }

    /** These, with another backing format or none. */
    Extensions withBackingFormat(Optional<String> format) {
        List<Extension> others = new ArrayList<>();
        format.ifPresent(name -> others.add(new Extension(BACKING_FORMAT, name.getBytes(UTF_8))));
        list.stream().filter(extension -> extension.type != BACKING_FORMAT).forEach(others::add);
        return new Extensions(others);
    }

    /** What the image itself calls an incompatible feature ("Feature name table"). */
    Optional<String> featureName(int bit) {
        byte[] names = find(FEATURE_NAMES).orElse(new byte[0]);
        for (int at = 0; at + FEATURE_NAME_SIZE <= names.length; at += FEATURE_NAME_SIZE) {
            if (names[at] == 0 && names[at + 1] == bit) {
                String name = new String(names, at + 2, FEATURE_NAME_SIZE - 2, UTF_8).split("\0", 2)[0];
                return Optional.of(name.replaceAll("\\p{Cntrl}", "?"));
            }
        }
        return Optional.empty();
    }
}
