package org.vitrine.engine.ethernet;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.Checksum;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.Headers;

/**
 * Takes frames from the transmit ring (82574 datasheet, 7.2) and sends them. A frame is taken when all its descriptors are there, so a half one needs no memory here.
 * Only the worker, or while paused.
 */
final class Transmitter {
    /** Frames that are sent before it is the receiver's turn. */
    static final int BURST = 64;

    private static final int END_OF_PACKET = 1;
    private static final int INSERT_CHECKSUM = 1 << 2;
    private static final int SEGMENT = 1 << 2;
    private static final int REPORT_STATUS = 1 << 3;
    private static final int EXTENDED = 1 << 5;
    private static final int VLAN = 1 << 6;
    private static final int DESCRIPTOR_DONE = 1;
    private static final int STATUS_BYTE = 12;

    private static final int IP_CHECKSUM = 1;
    private static final int TRANSPORT_CHECKSUM = 2;
    /** In the context's command: the packet is IPv4. */
    private static final int IPV4 = 1 << 1;

    private static final int SHORTEST = 60;
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int TCP_CHECKSUM = 16;

    private final GuestMemory memory;
    private final E1000eController controller;
    private final Cable cable;
    private final Ring ring = new Ring();
    private final FrameBuffer frame = new FrameBuffer();
    private int epoch;
    private long contextLow;
    private long contextHigh;

    Transmitter(GuestMemory memory, E1000eController controller, Cable cable) {
        this.memory = memory;
        this.controller = controller;
        this.cable = cable;
    }

    /** Sends some of what there is. @return whether there was anything */
    boolean burst() {
        controller.transmitRing(ring);
        if (ring.epoch() != epoch) {
            epoch = ring.epoch();
            contextLow = 0;
            contextHigh = 0;
        }
        int packets = 0;
        boolean reported = false;
        while (packets < BURST && ring.available() > 0 && cable.hasRoom()) {
            int descriptors = isContext(high(0)) ? takeContext() : length();
            if (descriptors == 0) {
                break;
            }
            reported |= isContext(high(0)) ? reports(0) : send(descriptors);
            ring.advance(descriptors);
            packets++;
        }
        cable.flush();
        if (packets > 0) {
            controller.transmitted(ring, reported);
        }
        return packets > 0;
    }

    private long high(int behind) {
        return memory.readLong(ring.address(behind) + Long.BYTES);
    }

    private static int command(long high) {
        return (int) (high >>> 24) & 0xff;
    }

    private static boolean isContext(long high) {
        return (command(high) & EXTENDED) != 0 && (high >>> 20 & 0xf) == 0;
    }

    private int takeContext() {
        contextLow = memory.readLong(ring.address(0));
        contextHigh = high(0);
        return 1;
    }

