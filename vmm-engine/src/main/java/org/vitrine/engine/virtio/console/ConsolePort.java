package org.vitrine.engine.virtio.console;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * A port, and what the two sides know of each other. What the guest is still to be told is a set of events, so there is no more of it
 * than there are events. Only the worker, or while paused.
 */
final class ConsolePort {
    /** In this order. */
    private static final List<ControlEvent> TOLD =
            List.of(ControlEvent.DEVICE_ADD, ControlEvent.CONSOLE_PORT, ControlEvent.PORT_NAME, ControlEvent.PORT_OPEN);

    private final byte[] name;
    private final boolean console;
    private final PortBackend backend;
    private @Nullable Virtqueue receive;
    private @Nullable Virtqueue transmit;

    private int untold;
    private boolean ready;
    private boolean guestOpen;
    private boolean toldOpen;
    /** How much of the next buffer that the guest sends has been taken already. */
    private long sent;

    /** @param name ASCII @param console whether it is a terminal */
    ConsolePort(String name, boolean console, PortBackend backend) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
        this.console = console;
        this.backend = backend;
    }

    PortBackend backend() {
        return backend;
    }

    /** @param multiport whether control messages say what becomes of it; else it is a terminal that is there */
    void start(@Nullable Virtqueue receiveQueue, @Nullable Virtqueue transmitQueue, boolean multiport) {
        receive = receiveQueue;
        transmit = transmitQueue;
        if (!multiport) {
            ready = true;
            guestOpen = true;
        }
    }

    void reset() {
        receive = null;
        transmit = null;
        untold = 0;
        ready = false;
        guestOpen = false;
        toldOpen = false;
        sent = 0;
    }

    /** The guest is to hear that it is there. */
    void announce() {
        untold |= ControlEvent.DEVICE_ADD.bit();
    }

    void hear(ControlEvent event, int value) {
        switch (event) {
            case PORT_READY -> {
                ready = value == 1;
                if (ready) {
                    untold |= (console ? ControlEvent.CONSOLE_PORT.bit() : 0) | ControlEvent.PORT_NAME.bit();
                    toldOpen = false;
                }
            }
            case PORT_OPEN -> guestOpen = value == 1;
            default -> {
                // The others are the device's to say.
            }
        }
    }

    /** What to tell next, or null. */
    @Nullable
    ControlEvent next() {
        if (ready && toldOpen != backend.isOpen()) {
            untold |= ControlEvent.PORT_OPEN.bit();
        }
        for (ControlEvent event : TOLD) {
            if ((untold & event.bit()) != 0) {
                return event;
            }
        }
        return null;
    }

    /** Writes the message of an event into the guest's buffer. @return its length */
    long tell(ControlEvent event, int id, DescriptorChain chain) {
        untold &= ~event.bit();
        int value = 1;
        if (event == ControlEvent.PORT_OPEN) {
            toldOpen = backend.isOpen();
            value = toldOpen ? 1 : 0;
        }
        chain.writeShort(0, id);
        chain.writeShort(2, 0);
        chain.writeShort(4, event.ordinal());
        chain.writeShort(6, value);
        long length = ControlEvent.BYTES;
        if (event == ControlEvent.PORT_NAME) {
            length += chain.write(ControlEvent.BYTES, MemorySegment.ofArray(name));
        }
        return Math.min(length, chain.writableBytes());
    }

    /** Moves bytes both ways, as far as there is room. */
    void transfer() {
        if (receive != null) {
            toGuest(receive);
        }
        if (transmit != null) {
            fromGuest(transmit);
        }
    }

    private void toGuest(Virtqueue queue) {
        while (ready && guestOpen && backend.available() > 0) {
            DescriptorChain chain = queue.pop();
            if (chain == null) {
                break;
            }
            long done = 0;
            for (int i = 0; i < chain.writablePieces(); i++) {
                done += backend.read(chain.writablePiece(i));
            }
            queue.push(chain, done);
        }
        queue.publish();
    }

    private void fromGuest(Virtqueue queue) {
        while (backend.room() > 0) {
            DescriptorChain chain = queue.pop();
            if (chain == null) {
                break;
            }
            if (!give(chain)) {
                queue.undo(chain);
                break;
            }
            sent = 0;
            queue.push(chain, 0);
        }
        queue.publish();
    }

    /** @return whether all of it was taken */
    private boolean give(DescriptorChain chain) {
        long skip = sent;
        for (int i = 0; i < chain.readablePieces(); i++) {
            MemorySegment piece = chain.readablePiece(i);
            while (skip < piece.byteSize()) {
                int taken = backend.write(piece.asSlice(skip));
                if (taken == 0) {
                    return false;
                }
                skip += taken;
                sent += taken;
            }
            skip -= piece.byteSize();
        }
        return true;
    }

    /** Its state in 32 bits of flags and 32 of what was taken of a buffer. */
    long save() {
        int flags = untold | (ready ? 1 << 16 : 0) | (guestOpen ? 1 << 17 : 0) | (toldOpen ? 1 << 18 : 0);
        return flags | sent << 32;
    }

    void load(long saved) {
        untold = (int) saved & 0xff;
        ready = (saved & 1 << 16) != 0;
        guestOpen = (saved & 1 << 17) != 0;
        toldOpen = (saved & 1 << 18) != 0;
        sent = saved >>> 32;
    }
}
