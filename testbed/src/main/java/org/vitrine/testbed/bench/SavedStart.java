package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.vitrine.testbed.guest.ProductLibrary;

/**
 * How long a saved machine takes to go on: from the start of the command {@code vitrine start} to the next line of its guest ({@code counting.asm}), and from the
 * start of the machine's own process, which that command starts, to the same.
 */
final class SavedStart implements Measurement {
    private static final int[] MIB = {1152, 8192};
    private static final String MACHINE = "Saved";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int TIMES = 3;

    @Override
    public String name() {
        return "saved";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (int size : MIB) {
            Samples command = new Samples();
            Samples process = new Samples();
            Session session = new Session(tools, size);
            try {
                session.start();
                for (int i = 0; i < TIMES; i++) {
                    session.library.done("save", MACHINE);
                    Instant from = Instant.now();
                    Instant line = session.start();
                    command.add(millis(from, line));
                    process.add(millis(session.processStart(), line));
                }
            } finally {
                session.library.done("stop", MACHINE, "--force");
            }
            findings.add(Finding.plain(
                    "saved, command to next line, %d MiB".formatted(size), "ms", command.median(), Double.NaN));
            findings.add(Finding.plain(
                    "saved, VM process to next line, %d MiB".formatted(size), "ms", process.median(), Double.NaN));
        }
        return findings;
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    /** A library with one machine. */
    private static final class Session {
        private final ProductLibrary library;
        private final Path serial;

        Session(Tools tools, int memoryMiB) throws IOException, InterruptedException {
            library = new ProductLibrary(Files.createTempDirectory(tools.work(), "saved"));
            serial = library.createCounting(MACHINE, memoryMiB);
        }

        private long said() throws IOException {
            return Files.exists(serial) ? Files.size(serial) : 0;
        }

        /** @return when the guest said the next line */
        Instant start() throws IOException, InterruptedException {
            long before = said();
            FutureTask<String> command = new FutureTask<>(() -> library.done("start", MACHINE));
            Thread.ofPlatform().daemon().start(command);
            long end = System.nanoTime() + PATIENCE_NANOS;
            // It may begin anew with an empty file.
            while (said() == before || said() == 0) {
                if (System.nanoTime() > end) {
                    throw new IOException("The guest does not go on.");
                }
                Thread.sleep(1);
            }
            Instant line = Instant.now();
            try {
                command.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
            return line;
        }

        /** Of the machine's own process, to a hundredth of a second. */
        Instant processStart() throws IOException {
            return ProcessHandle.allProcesses()
                    .filter(process -> words(process).contains(library.runtime() + "/"))
                    .max(Comparator.comparing(Session::started))
                    .map(Session::started)
                    .orElseThrow(() -> new IOException("The machine has no process."));
        }

        private static Instant started(ProcessHandle process) {
            return process.info().startInstant().orElse(Instant.EPOCH);
        }

        private static String words(ProcessHandle process) {
            return process.info().commandLine().orElse("");
        }
    }
}
