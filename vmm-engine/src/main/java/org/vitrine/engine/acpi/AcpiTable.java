package org.vitrine.engine.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The form that all tables share but FACS and RSDP (ACPI 6.5, 5.2.6). */
final class AcpiTable {
    /** Bytes before a table's own content. */
    static final int HEADER = 36;

    /** Where the byte is that makes the table's sum zero. */
    static final int CHECKSUM = 9;

    static final byte[] OEM_ID = ascii("VITRIN");
    private static final byte[] OEM_TABLE_ID = ascii("VITRINE ");
    private static final byte[] CREATOR_ID = ascii("VTRN");

    private AcpiTable() {}

    /** @return the table with its length and sum right */
    static byte[] of(String signature, int revision, byte[] content) {
        byte[] table = ByteBuffer.allocate(HEADER + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii(signature))
                .putInt(HEADER + content.length)
                .put((byte) revision)
                .put((byte) 0)
                .put(OEM_ID)
                .put(OEM_TABLE_ID)
                .putInt(1)
                .put(CREATOR_ID)
                .putInt(1)
                .put(content)
                .array();
        table[CHECKSUM] = (byte) -sum(table, 0, table.length);
        return table;
    }

    /** @param content writes into a little-endian buffer of {@code length} bytes, which starts zeroed */
    static byte[] of(String signature, int revision, int length, Consumer<ByteBuffer> content) {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(buffer);
        return of(signature, revision, buffer.array());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The sum of some bytes, of which only the low 8 bits count. */
    static int sum(byte[] bytes, int start, int length) {
        int sum = 0;
        for (int i = start; i < start + length; i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }
}
