package org.vitrine.engine.virtio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * The queues of a saved device: their registers, and of those that run what they hold, which is a length of 32 bits, big-endian, and as many bytes for each
 * queue, 0 for one that does not run.
 */
final class QueueState {
    /** More than the queues of any device can hold that a guest has not made up of scraps. */
    static final int MOST_BYTES = 64 << 20;

    private QueueState() {}

    static byte[] registers(QueueRegisters[] registers) {
        ByteBuffer out = ByteBuffer.allocate(registers.length * QueueRegisters.SAVED_BYTES);
        for (QueueRegisters queue : registers) {
            queue.save(out);
        }
        return out.array();
    }

    static void load(StateReader in, String field, QueueRegisters[] registers) throws StateException {
        ByteBuffer saved = ByteBuffer.wrap(in.getExactBytes(field, registers.length * QueueRegisters.SAVED_BYTES));
        for (QueueRegisters queue : registers) {
            if (!queue.load(saved)) {
                throw new StateException("The saved state of a virtio device has a queue that cannot be.");
            }
        }
    }

    /** @param queues none if the device has not started */
    static byte[] rings(List<@Nullable Virtqueue> queues) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (Virtqueue queue : queues) {
                ByteArrayOutputStream one = new ByteArrayOutputStream();
                if (queue != null) {
                    queue.save(new DataOutputStream(one));
                }
                out.writeInt(one.size());
                one.writeTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param why a clause, or null */
    static StateException impossible(@Nullable String why) {
        return new StateException("The saved state of a virtio device is one that no driver brings it into"
                + (why == null ? "." : ": " + why + "."));
    }

    /** Checks that there is a part for each queue and nothing else, or nothing at all. */
    static void check(byte[] rings, int count) throws StateException {
        ByteBuffer in = ByteBuffer.wrap(rings);
        for (int i = 0; i < count && rings.length > 0; i++) {
            int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new StateException("The saved state of a virtio device's queues is cut short.");
            }
            in.position(in.position() + length);
        }
        if (in.hasRemaining()) {
            throw new StateException("The saved state of a virtio device has more queues than the device.");
        }
    }

    /** @param rings checked @throws IOException if the part of a queue is cut short */
    static void restore(byte[] rings, List<@Nullable Virtqueue> queues) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(rings));
        for (Virtqueue queue : queues) {
            byte[] one = in.readNBytes(in.readInt());
            if (queue != null) {
                queue.load(new DataInputStream(new ByteArrayInputStream(one)));
            }
        }
    }
}
