package org.vitrine.engine.device;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A saved device state taken apart, so that a test can spoil it. Values are {@code Long} or {@code byte[]}. */
public record SavedState(String kind, int version, LinkedHashMap<String, Object> fields) {

    /** The state of a device. */
    public static SavedState of(Device device) {
        StateWriter out = new StateWriter();
        device.save(out);
        return parse(out.toByteArray());
    }

    /** Parses the form that {@link StateWriter} documents. */
    public static SavedState parse(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String kind = in.readUTF();
            int version = in.readInt();
            LinkedHashMap<String, Object> fields = new LinkedHashMap<>();
            while (in.available() > 0) {
                String name = in.readUTF();
                fields.put(name, in.readByte() == 'J' ? (Object) in.readLong() : in.readNBytes(in.readInt()));
            }
            return new SavedState(kind, version, fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] toByteArray() {
        StateWriter out = new StateWriter();
        out.begin(kind, version);
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (field.getValue() instanceof byte[] bytes) {
                out.put(field.getKey(), bytes);
            } else {
                out.put(field.getKey(), (long) field.getValue());
            }
        }
        return out.toByteArray();
    }

    public SavedState withVersion(int other) {
        return new SavedState(kind, other, fields);
    }

    public SavedState withKind(String other) {
        return new SavedState(other, version, fields);
    }

    public SavedState with(String name, Object value) {
        LinkedHashMap<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return new SavedState(kind, version, changed);
    }

    public SavedState without(String name) {
        LinkedHashMap<String, Object> changed = new LinkedHashMap<>(fields);
        changed.remove(name);
        return new SavedState(kind, version, changed);
    }

    /** Loads it into a device. */
    public void loadInto(Device device) throws StateException {
        device.load(new StateReader(toByteArray()));
    }
}
