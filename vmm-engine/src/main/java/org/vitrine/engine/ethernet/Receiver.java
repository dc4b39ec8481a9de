package org.vitrine.engine.ethernet;

import java.lang.foreign.MemorySegment;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.FrameBuffer;

/**
 * Puts frames from the cable into the guest's buffers (82574 datasheet, 7.1): legacy, extended or packet-split descriptors of queue 0. Headers are not split off, and checksums are the
 * guest's to look at. While there are too few descriptors frames stay where they are. Only the worker.
 */
final class Receiver {
    static final int BURST = 64;

    private static final int CRC = 4;
    private static final int DONE = 1;
    private static final int END_OF_PACKET = 1 << 1;
    private static final int IGNORE_CHECKSUM = 1 << 2;
    private static final int VLAN_PACKET = 1 << 3;
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;

    private final GuestMemory memory;
    private final E1000eController controller;
    private final Cable cable;
    private final Ring ring = new Ring();
    private final ReceiveSettings settings = new ReceiveSettings();
    private final FrameBuffer frame = new FrameBuffer();

    Receiver(GuestMemory memory, E1000eController controller, Cable cable) {
        this.memory = memory;
        this.controller = controller;
        this.cable = cable;
    }

    /** Takes some of what there is. @return whether there was anything */
    boolean burst() {
        controller.receiveRing(ring, settings);
        int frames = 0;
        int written = 0;
        while (frames < BURST && (!settings.enabled() || hasDescriptors()) && cable.receive(frame)) {
            frames++;
            if (settings.enabled() && controller.accepts(frame) && write()) {
                written++;
            }
        }
        if (written > 0) {
            controller.received(ring, settings);
        }
        return frames > 0;
    }

    /** Whether there is room for any frame that the guest takes, or as much as there can be. */
    private boolean hasDescriptors() {
        int needed = (settings.longestFrame() + settings.bytesEach() - 1) / settings.bytesEach() * settings.units();
        int most = ring.count() - settings.units();
        return ring.usable() && most > 0 && ring.available() >= Math.min(needed, most);
    }

    private boolean write() {
        int tag = settings.stripsVlan()
                        && frame.length() > ADDRESSES + TAG
                        && frame.shortAt(ADDRESSES) == settings.vlanType()
                ? takeTag()
                : -1;
        int length = frame.length();
        if (!settings.stripsCrc() && length <= FrameBuffer.MAX_FRAME - CRC) {
            // Nobody has looked at a checksum that a wire would need.
            frame.length(length + CRC);
            frame.frame().asSlice(length).fill((byte) 0);
        }
        int total = frame.length();
        int descriptors = Math.max(1, (total + settings.bytesEach() - 1) / settings.bytesEach());
        if (descriptors * settings.units() > ring.available()) {
            controller.countMissed();
            return false;
        }
        int done = 0;
        for (int i = 0; i < descriptors; i++) {
            long descriptor = ring.address(0);
            int bytes = Math.min(settings.bytesEach(), total - done);
            int status =
                    DONE | IGNORE_CHECKSUM | (i == descriptors - 1 ? END_OF_PACKET : 0) | (tag < 0 ? 0 : VLAN_PACKET);
            write(descriptor, done, bytes, status, Math.max(0, tag));
            ring.advance(settings.units());
            done += bytes;
        }
        controller.countReceived(frame.byteAt(0), length);
        return true;
    }

    private int takeTag() {
        int tag = frame.shortAt(ADDRESSES + 2);
        MemorySegment bytes = frame.memory();
        long at = FrameBuffer.HEADER + (long) ADDRESSES;
        MemorySegment.copy(bytes, at + TAG, bytes, at, frame.length() - ADDRESSES - TAG);
        frame.length(frame.length() - TAG);
        return tag;
    }

    private void write(long descriptor, int from, int bytes, int status, int tag) {
        MemorySegment data = frame.frame();
        switch (settings.form()) {
            case LEGACY -> {
                memory.write(memory.readLong(descriptor), data.asSlice(from, bytes));
                memory.writeInt(descriptor + 8, bytes);
                // The status last: the guest takes the rest when it sees it.
                memory.writeInt(descriptor + 12, status | tag << 16);
            }
            case EXTENDED -> {
                memory.write(memory.readLong(descriptor), data.asSlice(from, bytes));
                memory.writeLong(descriptor, 0);
                memory.writeInt(descriptor + 12, bytes | tag << 16);
                memory.writeInt(descriptor + 8, status);
            }
            case SPLIT -> split(descriptor, data.asSlice(from, bytes), status, tag);
        }
    }

    /** Four buffers for each descriptor, filled one after the other. */
    private void split(long descriptor, MemorySegment data, int status, int tag) {
        long[] addresses = new long[ReceiveSettings.SPLIT_BUFFERS];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = memory.readLong(descriptor + (long) i * Long.BYTES);
        }
        int[] lengths = new int[addresses.length];
        int done = 0;
        for (int i = 0; i < addresses.length; i++) {
            lengths[i] = Math.min(settings.splitBytes(i), (int) data.byteSize() - done);
            if (lengths[i] > 0) {
                memory.write(addresses[i], data.asSlice(done, lengths[i]));
            }
            done += lengths[i];
        }
        memory.writeLong(descriptor, 0);
        memory.writeInt(descriptor + 12, lengths[0] | tag << 16);
        memory.writeLong(descriptor + 16, (long) lengths[1] << 16 | (long) lengths[2] << 32 | (long) lengths[3] << 48);
        memory.writeLong(descriptor + 24, 0);
        memory.writeInt(descriptor + 8, status);
    }
}
