package org.vitrine.engine.image.foreign;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/** What the structures of a VHDX image have in common. */
final class VhdxFields {
    static final UUID NO_GUID = new UUID(0, 0);
    static final int MIB = 1 << 20;

    private VhdxFields() {}

    /** A GUID as Windows stores it: three little-endian fields and eight bytes. */
    static UUID guid(ByteBuffer in, int at) {
        long high = Integer.toUnsignedLong(in.getInt(at)) << 32
                | Short.toUnsignedLong(in.getShort(at + 4)) << 16
                | Short.toUnsignedLong(in.getShort(at + 6));
        return new UUID(high, Long.reverseBytes(in.getLong(at + 8)));
    }

    /** Whether the CRC-32C of a structure is right, whose field of 4 bytes counts as zero itself. */
    static boolean isSumRight(byte[] bytes, int field) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, field);
        sum.update(new byte[4]);
        sum.update(bytes, field + 4, bytes.length - field - 4);
        return (int) sum.getValue()
                == ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(field);
    }
}
