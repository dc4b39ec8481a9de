package org.vitrine.testbed.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.guest.AssembledGuest;

/**
 * How long a guest stands still when a snapshot of it is taken, and how long a return takes until it runs. The guest
 * ({@code dirtying.asm}) writes to 200 MiB in a second, spread over 1 GiB, and sends a line after each MiB: the longest time between two of
 * its lines is the pause, and what is usually between two is 5 ms of it. Its own time-stamp counter stands still meanwhile.
 */
final class Snapshots implements Measurement {
    private static final int RUNNING_MIB = 2048;
    private static final int[] RESTORED_MIB = {1152, 8192};
    private static final double MOST_PAUSE = 100;
    private static final double MOST_RESTORE = 200;
    private static final int LINES_A_SECOND = 200;
    private static final long WARM_UP_MILLIS = 8000;
    private static final long AFTERWARDS_MILLIS = 1500;
    private static final int TIMES = 3;
    private static final Duration COMMAND = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Samples pauses = new Samples();
        Samples usual = new Samples();
        try (Guest guest = new Guest(tools, RUNNING_MIB)) {
            for (int i = 0; i < TIMES; i++) {
                long from = System.nanoTime();
                guest.job("x-vitrine-snapshot-take", Map.of("name", "pause" + i));
                Thread.sleep(AFTERWARDS_MILLIS);
                pauses.add(guest.longestGap(from));
                from = System.nanoTime();
                Thread.sleep(AFTERWARDS_MILLIS);
                usual.add(guest.longestGap(from));
            }
        }
        findings.add(Finding.atMost("pause for a snapshot, 2 GiB", "ms", pauses.median(), Double.NaN, MOST_PAUSE));
        findings.add(Finding.plain("longest gap without one", "ms", usual.median(), Double.NaN));
        for (int size : RESTORED_MIB) {
            Samples restores = new Samples();
            try (Guest guest = new Guest(tools, size)) {
                guest.job("x-vitrine-snapshot-take", Map.of("name", "here"));
                for (int i = 0; i < TIMES; i++) {
                    Thread.sleep(AFTERWARDS_MILLIS);
                    String id = guest.execute("x-vitrine-snapshot-tree", Map.of())
                            .at("/snapshots/0/id")
                            .asText();
                    long from = System.nanoTime();
                    guest.job("x-vitrine-snapshot-revert", Map.of("id", id));
                    Thread.sleep(AFTERWARDS_MILLIS);
                    restores.add(guest.endOfLongestGap(from));
                }
            }
            findings.add(Finding.atMost(
                    "command to first instruction, %d MiB".formatted(size),
                    "ms",
                    restores.median(),
                    Double.NaN,
                    MOST_RESTORE));
        }
        return findings;
    }

    /** A machine that runs the guest, and when its lines came. */
    private static final class Guest implements AutoCloseable {
        private final Process process;
        private final QmpClient control;
        private final List<Long> lines = new ArrayList<>();
        private int jobs;

        Guest(Tools tools, int memoryMiB) throws IOException, InterruptedException {
            Path kernel = AssembledGuest.kernel("dirtying.asm", tools.work());
            Path socket = Files.createTempDirectory("vitrine-bench").resolve("q");
            List<String> words = new ArrayList<>(List.of(tools.vitrine(), "boot", "--headless", "--serial", "stdio"));
            words.addAll(List.of("--memory", "" + memoryMiB, "--control", socket.toString()));
            words.addAll(List.of("--kernel", kernel.toString(), "--append", "%016x".formatted(ticksBetweenLines())));
            process = new ProcessBuilder(words)
                    .redirectError(tools.work().resolve("errors").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            Thread.ofPlatform().daemon().start(this::listen);
            while (!Files.exists(socket)) {
                if (!process.isAlive()) {
                    throw new IOException(
                            words + ": " + Files.readString(tools.work().resolve("errors")));
                }
                Thread.sleep(5);
            }
            control = QmpClient.connect(socket);
            Thread.sleep(WARM_UP_MILLIS);
            if (lines(0).isEmpty()) {
                throw new IOException("The guest says nothing.");
            }
        }

        /** The processor's frequency, as the kernel estimates it. */
        private static long ticksBetweenLines() throws IOException {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                            .filter(line -> line.startsWith("cpu MHz"))
                            .mapToLong(line -> (long) (Double.parseDouble(line.substring(line.indexOf(':') + 1)) * 1e6))
                            .findFirst()
                            .orElseThrow()
                    / LINES_A_SECOND;
        }

        private void listen() {
            try (InputStream said = process.getInputStream()) {
                for (int c = said.read(); c >= 0; c = said.read()) {
                    if (c == '\n') {
                        synchronized (lines) {
                            lines.add(System.nanoTime());
                        }
                    }
                }
            } catch (IOException e) {
                // It has ended.
            }
        }

        private List<Long> lines(long from) {
            synchronized (lines) {
                return lines.stream().filter(line -> line - from >= 0).toList();
            }
        }

        /** Milliseconds. */
        double longestGap(long from) {
            return gap(lines(from))[0] / 1e6;
        }

        /** When the guest spoke again after its longest silence, in milliseconds. */
        double endOfLongestGap(long from) {
            return (gap(lines(from))[1] - from) / 1e6;
        }

        private static long[] gap(List<Long> lines) {
            long[] longest = {0, 0};
            for (int i = 1; i < lines.size(); i++) {
                if (lines.get(i) - lines.get(i - 1) > longest[0]) {
                    longest = new long[] {lines.get(i) - lines.get(i - 1), lines.get(i)};
                }
            }
            return longest;
        }

        JsonNode execute(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
            return control.call(command, arguments, COMMAND);
        }

        void job(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
            String id = "job" + jobs++;
            Map<String, Object> all = new HashMap<>(arguments);
            all.put("job-id", id);
            execute(command, all);
            JsonNode job;
            do {
                Thread.sleep(2);
                job = execute("query-jobs", Map.of()).path(0);
            } while (!job.path("status").asText().equals("concluded"));
            execute("job-dismiss", Map.of("id", id));
            if (job.has("error")) {
                throw new IOException(command + ": " + job.path("error").asText());
            }
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
