package org.vitrine.engine.virtio.fuzz;

import java.util.List;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.image.block.MemoryDisk;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.Unconnected;
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
    NET;

    private static final int SECTORS = 64;

    VirtioDevice device() {
        return switch (this) {
            case QUEUE -> new EchoDevice();
            case BLOCK -> new BlockDevice(new MemoryDisk("disk0", SECTORS), "serial", 2);
            case CONSOLE ->
                new ConsoleDevice(List.of(
                        new ConsoleDevice.Port("hvc", true, new EchoPort()),
                        new ConsoleDevice.Port("channel", false, new EchoPort())));
            case NET ->
                new VirtioNet(MacAddress.parse("52:54:00:00:00:01").orElseThrow(), new Cable(new Unconnected()));
        };
    }

    /** An input that means no harm: a request that each device knows, by either form of ring. */
    byte[] seed() {
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
