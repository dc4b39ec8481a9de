package org.vitrine.engine.virtio.block;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;

/** What an operating system's virtio-blk driver does (Virtual I/O Device 1.2, 5.2.6). Each request under way has 64 KiB of memory of its own. */
final class BlockDriver {
    static final int SECTORS = 512;
    static final int IN = 0;
    static final int OUT = 1;
    static final int FLUSH = 4;
    static final int GET_ID = 8;
    static final int DISCARD = 11;
    static final int WRITE_ZEROES = 13;

    static final int OK = 0;
    static final int IO_ERROR = 1;
    static final int UNSUPPORTED = 2;
    /** What a status byte is before the device writes it. */
    static final int NONE = 0xee;

    private static final long MEMORY = 0x4_0000;
    private static final int PLACE = 0x1_0000;
    private static final int PLACES = 12;

    final TestHost host;
    final GuestDriver guest;
    final List<RingDriver> rings;
    private int next;

    /** A request as the driver remembers it. */
    record Request(int queue, int id, long data, long status) {}

    BlockDriver(TestHost host, VirtioPci function, long features, int queues) {
        this.host = host;
        guest = new GuestDriver(host, function);
        rings = guest.start(features, queues, 64);
    }

    static VirtioPci device(TestHost host, MemoryDisk disk) {
        return new VirtioPci("virtio-blk", host, new BlockDevice(disk, "serial-0001", 2), InlineWorker::new);
    }

    private long place() {
        return MEMORY + (long) PLACE * (next++ % PLACES);
    }

    /** Puts a request into a queue. @param data readable for the device, or null @param room writable bytes before the status */
    Request put(int queue, int type, long sector, byte @Nullable [] data, int room) {
        long at = place();
        long header = at;
        host.memory().writeInt(header, type);
        host.memory().writeInt(header + 4, 0);
        host.memory().writeLong(header + 8, sector);
        List<Buffer> buffers = new ArrayList<>();
        buffers.add(new Buffer(header, 16, false));
        long content = at + 0x200;
        if (data != null && data.length > 0) {
            host.memory().write(content, data);
            buffers.add(new Buffer(content, data.length, false));
        }
        if (room > 0) {
            // In two parts, whose border is not one of sectors.
            int first = room > 100 ? 100 : room;
            buffers.add(new Buffer(content, first, true));
            if (room > first) {
                buffers.add(new Buffer(content + first, room - first, true));
            }
        }
        long status = at + 0x100;
        host.memory().writeByte(status, NONE);
        buffers.add(new Buffer(status, 1, true));
        int id = rings.get(queue).offer(buffers);
        return new Request(queue, id, content, status);
    }

    void show(int queue) {
        guest.submit(queue, rings.get(queue));
    }

    int status(Request request) {
        return host.memory().readByte(request.status);
    }

    /** Carries one out to its end. @return its status */
    int run(int type, long sector, byte @Nullable [] data, int room) {
        return status(submit(0, type, sector, data, room));
    }

    Request submit(int queue, int type, long sector, byte @Nullable [] data, int room) {
        Request request = put(queue, type, sector, data, room);
        show(queue);
        while (rings.get(queue).take() != null) {
            // Its descriptors are free again.
        }
        return request;
    }

    byte[] memory(long address, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(address, bytes);
        return bytes;
    }
}
