package org.vitrine.engine.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables one after the other in two files, and what must be done once it is known where in memory each file lies: pointers
 * are put in, then sums made zero again. Pointers hold their target's offset in its file until then.
 */
final class TableLayout {
    /** The two files: RSDP must be below 1 MiB, where old systems look for it; all else goes anywhere below 4 GiB. */
    enum File {
        TABLES("etc/acpi/tables"),
        RSDP("etc/acpi/rsdp");

        final String path;

        File(String path) {
            this.path = path;
        }
    }

    /** What is left to do to a file. */
    sealed interface Fixup {}

    /**
     * Adds the address of {@code target} to a number.
     *
     * @param size 4 or 8 bytes
     */
    record Pointer(File file, int offset, int size, File target) implements Fixup {}

    /** Makes the sum over a range zero by the byte at {@code offset} in it. */
    record Checksum(File file, int offset, int start, int length) implements Fixup {}

    private final ByteBuffer tables = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer rsdp = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Fixup> fixups = new ArrayList<>();

    private ByteBuffer buffer(File file) {
        return file == File.TABLES ? tables : rsdp;
    }

    /** @return the offset in the file */
    int add(File file, byte[] table, int alignment) {
        ByteBuffer buffer = buffer(file);
        int offset = (buffer.position() + alignment - 1) & -alignment;
        buffer.position(offset).put(table);
        return offset;
    }

    void pointer(File file, int offset, int size, int targetOffset) {
        ByteBuffer buffer = buffer(file);
        if (size == Long.BYTES) {
            buffer.putLong(offset, targetOffset);
        } else {
            buffer.putInt(offset, targetOffset);
        }
        fixups.add(new Pointer(file, offset, size, File.TABLES));
    }

    void checksum(File file, int offset, int start, int length) {
        buffer(file).put(offset, (byte) 0);
        fixups.add(new Checksum(file, offset, start, length));
    }

    List<Fixup> fixups() {
        return fixups;
    }

    /** A file's content before its fix-ups. */
    byte[] content(File file) {
        ByteBuffer buffer = buffer(file);
        byte[] content = new byte[buffer.position()];
        buffer.get(0, content);
        return content;
    }

    /** A file's content after them. */
    byte[] linked(File file, long tablesAddress) {
        byte[] content = content(file);
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (Fixup fixup : fixups) {
            switch (fixup) {
                case Pointer pointer
                when pointer.file == file -> {
                    if (pointer.size == Long.BYTES) {
                        buffer.putLong(pointer.offset, buffer.getLong(pointer.offset) + tablesAddress);
                    } else {
                        buffer.putInt(pointer.offset, buffer.getInt(pointer.offset) + (int) tablesAddress);
                    }
                }
                case Checksum checksum
                when checksum.file == file ->
                    content[checksum.offset] -= (byte) AcpiTable.sum(content, checksum.start, checksum.length);
                default -> {}
            }
        }
        return content;
    }
}
