package org.vitrine.engine.device;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Collects the state of one device as named fields under a version.
 *
 * <p>Form, big-endian as of {@link DataOutputStream}: UTF version kind, int version, then per field UTF name, byte type
 * ({@code 'J'} long, {@code 'B'} bytes), and the value (8 bytes, or an int length and the bytes). Fields are read back
 * by name, so their order is free; a name is written once.
 */
public final class StateWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final java.util.HashSet<String> names = new java.util.HashSet<>();
    private boolean begun;

    /**
     * Names the kind and version of what follows. Exactly once, first.
     *
     * @param kind the device's kind, such as {@code "mc146818"}; not its id
     * @param version counts up from 1 whenever the fields change
     */
    public void begin(String kind, int version) {
        if (begun) {
            throw new IllegalStateException("begin was called before");
        }
        begun = true;
        io(() -> {
            out.writeUTF(kind);
            out.writeInt(version);
        });
    }

    public void put(String name, long value) {
        field(name, 'J');
        io(() -> out.writeLong(value));
    }

    public void put(String name, boolean value) {
        put(name, value ? 1 : 0);
    }

    /** Copies the bytes. */
    public void put(String name, byte[] value) {
        field(name, 'B');
        io(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    public void put(String name, int[] values) {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            buffer.putInt(value);
        }
        put(name, buffer.array());
    }

    /** What was written so far. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private void field(String name, char type) {
        if (!begun) {
            throw new IllegalStateException("begin comes first");
        }
        if (!names.add(name)) {
            throw new IllegalStateException("field " + name + " was written before");
        }
        io(() -> {
            out.writeUTF(name);
            out.writeByte(type);
        });
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void io(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
