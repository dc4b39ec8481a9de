package org.vitrine.engine.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Encodes the lexical elements of AML (ACPI 6.5, 20.2.1 to 20.2.4). Numbers are little-endian. */
final class AmlWriter {
    private static final Pattern SEGMENT = Pattern.compile("[A-Z_][A-Z0-9_]{0,3}");
    private static final Pattern PREFIX = Pattern.compile("\\\\?|\\^+");
    private static final int DUAL_NAME_PREFIX = 0x2e;
    private static final int MULTI_NAME_PREFIX = 0x2f;
    private static final int MAX_PACKAGE = (1 << 28) - 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Encodes terms by themselves. */
    static byte[] encode(Term... terms) {
        return new AmlWriter().terms(terms).toByteArray();
    }

    AmlWriter u8(int value) {
        out.write(value);
        return this;
    }

    AmlWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    AmlWriter u32(int value) {
        return u16(value).u16(value >>> 16);
    }

    AmlWriter u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    AmlWriter bytes(byte[] values) {
        out.writeBytes(values);
        return this;
    }

    AmlWriter terms(Term... terms) {
        for (Term term : terms) {
            term.encode(this);
        }
        return this;
    }

    /** A constant in its shortest form. Ones is left out, since its width is that of the table's revision. */
    AmlWriter integer(long value) {
        if (value == 0 || value == 1) {
            return u8((int) value);
        } else if (value >>> 8 == 0) {
            return u8(0x0a).u8((int) value);
        } else if (value >>> 16 == 0) {
            return u8(0x0b).u16((int) value);
        } else if (value >>> 32 == 0) {
            return dword((int) value);
        }
        return u8(0x0e).u64(value);
    }

    /** A constant of four bytes, whatever its value. */
    AmlWriter dword(int value) {
        return u8(0x0c).u32(value);
    }

    /**
     * A path in the name space.
     *
     * @param path segments of up to four letters, digits and underscores, separated by dots, after a {@code \} for the
     *     root or a {@code ^} for each parent
     */
    AmlWriter name(String path) {
        int start = 0;
        while (start < path.length() && (path.charAt(start) == '\\' || path.charAt(start) == '^')) {
            start++;
        }
        String prefix = path.substring(0, start);
        String[] segments =
                start == path.length() ? new String[0] : path.substring(start).split("\\.", -1);
        if (!PREFIX.matcher(prefix).matches() || (prefix.isEmpty() && segments.length == 0) || segments.length > 255) {
            throw new IllegalArgumentException("not an ACPI path: " + path);
        }
        bytes(prefix.getBytes(StandardCharsets.US_ASCII));
        switch (segments.length) {
            case 0 -> u8(0);
            case 1 -> {}
            case 2 -> u8(DUAL_NAME_PREFIX);
            default -> u8(MULTI_NAME_PREFIX).u8(segments.length);
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException("not an ACPI path: " + path);
            }
            bytes((segment + "___").substring(0, 4).getBytes(StandardCharsets.US_ASCII));
        }
        return this;
    }

    /** What follows the length of its own encoding: PkgLength counts itself. */
    AmlWriter sized(Term... content) {
        byte[] body = encode(content);
        int width = 1;
        while (width < 4 && body.length + width > maxLength(width)) {
            width++;
        }
        return packageLength(body.length + width, width).bytes(body);
    }

    /** A length in bits, which unlike others does not count itself (ACPI 6.5, 20.2.5.2 NamedField). */
    AmlWriter fieldLength(int bits) {
        int width = 1;
        while (width < 4 && bits > maxLength(width)) {
            width++;
        }
        return packageLength(bits, width);
    }

    private static int maxLength(int width) {
        return width == 1 ? 0x3f : (1 << (8 * width - 4)) - 1;
    }

    private AmlWriter packageLength(int length, int width) {
        if (length < 0 || length > MAX_PACKAGE) {
            throw new IllegalArgumentException("AML is too long: " + length + " bytes");
        }
        if (width == 1) {
            return u8(length);
        }
        u8((width - 1) << 6 | (length & 0xf));
        for (int i = 1; i < width; i++) {
            u8(length >>> (8 * i - 4));
        }
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
