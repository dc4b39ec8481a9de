package org.vitrine.testbed.guest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpEvent;
import org.vitrine.testbed.Checkout;

/** The built product's {@code vitrine-vm} with a machine that stays when it ends. Closing it kills the process, as a power failure of the host would. */
public final class MachineProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long PATIENCE_SECONDS = 120;

    private final Path serial;
    private final Process process;
    private final QmpClient control;
    private final BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
    private int jobs;

    private MachineProcess(Path serial, Process process, QmpClient control) {
        this.serial = serial;
        this.process = process;
        this.control = control;
        control.onEvent(events::add);
    }

    /**
     * Starts a machine.
     *
     * @param machineFile its configuration, whose serial port goes to {@code serial.log} beside it; that is emptied
     * @param more words of the command line
     */
    public static MachineProcess start(Path machineFile, String... more) throws IOException, InterruptedException {
        return start(machineFile, List.of(more));
    }

    /** Serves a machine that is off: no guest runs. */
    public static MachineProcess serve(Path machineFile) throws IOException, InterruptedException {
        return start(machineFile, List.of("--offline"));
    }

    /** Starts a machine that cannot be. @return what the process says before it ends, which is not an orderly end */
    public static String refusal(Path machineFile) throws IOException, InterruptedException {
        Path sockets = Files.createTempDirectory("vitrine-testbed");
        Process process = launch(machineFile, sockets, List.of());
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0) {
            process.destroyForcibly();
            throw new IOException("It was not refused");
        }
        return Files.readString(saidBy(machineFile));
    }

    private static MachineProcess start(Path machineFile, List<String> more) throws IOException, InterruptedException {
        // Its own directory may be too long a path for a socket.
        Path sockets = Files.createTempDirectory("vitrine-testbed");
        Process process = launch(machineFile, sockets, more);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(sockets.resolve("control"))) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("It made no control socket: " + Files.readString(saidBy(machineFile)));
            }
            Thread.sleep(20);
        }
        return new MachineProcess(serialOf(machineFile), process, QmpClient.connect(sockets.resolve("control")));
    }

    private static Path serialOf(Path machineFile) {
        return machineFile.resolveSibling("serial.log");
    }

    private static Path saidBy(Path machineFile) {
        return machineFile.resolveSibling("said.log");
    }

    private static Process launch(Path machineFile, Path sockets, List<String> more) throws IOException {
        Path directory = machineFile.resolveSibling("run");
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        Files.deleteIfExists(serialOf(machineFile));
        List<String> command = new ArrayList<>(command(
                machineFile,
                directory,
                serialOf(machineFile).toString(),
                sockets.resolve("control").toString()));
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(saidBy(machineFile).toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /**
     * The words that start a machine's process, as the application does.
     *
     * @param serial in place of the configuration's
     * @param control where its control socket shall be
     */
    public static List<String> command(Path machineFile, Path runtimeDirectory, String serial, String control)
            throws IOException {
        List<String> command = new ArrayList<>(command(machineFile, runtimeDirectory, control));
        command.addAll(List.of("--serial", serial));
        return command;
    }

    /** The same, with COM1 where the configuration has it. */
    public static List<String> command(Path machineFile, Path runtimeDirectory, String control) throws IOException {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=com.sun.jna,com.github.luben.zstd_jni,org.vitrine.engine,org.vitrine.display",
                "-p",
                modulePath(),
                "--add-modules",
                "org.vitrine.display,org.vitrine.usb",
                "-m",
                "org.vitrine.engine/org.vitrine.engine.control.VmProcess",
                machineFile.toString(),
                runtimeDirectory.toString(),
                "--control",
                control);
    }

    private static String modulePath() throws IOException {
        try (Stream<Path> files = Files.list(Checkout.top().resolve("app/target/product"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** Executes a command of QMP. */
    public JsonNode qmp(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        return control.call(command, arguments, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    /** Runs a job to its end. @return what went wrong, or an empty text */
    public String job(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        String id = "job" + jobs++;
        begin(command, id, arguments);
        while (true) {
            for (JsonNode job : qmp("query-jobs", Map.of())) {
                if (job.get("id").textValue().equals(id)
                        && job.get("status").textValue().equals("concluded")) {
                    qmp("job-dismiss", Map.of("id", id));
                    return job.path("error").asText();
                }
            }
            Thread.sleep(10);
        }
    }

    /** Begins a job and does not wait for it. */
    public void begin(String command, String id, Map<String, ?> arguments) throws IOException, InterruptedException {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("job-id", id);
        qmp(command, all);
    }

    /** Waits for an event of this name, passing over others, and gives what it says. */
    public JsonNode awaitEvent(String name) throws IOException, InterruptedException {
        while (true) {
            QmpEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new IOException("There was no event " + name);
            }
            if (event.name().equals(name)) {
                return event.data();
            }
        }
    }

    /** What the guest has said on its serial port. */
    public String said() throws IOException {
        return Files.exists(serial) ? Files.readString(serial, StandardCharsets.ISO_8859_1) : "";
    }

    /** Waits until what the guest has said meets a condition, and gives that. */
    public String await(Predicate<String> condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String said = said();
        while (!condition.test(said)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("The guest said only this: " + said);
            }
            Thread.sleep(20);
            said = said();
        }
        return said;
    }

    /** Switches the machine off, and waits for the process. @return its exit status */
    public int quit() throws IOException, InterruptedException {
        try {
            qmp("quit", Map.of());
        } catch (IOException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw e;
            }
            // It was gone before it could answer.
        }
        return exitStatus();
    }

    /** Waits for the end of the process. @return its exit status */
    public int exitStatus() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("vitrine-vm does not end");
        }
        return process.exitValue();
    }

    /** Asks the process to end (SIGTERM), as a host that goes down does. @return its exit status */
    public int terminate() throws IOException, InterruptedException {
        process.destroy();
        return exitStatus();
    }

    /** The process's number. */
    public long pid() {
        return process.pid();
    }

    /** Kills the process. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        control.close();
    }
}
