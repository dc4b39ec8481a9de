package org.vitrine.engine.firmware;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Encodes one structure of the SMBIOS table (DMTF DSP0134, 6.1): type, length and handle, the fields, and the strings that
 * the fields name by number. Numbers are little-endian.
 */
final class SmbiosStructure {
    private static final int HEADER = 4;

    private final int type;
    private final int handle;
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();
    private final List<String> strings = new ArrayList<>();

    SmbiosStructure(int type, int handle) {
        this.type = type;
        this.handle = handle;
    }

    SmbiosStructure u8(int value) {
        fields.write(value);
        return this;
    }

    SmbiosStructure u8s(int... values) {
        for (int value : values) {
            u8(value);
        }
        return this;
    }

    SmbiosStructure u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    SmbiosStructure u32(int value) {
        return u16(value).u16(value >>> 16);
    }

    SmbiosStructure u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    /** The number of a string that follows the fields. */
    SmbiosStructure string(String value) {
        strings.add(value);
        return u8(strings.size());
    }

    /** The number that says that there is no string. */
    SmbiosStructure noString() {
        return u8(0);
    }

    /** The first three groups are little-endian (DSP0134, 7.2.1). */
    SmbiosStructure uuid(UUID value) {
        long high = value.getMostSignificantBits();
        u32((int) (high >>> 32)).u16((int) (high >>> 16)).u16((int) high);
        return u64(Long.reverseBytes(value.getLeastSignificantBits()));
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        out.write(HEADER + fields.size());
        out.write(handle);
        out.write(handle >>> 8);
        out.writeBytes(fields.toByteArray());
        for (String string : strings) {
            out.writeBytes(string.getBytes(StandardCharsets.US_ASCII));
            out.write(0);
        }
        if (strings.isEmpty()) {
            out.write(0);
        }
        out.write(0);
        return out.toByteArray();
    }
}