    /** Descriptors of the frame at the head; 0 while its end is not there. */
    private int length() {
        for (int i = 0; i < ring.available(); i++) {
            long high = high(i);
            if (!isContext(high) && (command(high) & END_OF_PACKET) != 0) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Writes a descriptor back if the guest wants to know. @return whether it does */
    private boolean reports(int behind) {
        if ((command(high(behind)) & REPORT_STATUS) == 0) {
            return false;
        }
        long at = ring.address(behind) + STATUS_BYTE;
        memory.writeByte(at, memory.readByte(at) | DESCRIPTOR_DONE);
        return true;
    }

    private boolean send(int descriptors) {
        frame.clear();
        int length = 0;
        boolean whole = true;
        boolean reported = false;
        long first = high(0);
        long last = first;
        for (int i = 0; i < descriptors; i++) {
            long address = memory.readLong(ring.address(i));
            last = high(i);
            int bytes = (int) last & ((command(last) & EXTENDED) != 0 ? 0xf_ffff : 0xffff);
            if (bytes > FrameBuffer.MAX_FRAME - length) {
                whole = false;
            } else if (bytes > 0 && whole) {
                MemorySegment into = frame.memory().asSlice(FrameBuffer.HEADER + (long) length, bytes);
                memory.read(address, into);
                length += bytes;
            }
            reported |= reports(i);
        }
        if (whole && length >= FrameBuffer.MIN_FRAME) {
            frame.length(length);
            if (prepare(first, last)) {
                pad();
                boolean sent = cable.send(frame);
                controller.countSent(frame.byteAt(0), length, sent);
            }
        }
        return reported;
    }

    /** Asks for what the descriptors ask for. @return false if that makes no sense */
    private boolean prepare(long first, long last) {
        boolean sound = (command(first) & EXTENDED) != 0 ? offload(first) : legacy(last);
        if (sound && (command(last) & VLAN) != 0 && controller.insertsVlan()) {
            return insertTag((int) (last >>> 48));
        }
        return sound;
    }

    private boolean legacy(long high) {
        if ((command(high) & INSERT_CHECKSUM) == 0) {
            return true;
        }
        int start = (int) (high >>> 40) & 0xff;
        int field = (int) (high >>> 16) & 0xff;
        return ask(start, field, 0);
    }

    private boolean offload(long high) {
        int options = (int) (high >>> 40) & 0xff;
        if ((command(high) & SEGMENT) != 0) {
            return segment();
        }
        if ((options & IP_CHECKSUM) != 0) {
            int start = (int) contextLow & 0xff;
            int field = (int) (contextLow >>> 8) & 0xff;
            int end = (int) (contextLow >>> 16) & 0xffff;
            if (end < start || end >= frame.length() || field + 2 > frame.length()) {
                return false;
            }
            frame.shortAt(field, Checksum.of(Checksum.add(0, frame, start, end + 1 - start)));
        }
        if ((options & TRANSPORT_CHECKSUM) != 0) {
            int start = (int) (contextLow >>> 32) & 0xff;
            int field = (int) (contextLow >>> 40) & 0xff;
            int end = (int) (contextLow >>> 48) & 0xffff;
            return ask(start, field, end);
        }
        return true;
    }

    /** @param end offset of the last byte that counts; 0 for the frame's */
    private boolean ask(int start, int field, int end) {
        if (start > field || field + 2 > frame.length() || end >= frame.length()) {
            return false;
        }
        if (end == 0) {
            frame.askForChecksum(start, field - start);
        } else if (end >= start) {
            frame.shortAt(field, Checksum.of(Checksum.add(0, frame, start, end + 1 - start)));
        }
        return true;
    }

    /** The guest leaves lengths out of the headers of what is to be cut; a TAP wants them there. */
    private boolean segment() {
        Headers headers = Headers.of(frame);
        int size = (int) (contextHigh >>> 48);
        if (!isTcp(headers) || headers == null || size == 0) {
            return false;
        }
        int transport = headers.transport();
        int packet = frame.length() - headers.ip();
        if (headers.ipv6()) {
            frame.shortAt(headers.ip() + 4, Math.min(0xffff, packet - (transport - headers.ip())));
        } else {
            frame.shortAt(headers.ip() + 2, Math.min(0xffff, packet));
            frame.shortAt(headers.ip() + 10, 0);
            frame.shortAt(
                    headers.ip() + 10, Checksum.of(Checksum.add(0, frame, headers.ip(), transport - headers.ip())));
        }
        int length = frame.length() - transport;
        frame.shortAt(transport + TCP_CHECKSUM, Checksum.fold(headers.pseudoHeaderSum(frame, length)));
        frame.askForChecksum(transport, TCP_CHECKSUM);
        int headerBytes = transport + (frame.byteAt(transport + 12) >>> 4) * 4;
        if (frame.length() - headerBytes > size) {
            frame.askForSegments(headers.ipv6() ? FrameBuffer.GSO_TCP6 : FrameBuffer.GSO_TCP4, headerBytes, size);
        }
        return true;
    }

    private boolean isTcp(@Nullable Headers headers) {
        boolean ipv4 = (command(contextHigh) & IPV4) != 0;
        return headers != null
                && headers.ipv6() != ipv4
                && headers.protocol() == Headers.TCP
                && headers.transport() + 20 <= frame.length();
    }

    private boolean insertTag(int tag) {
        if (frame.length() + TAG > FrameBuffer.MAX_FRAME) {
            return false;
        }
        MemorySegment bytes = frame.memory();
        long at = FrameBuffer.HEADER + (long) ADDRESSES;
        MemorySegment.copy(bytes, at, bytes, at + TAG, frame.length() - ADDRESSES);
        frame.length(frame.length() + TAG);
        frame.shortAt(ADDRESSES, controller.get(E1000eRegister.VET));
        frame.shortAt(ADDRESSES + 2, tag);
        if ((frame.flags() & FrameBuffer.NEEDS_CHECKSUM) != 0) {
            frame.askForChecksum(frame.checksumStart() + TAG, frame.checksumOffset());
        }
        return true;
    }

    private void pad() {
        int length = frame.length();
        if (length < SHORTEST) {
            frame.length(SHORTEST);
            frame.frame().asSlice(length).fill((byte) 0);
        }
    }

    void save(StateWriter out) {
        out.put("tx.context.low", contextLow);
        out.put("tx.context.high", contextHigh);
    }

    void load(StateReader in, int newEpoch) throws StateException {
        contextLow = in.getLong("tx.context.low");
        contextHigh = in.getLong("tx.context.high");
        epoch = newEpoch;
    }

    void reset() {
        contextLow = 0;
        contextHigh = 0;
    }
}
