package org.vitrine.engine.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The saved state of all parts of a machine but its memory: named runs of bytes.
 *
 * <p>Form, big-endian: {@code "VITRSTAT"}, int version, int count, then per section short name length, name in UTF-8, int length, the bytes, int CRC-32C of name and
 * bytes. Hostile input: lengths are checked before anything is allocated for them.
 */
public final class Sections {
    /** Longest state that is read; a machine's is a few hundred KiB. */
    public static final int MAX_BYTES = 64 << 20;

    private static final byte[] MAGIC = "VITRSTAT".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int MAX_NAME = 255;

    private final Map<String, byte[]> byName = new LinkedHashMap<>();

    /** Adds a section. @throws IllegalStateException if there is one of that name */
    public void put(String name, byte[] bytes) {
        if (byName.putIfAbsent(name, bytes.clone()) != null) {
            throw new IllegalStateException("two sections are named " + name);
        }
    }

    /** In the order in which they were put. */
    public Map<String, byte[]> all() {
        return Collections.unmodifiableMap(byName);
    }

    /** The form that {@link #parse} reads. */
    public byte[] toByteArray() {
        int size = MAGIC.length + 8;
        for (Map.Entry<String, byte[]> section : byName.entrySet()) {
            size = Math.addExact(size, 10 + name(section.getKey()).length + section.getValue().length);
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(MAGIC).putInt(VERSION).putInt(byName.size());
        byName.forEach((title, bytes) -> {
            byte[] name = name(title);
            out.putShort((short) name.length).put(name).putInt(bytes.length).put(bytes);
            out.putInt(checksum(name, bytes));
        });
        return out.array();
    }

    /** @throws SnapshotException if the bytes are not what {@link #toByteArray} gave, with the section's name where it is known */
    public static Sections parse(byte[] bytes) throws SnapshotException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        if (in.remaining() < MAGIC.length + 8 || !java.util.Arrays.equals(MAGIC, take(in, magic))) {
            throw new SnapshotException("It does not hold a machine's state.");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new SnapshotException(
                    "Its state is of version %d, but this Vitrine reads version %d.".formatted(version, VERSION));
        }
        int count = in.getInt();
        Sections sections = new Sections();
        for (int i = 0; i < count; i++) {
            parseOne(in, sections);
        }
        if (count < 0 || in.hasRemaining()) {
            throw new SnapshotException("Its state has more bytes than it says.");
        }
        return sections;
    }

    private static void parseOne(ByteBuffer in, Sections into) throws SnapshotException {
        byte[] name = take(in, new byte[length(in, 2, MAX_NAME)]);
        byte[] bytes = take(in, new byte[length(in, 4, MAX_BYTES)]);
        String title = new String(name, StandardCharsets.UTF_8);
        if (in.remaining() < 4) {
            throw cutShort();
        }
        if (in.getInt() != checksum(name, bytes)) {
            throw new SnapshotException("Its state of %s is damaged.".formatted(printable(title)));
        }
        if (into.byName.putIfAbsent(title, bytes) != null) {
            throw new SnapshotException("It has the state of %s twice.".formatted(printable(title)));
        }
    }

    /** A length of so many bytes, which as much follows. */
    private static int length(ByteBuffer in, int width, int most) throws SnapshotException {
        if (in.remaining() < width) {
            throw cutShort();
        }
        int length = width == 2 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
        if (length < 0 || length > most || length > in.remaining()) {
            throw cutShort();
        }
        return length;
    }

    private static byte[] take(ByteBuffer in, byte[] into) {
        in.get(into);
        return into;
    }

    private static SnapshotException cutShort() {
        return new SnapshotException("Its state is cut short or damaged.");
    }

    private static byte[] name(String title) {
        return title.getBytes(StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] name, byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(name);
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static String printable(String title) {
        return title.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
