package org.vitrine.engine.device;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads what a {@link StateWriter} wrote. Hostile input: every refusal is a {@link StateException}. */
public final class StateReader {
    private final String kind;
    private final int version;
    private final Map<String, Object> fields = new HashMap<>();

    /** Parses all of it. */
    public StateReader(byte[] bytes) throws StateException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            kind = in.readUTF();
            version = in.readInt();
            while (in.available() > 0) {
                String name = in.readUTF();
                Object value = switch (in.readByte()) {
                    case 'J' -> in.readLong();
                    case 'B' -> readBytes(in);
                    default ->
                        throw new StateException(
                                "The saved state of " + kind + " has a field of unknown type, " + name + ".");
                };
                if (fields.put(name, value) != null) {
                    throw new StateException("The saved state of " + kind + " has the field " + name + " twice.");
                }
            }
        } catch (IOException e) {
            throw new StateException("A saved device state is cut short.");
        }
    }

    private static byte[] readBytes(DataInputStream in) throws IOException, StateException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new StateException("A saved device state is cut short.");
        }
        return in.readNBytes(length);
    }

    /**
     * Checks that the state is of this kind and of a version up to this one.
     *
     * @return the version of the state, from 1 to {@code newest}
     */
    public int begin(String expectedKind, int newest) throws StateException {
        if (!kind.equals(expectedKind)) {
            throw new StateException("The saved state is of a " + kind + ", not of a " + expectedKind + ".");
        }
        if (version < 1 || version > newest) {
            throw new StateException("The saved state of " + kind + " has version " + version
                    + "; this version of Vitrine reads up to " + newest + ".");
        }
        return version;
    }

    /** Takes a number that must lie between two bounds, both included. */
    public long getLong(String name, long min, long max) throws StateException {
        if (!(fields.remove(name) instanceof Long value)) {
            throw missing(name);
        }
        if (value < min || value > max) {
            throw new StateException("The saved state of " + kind + " has " + name + " = " + value + ", outside " + min
                    + " to " + max + ".");
        }
        return value;
    }

    /** Takes any 64-bit number. */
    public long getLong(String name) throws StateException {
        return getLong(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Takes a number that must lie between two bounds, both included. */
    public int getInt(String name, int min, int max) throws StateException {
        return (int) getLong(name, min, max);
    }

    /** Takes any 32-bit number, as put from an {@code int}. */
    public int getInt(String name) throws StateException {
        return getInt(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    public boolean getBoolean(String name) throws StateException {
        return getLong(name, 0, 1) != 0;
    }

    /** Takes bytes into an array, which they must fill exactly. */
    public void getBytes(String name, byte[] into) throws StateException {
        byte[] value = getBytes(name, into.length);
        if (value.length != into.length) {
            throw new StateException("The saved state of " + kind + " has " + value.length + " bytes in " + name
                    + ", not " + into.length + ".");
        }
        System.arraycopy(value, 0, into, 0, into.length);
    }

    /** Takes bytes, exactly {@code length} of them. */
    public byte[] getExactBytes(String name, int length) throws StateException {
        byte[] into = new byte[length];
        getBytes(name, into);
        return into;
    }

    /** Takes bytes, at most {@code maxLength} of them. */
    public byte[] getBytes(String name, int maxLength) throws StateException {
        if (!(fields.remove(name) instanceof byte[] value)) {
            throw missing(name);
        }
        if (value.length > maxLength) {
            throw new StateException(
                    "The saved state of " + kind + " has more than " + maxLength + " bytes in " + name + ".");
        }
        return value;
    }

    /** Takes numbers into an array, which they must fill exactly. */
    public void getInts(String name, int[] into) throws StateException {
        byte[] raw = new byte[into.length * Integer.BYTES];
        getBytes(name, raw);
        java.nio.ByteBuffer.wrap(raw).asIntBuffer().get(into);
    }

    /** Checks that nothing is left over. */
    public void end() throws StateException {
        if (!fields.isEmpty()) {
            throw new StateException("The saved state of " + kind
                    + " has fields that this version of Vitrine does not know: "
                    + String.join(", ", fields.keySet().stream().sorted().toList()) + ".");
        }
    }

    private StateException missing(String name) {
        return new StateException("The saved state of " + kind + " lacks " + name + ".");
    }
}
