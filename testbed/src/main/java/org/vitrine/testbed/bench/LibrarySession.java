package org.vitrine.testbed.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.guest.AssembledGuest;
import org.vitrine.testbed.screen.Picture;

/**
 * What the bench does with the library, in a session of {@code testbed/screen}: fills it, starts some machines, opens the product some times, leaves it at
 * rest, and scrolls. Prints one line: milliseconds to the first picture, milliseconds of processor time by then, per cent of a processor at rest, frames a
 * second while scrolling, milliseconds of processor time for each.
 */
public final class LibrarySession {
    private static final List<String> SYSTEMS = List.of("debian-12", "fedora-41", "windows-11", "freebsd-14", "arch");
    /**
     * The compilers have done with a start by then, the machines' as well as the window's, and each machine that runs has had its first picture kept, which
     * is a minute after it.
     */
    private static final Duration SETTLING = Duration.ofSeconds(100);

    private static final Duration REST = Duration.ofSeconds(30);
    private static final long PATIENCE_MILLIS = 120_000;
    private static final int MODE_13H_WIDTH = 320;
    private static final long TICK_MILLIS = 10;

    private LibrarySession() {}

    /** @param words the product's command, and how often it is started */
    public static void main(String[] words) throws Exception {
        String vitrine = words[0];
        Path session = Path.of(System.getenv("VITRINE_SCREEN"));
        fill(AssembledGuest.iso("still.asm", session));
        try {
            startSome(vitrine);
            Thread.sleep(SETTLING);
            Samples start = new Samples();
            Samples busy = new Samples();
            double idle = Double.NaN;
            int runs = Integer.parseInt(words[1]);
            for (int run = 0; run < runs; run++) {
                Process application = open(vitrine, start, busy);
                if (run == runs - 1) {
                    Thread.sleep(SETTLING);
                    long before = busyMillis(application);
                    Thread.sleep(REST);
                    idle = 100.0 * (busyMillis(application) - before) / REST.toMillis();
                }
                application.destroy();
                application.waitFor();
            }
            System.out.println("%.0f %.0f %.2f %s"
                    .formatted(start.median(), busy.median(), idle, scroll())
                    .replace(',', '.'));
        } finally {
            endAll();
        }
    }

    /** Half of the machines have run before and left a picture. */
    private static void fill(Path disc) throws IOException, ConfigException {
        Path root = Path.of(System.getenv("XDG_DATA_HOME"), "vitrine", "machines");
        for (int i = 0; i < Library.MACHINES; i++) {
            MachineConfig config = MachineConfig.of(
                            UUID.randomUUID(), "Machine " + i, i < Library.RUNNING ? 64 : 1024, 1)
                    .withOptical(List.of(new Optical("cd0", disc)))
                    .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of())));
            String system = SYSTEMS.get(i % SYSTEMS.size());
            Path folder = Files.createDirectories(root.resolve(config.uuid().toString()));
            MachineConfigFile.write(
                    folder.resolve("machine.json"),
                    config.withAbout(config.about().withSystem(system).withGroup("Group " + i % 7)));
            if (i % 2 == 1) {
                BufferedImage picture = new BufferedImage(1280, 800, BufferedImage.TYPE_INT_RGB);
                int shade = i;
                int[] row = new int[1280];
                for (int y = 0; y < 800; y++) {
                    int line = y;
                    Arrays.setAll(row, x -> (x * shade & 0xff) << 16 | (line & 0xff) << 8 | (x ^ line) & 0xff);
                    picture.setRGB(0, y, 1280, 1, row, 0, 1280);
                }
                ImageIO.write(picture, "png", folder.resolve("last.png").toFile());
            }
        }
    }

    /** Those that stand first in the library; each shows a picture that stands still, and sleeps. */
    private static void startSome(String vitrine) throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < Library.RUNNING; i++) {
            starts.add(new ProcessBuilder(vitrine, "start", "Machine " + i)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (Process start : starts) {
            if (start.waitFor() != 0) {
                throw new IOException("a machine did not start: status " + start.exitValue());
            }
        }
        Path dump = Files.createTempFile("vitrine-bench", ".ppm");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(4 * PATIENCE_MILLIS);
        for (RuntimeDirectory directory : RuntimeRoot.ofUser().running()) {
            try (QmpClient client = QmpClient.connect(directory.controlSocket())) {
                do {
                    if (System.nanoTime() > end) {
                        throw new IOException("a machine's guest did not get to its picture");
                    }
                    Thread.sleep(500);
                    client.execute("screendump", Map.of("filename", dump.toString()))
                            .get(1, TimeUnit.MINUTES);
                } while (Picture.read(dump).width() % MODE_13H_WIDTH != 0
                        || Picture.read(dump).width() == 0);
            }
        }
        Files.delete(dump);
    }

    /** Starts the product and waits until its log says that the first picture is on the screen. */
    private static Process open(String vitrine, Samples start, Samples busy) throws Exception {
        Path log = Path.of(System.getenv("XDG_STATE_HOME"), "vitrine", "vitrine.log");
        Files.deleteIfExists(log);
        long begun = System.currentTimeMillis();
        Process application = new ProcessBuilder(vitrine)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (true) {
            Thread.sleep(20);
            String line = Files.exists(log)
                    ? Files.readAllLines(log).stream()
                            .filter(each -> each.contains("The window is drawn"))
                            .findFirst()
                            .orElse("")
                    : "";
            if (!line.isEmpty()) {
                busy.add(busyMillis(application));
                long drawn = OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))
                        .toInstant()
                        .toEpochMilli();
                start.add(drawn - begun);
                return application;
            }
            if (!application.isAlive() || System.currentTimeMillis() - begun > PATIENCE_MILLIS) {
                throw new IOException("the application did not show itself");
            }
        }
    }

    /** The processor time of all threads of a process since its start, proc_pid_stat(5). */
    private static long busyMillis(Process process) throws IOException {
        String[] fields = Files.readString(Path.of("/proc", "" + process.pid(), "stat"))
                .replaceFirst(".*\\) ", "")
                .split(" ", -1);
        return TICK_MILLIS * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    /** @return frames a second, and milliseconds of processor time for each */
    private static String scroll() throws Exception {
        Process scrolling = new ProcessBuilder(
                        Library.java(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LibraryScrolling.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(scrolling.getInputStream().readAllBytes());
        return said.lines()
                .filter(line -> line.matches("[0-9.]+ [0-9.]+"))
                .findFirst()
                .orElseThrow(() -> new IOException("scrolling said " + said));
    }

    private static void endAll() throws Exception {
        for (RuntimeDirectory directory : RuntimeRoot.ofUser().running()) {
            try (QmpClient client = QmpClient.connect(directory.controlSocket())) {
                client.execute("quit").get(10, TimeUnit.SECONDS);
            }
        }
    }
}
