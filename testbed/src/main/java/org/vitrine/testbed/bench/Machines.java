package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.lab.GuestMedia;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;

/** The same machine under both monitors: one processor, 512 MiB, standard VGA, perhaps a CD-ROM. */
final class Machines {
    static final int MEMORY_MIB = 512;
    private static final long GLANCE_MILLIS = 100;
    private static final Duration COMMAND = Duration.ofMinutes(1);

    private Machines() {}

    static Path grub(Tools tools) throws IOException, InterruptedException {
        return GuestMedia.get(tools.checkout(), "grub.iso");
    }

    /**
     * QEMU's command on this machine's own KVM. KVM without hardware refuses an MSR of the one processor feature that is left out.
     *
     * @param discs none or one
     */
    static List<String> qemu(String... discs) {
        List<String> words = new ArrayList<>(List.of(Tools.QEMU, "-nodefaults", "-no-user-config"));
        words.addAll(List.of("-machine", "q35,accel=kvm", "-cpu", "host,arch-capabilities=off", "-m", "" + MEMORY_MIB));
        words.addAll(List.of("-vga", "std", "-display", "none"));
        for (String disc : discs) {
            words.addAll(List.of("-drive", "if=none,media=cdrom,readonly=on,format=raw,id=cd0,file=" + disc));
            words.addAll(List.of("-device", "ide-cd,drive=cd0,bus=ide.0"));
        }
        return words;
    }

    static List<String> vitrine(Tools tools, String... discs) {
        List<String> words =
                new ArrayList<>(List.of(tools.vitrine(), "boot", "--headless", "--memory", "" + MEMORY_MIB));
        words.addAll(List.of(discs));
        return words;
    }

    /** A machine that runs, with its control socket. */
    record Running(Process process, QmpClient control, long started, Path dump) implements AutoCloseable {
        /** Starts it; its socket is in a new directory. */
        static Running start(Tools tools, List<String> command, boolean ours) throws IOException, InterruptedException {
            Path socket = Files.createTempDirectory("vitrine-bench").resolve("q");
            List<String> words = new ArrayList<>(command);
            words.addAll(
                    ours
                            ? List.of("--control", socket.toString())
                            : List.of("-qmp", "unix:" + socket + ",server=on,wait=off"));
            long started = System.nanoTime();
            Process process = new ProcessBuilder(words)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(tools.work().resolve("errors").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            while (!Files.exists(socket)) {
                if (!process.isAlive()) {
                    throw new IOException(
                            words + ": " + Files.readString(tools.work().resolve("errors")));
                }
                Thread.sleep(5);
            }
            return new Running(
                    process, QmpClient.connect(socket), started, tools.work().resolve("screen.ppm"));
        }

        /** Waits for a text on the screen and gives the milliseconds from the start until then. */
        double millisUntil(String text, long mostSeconds) throws IOException, InterruptedException {
            long end = started + TimeUnit.SECONDS.toNanos(mostSeconds);
            while (System.nanoTime() < end) {
                control.call("screendump", Map.of("filename", dump.toString()), COMMAND);
                if (TextScreen.read(Picture.read(dump)).contains(text)) {
                    return (System.nanoTime() - started) / 1e6;
                }
                Thread.sleep(GLANCE_MILLIS);
            }
            throw new IOException("No “%s” on the screen in %d s".formatted(text, mostSeconds));
        }

        /** The process that has the guest's memory. */
        long pid() {
            return process.toHandle()
                    .descendants()
                    .filter(child -> child.info().commandLine().orElse("").contains("VmProcess"))
                    .findFirst()
                    .orElse(process.toHandle())
                    .pid();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            var unused = control.execute("quit");
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroy();
            }
            control.close();
        }
    }
}
