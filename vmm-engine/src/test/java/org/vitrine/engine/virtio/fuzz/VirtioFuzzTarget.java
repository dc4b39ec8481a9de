package org.vitrine.engine.virtio.fuzz;

import java.util.List;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.image.block.MemoryDisk;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.virtio.EchoDevice;
import org.vitrine.engine.virtio.LoggingHost;
import org.vitrine.engine.virtio.VirtioDevice;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.block.BlockDevice;
import org.vitrine.engine.virtio.console.ConsoleDevice;
import org.vitrine.engine.virtio.net.VirtioNet;

/** The devices that are driven by arbitrary bytes. */
enum VirtioFuzzTarget {
    QUEUE,
    BLOCK,
    CONSOLE,
    NET,
    /** A network that takes frames as they are, as a TAP does. */
    NET_OFFLOAD;

    private static final int SECTORS = 64;
    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:00:01").orElseThrow();

    VirtioDevice device() {
        return switch (this) {
            case QUEUE -> new EchoDevice();
            case BLOCK -> new BlockDevice(new MemoryDisk("disk0", SECTORS), "serial", 2);
            case CONSOLE ->
                new ConsoleDevice(List.of(
                        new ConsoleDevice.Port("hvc", true, new EchoPort()),
                        new ConsoleDevice.Port("channel", false, new EchoPort())));
            case NET, NET_OFFLOAD -> new VirtioNet(MAC, new Cable(new EchoNetwork(this == NET_OFFLOAD)));
        };
    }

    /** An input that means no harm: a request that each device knows, by either form of ring. */
    byte[] seed() {
        return this == NET || this == NET_OFFLOAD ? networkSeed() : requests();
    }

    /** A buffer to receive in, a frame that comes back in it, one to be cut into segments, and two commands. */
    private static byte[] networkSeed() {
        byte[] broadcast = {-1, -1, -1, -1, -1, -1, 0x52, 0x54};
        byte[] segments = {1, 1, 54, 0, 100, 0, 34, 0};
        return new FuzzProgram.Writer()
                .start(1)
                .descriptor(0, 0, 0x1000, 0x800, 2, 0)
                .offer(0, 0)
                .descriptor(0, 1, 0x2000, 0x4000, 2, 0)
                .offer(0, 1)
                .ring(0)
                .memory(0x80c, broadcast)
                .descriptor(1, 0, 0x800, 200, 0, 0)
                .offer(1, 0)
                .ring(1)
                .memory(0x6000, segments)
                .memory(0x6008, new byte[] {16, 0, 0, 0, -1, -1, -1, -1})
                .memory(0x6018, new byte[] {8, 0, 0x45, 0, 2, 0, 0, 0})
                .memory(0x6020, new byte[] {0, 0, 64, 6, 0, 0, 10, 0})
                .memory(0x6038, new byte[] {0, 0, 0x50, 0x10, 0, 0, 0, 0})
                .descriptor(1, 1, 0x6000, 566, 0, 0)
                .offer(1, 1)
                .ring(1)
                .memory(0x5000, new byte[] {0, 0, 1})
                .descriptor(8, 0, 0x5000, 3, 1, 1)
                .descriptor(8, 1, 0x5010, 1, 2, 0)
                .offer(8, 0)
                .memory(0x5020, new byte[] {4, 0, 2, 0})
                .descriptor(8, 2, 0x5020, 4, 1, 3)
                .descriptor(8, 3, 0x5030, 1, 2, 0)
                .offer(8, 2)
                .ring(8)
                .pause()
                .start(3)
                .descriptor(1, 0, 0x800, 200, 0x80, 0)
                .ring(1)
                .bytes();
    }

    private static byte[] requests() {
        return new FuzzProgram.Writer()
                .start(0)
                .descriptor(0, 0, 0x800, 16, 1, 1)
                .descriptor(0, 1, 0x900, 512, 3, 2)
                .descriptor(0, 2, 0xc00, 1, 2, 0)
                .offer(0, 0)
                .ring(0)
                .start(3)
                .descriptor(0, 0, 0x800, 16, 0x81, 0)
                .descriptor(0, 1, 0x900, 513, 0x82, 0)
                .ring(0)
                .pause()
                .start(1)
                .memory(0x800, new byte[] {0, 0, 0, 0, 0, 0, 1, 0})
                .descriptor(1, 0, 0x800, 8, 0, 0)
                .offer(1, 0)
                .ring(1)
                .bytes();
    }

    /** @throws AssertionError if the device did anything but answer, or need a reset */
    void run(byte[] input) {
        try (LoggingHost host = new LoggingHost();
                VirtioPci function = new VirtioPci("virtio0", host, device(), InlineWorker::new)) {
            function.resume();
            new FuzzProgram(host, function, input).run();
            function.requestPause();
            function.awaitPaused();
            for (String line : host.lines) {
                if (line.contains("it failed")) {
                    throw new AssertionError(line);
                }
            }
        }
    }
}
