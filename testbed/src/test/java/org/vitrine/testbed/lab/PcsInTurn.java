package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.Checkout;

/**
 * Lab PCs one after another with the same disk, as one PC that is powered on again. Each boots, and reads the programs it is going to run, while the one before
 * it still works, and gets the disk when that one is gone: a power cut costs no boot.
 */
final class PcsInTurn implements AutoCloseable {
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final String READ = "cat -- \"$@\" >/dev/null && qemu-img --version";
    private static final String MOUNT =
            "modprobe -d \"$1\" ext4 && for i in {1..600}; do [ ! -b /dev/vda ] || break; sleep 0.1; done; mount /dev/vda \"$2\"";

    private final Path disk;
    private final Path mountPoint;
    private int started;
    private FutureTask<LabPc> ahead;

    /**
     * @param disk a file with a raw image, which holds an ext4 file system
     * @param mountPoint where a PC has that file system
     */
    PcsInTurn(Path disk, Path mountPoint) {
        this.disk = disk;
        this.mountPoint = mountPoint;
        this.ahead = boot();
    }

    /** The next PC, with the disk; the one before has ended. It is the caller's to close. */
    LabPc next() throws IOException, InterruptedException {
        LabPc pc;
        try {
            pc = ahead.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            ahead = boot();
        }
        try {
            attach(pc);
            pc.run(
                    STEP,
                    List.of(
                            "bash",
                            "-c",
                            MOUNT,
                            "mount",
                            LabPc.kernelPackage(Checkout.top()).toString(),
                            mountPoint.toString()));
            return pc;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pc.close();
            throw e;
        }
    }

    private FutureTask<LabPc> boot() {
        // The two that live at a time do not share a directory.
        Path results = Checkout.target().resolve("power-pc" + started++ % 2);
        FutureTask<LabPc> boot = new FutureTask<>(() -> {
            LabPc pc = LabPc.start(
                    Checkout.top(),
                    results,
                    List.of(
                            "--root",
                            "--qemu",
                            "-qmp",
                            "--qemu",
                            "unix:%s,server=on,wait=off".formatted(control(results))));
            List<String> read = new ArrayList<>(List.of("bash", "-c", READ, "read"));
            programs().forEach(file -> read.add(file.toString()));
            pc.run(STEP, read);
            return pc;
        });
        Thread.ofPlatform().daemon().name("boot-" + results.getFileName()).start(boot);
        return boot;
    }

    private void attach(LabPc pc) throws IOException, InterruptedException {
        try (QmpClient control = QmpClient.connect(control(pc.results()))) {
            control.call(
                    "blockdev-add",
                    Map.of(
                            "driver",
                            "raw",
                            "node-name",
                            "own",
                            "file",
                            Map.of("driver", "file", "filename", disk.toString())),
                    STEP);
            control.call("device_add", Map.of("driver", "virtio-blk-pci", "drive", "own"), STEP);
        }
    }

    private static Path control(Path results) {
        return results.resolve("emulator.sock");
    }

    /** What a VM process is made of: a PC reads it from its host's file system, slowly, the first time. */
    private static List<Path> programs() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "lib");
        List<Path> programs = new ArrayList<>(List.of(java.resolve("modules"), java.resolve("server/libjvm.so")));
        try (DirectoryStream<Path> product =
                Files.newDirectoryStream(Checkout.top().resolve("app/target/product"), "*.{jar,aot}")) {
            product.forEach(programs::add);
        }
        return programs;
    }

    @Override
    public void close() {
        try {
            ahead.get().close();
        } catch (ExecutionException failed) {
            System.out.printf("lab: the next PC had not started: %s%n", failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
