package org.vitrine.engine.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What AML can define, and its data (ACPI 6.5, 20.2.3 and 20.2.5). Names of the methods are those of ASL. Statements and
 * operators are in {@link AmlCode}.
 */
final class Aml {
    private static final Pattern EISA_ID = Pattern.compile("[A-Z]{3}[0-9A-F]{4}");
    private static final int EXTENDED = 0x5b;

    private Aml() {}

    /** Address spaces of an operation region (ACPI 6.5, 20.2.5.2 RegionSpace). */
    enum RegionSpace {
        SYSTEM_MEMORY,
        SYSTEM_IO,
        PCI_CONFIG
    }

    /** Width of the accesses to a field (ACPI 6.5, 20.2.5.2 AccessType). */
    enum AccessType {
        ANY,
        BYTE,
        WORD,
        DWORD,
        QWORD
    }

    /** Part of a field's list of bits. */
    @FunctionalInterface
    interface FieldElement extends Term {}

    static Term scope(String path, Term... body) {
        return out -> out.u8(0x10).sized(inner -> inner.name(path).terms(body));
    }

    static Term device(String name, Term... body) {
        return out -> out.u8(EXTENDED).u8(0x82).sized(inner -> inner.name(name).terms(body));
    }

    static Term name(String name, Expression value) {
        return out -> out.u8(0x08).name(name).terms(value);
    }

    /** @param arguments 0 to 7 */
    static Term method(String name, int arguments, Term... body) {
        return method(name, arguments, 0, body);
    }

    /** A method that only one thread executes at a time, as it must if it creates names. */
    static Term serializedMethod(String name, int arguments, Term... body) {
        return method(name, arguments, 1 << 3, body);
    }

    private static Term method(String name, int arguments, int flags, Term... body) {
        if (arguments < 0 || arguments > 7) {
            throw new IllegalArgumentException("a method takes 0 to 7 arguments");
        }
        return out -> out.u8(0x14)
                .sized(inner -> inner.name(name).u8(arguments | flags).terms(body));
    }

    /**
     * @param offset bytes from the start of the space, at most 32 bits: firmware that looks for devices reads no more
     * @param length bytes
     */
    static Term operationRegion(String name, RegionSpace space, long offset, long length) {
        return out -> out.u8(EXTENDED)
                .u8(0x80)
                .name(name)
                .u8(space.ordinal())
                .integer(offset)
                .integer(length);
    }

    /** The bits of a region, which keep their other bits when written. */
    static Term field(String region, AccessType access, FieldElement... elements) {
        return out -> out.u8(EXTENDED)
                .u8(0x81)
                .sized(inner -> inner.name(region).u8(access.ordinal()).terms(elements));
    }

    static FieldElement bits(String name, int count) {
        return out -> out.name(name).fieldLength(count);
    }

    static FieldElement gap(int bits) {
        return out -> out.u8(0).fieldLength(bits);
    }

    /** Names four bytes of a buffer. */
    static Term createDwordField(Expression buffer, int offset, String name) {
        return out -> out.u8(0x8a).terms(buffer).integer(offset).name(name);
    }

    static Expression integer(long value) {
        return out -> out.integer(value);
    }

    /** Printable ASCII. */
    static Expression string(String value) {
        if (!value.chars().allMatch(character -> character >= 0x20 && character < 0x7f)) {
            throw new IllegalArgumentException("not ASCII: " + value);
        }
        return out ->
                out.u8(0x0d).bytes(value.getBytes(StandardCharsets.US_ASCII)).u8(0);
    }

    static Expression buffer(byte[] content) {
        return out -> out.u8(0x11).sized(inner -> inner.integer(content.length).bytes(content));
    }

    /** @param elements at most 255 */
    static Expression packageOf(Term... elements) {
        if (elements.length > 255) {
            throw new IllegalArgumentException("a package has at most 255 elements");
        }
        return out -> out.u8(0x12).sized(inner -> inner.u8(elements.length).terms(elements));
    }

    static Expression packageOfIntegers(long... elements) {
        Term[] terms = new Term[elements.length];
        for (int i = 0; i < elements.length; i++) {
            terms[i] = integer(elements[i]);
        }
        return packageOf(terms);
    }

    /**
     * A hardware id in its compressed form (ACPI 6.5, 19.6.37).
     *
     * @param id three letters and four hexadecimal digits, such as {@code "PNP0A08"}
     */
    static Expression eisaId(String id) {
        if (!EISA_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not an EISA id: " + id);
        }
        int letters = (id.charAt(0) - '@') << 10 | (id.charAt(1) - '@') << 5 | (id.charAt(2) - '@');
        int value = letters << 16 | Integer.parseInt(id.substring(3), 16);
        return out -> out.dword(Integer.reverseBytes(value));
    }

    /** A UUID as 16 bytes, the first three groups of which are little-endian (ACPI 6.5, 19.6.142). */
    static Expression toUuid(String uuid) {
        UUID parsed = UUID.fromString(uuid);
        long high = parsed.getMostSignificantBits();
        return buffer(ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(parsed.getLeastSignificantBits())
                .array());
    }
}
