package org.vitrine.testbed.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vitrine.engine.qmp.QmpClient;

/**
 * A lab PC ({@code testbed/lab}) that runs programs until it is closed.
 *
 * <p>Its agent ({@code testbed/lab-pc/agent}) takes commands from a channel, one a line: a number and what a shell
 * makes of the rest. It answers a number and an exit status when a command has ended.
 */
public final class LabPc implements Place {
    private static final Duration START = Duration.ofMinutes(5);
    /** The first answer of a program that has just started, through two processes that have not. */
    private static final Duration ANSWER = Duration.ofMinutes(2);
    /** A program that has not made its control socket by then never will. */
    private static final Duration CONTROL = Duration.ofMinutes(4);

    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration PULSE = Duration.ofSeconds(20);
    /** A PC in which not even {@code true} ends in that time stands still. On a busy host it takes seconds. */
    private static final Duration STANDSTILL = Duration.ofSeconds(100);
    /** Control sockets that can be connected at the same time. */
    private static final int RELAYS = 4;

    private final Process lab;
    private final SocketChannel agent;
    private final Path results;
    private final Map<Integer, CompletableFuture<Integer>> running = new ConcurrentHashMap<>();
    private final List<Integer> freeRelays = new ArrayList<>();
    private int lastNumber;
    private volatile boolean closing;
    private volatile boolean stoodStill;

    private LabPc(Process lab, SocketChannel agent, Path results) {
        this.lab = lab;
        this.agent = agent;
        this.results = results;
        for (int relay = 0; relay < RELAYS; relay++) {
            freeRelays.add(relay);
        }
        Thread.ofVirtual().name("lab-agent").start(this::readAnswers);
    }

    /**
     * Starts one; it has booted on return.
     *
     * @param checkout the project's top directory
     * @param results its {@code /out}; its path must be short, for it holds sockets
     * @param options more options of {@code testbed/lab}
     */
    public static LabPc start(Path checkout, Path results, List<String> options)
            throws IOException, InterruptedException {
        Files.createDirectories(results);
        forgetJobs(results);
        List<String> command =
                new ArrayList<>(List.of(checkout.resolve("testbed/lab").toString()));
        command.addAll(List.of("--out", results.toString(), "--seconds", "7200", "--port", "agent"));
        for (int relay = 0; relay < RELAYS; relay++) {
            command.addAll(List.of("--port", "vm" + relay));
        }
        command.addAll(options);
        command.add(checkout.resolve("testbed/lab-pc/agent").toString());
        Path said = results.resolve("lab.said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        // A lab PC would else run on, for hours, after a test run that was stopped.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            LabPc pc = new LabPc(process, agentOf(process, results, said), results);
            pc.start(List.of("true")).await(START);
            Thread.ofVirtual().name("lab-pulse").start(pc::feelPulse);
            return pc;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    /** The content of the package of a PC's kernel, whose other drivers the PC finds there as well. */
    public static Path kernelPackage(Path checkout) throws IOException {
        Process process = new ProcessBuilder(checkout.resolve("testbed/lab").toString(), "--prepare").start();
        try (BufferedReader answer = process.inputReader(StandardCharsets.UTF_8)) {
            return Path.of(String.valueOf(answer.readLine()), "root");
        }
    }

    /** What the jobs of an earlier PC said would be taken for the new ones'. */
    private static void forgetJobs(Path results) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(results, "job-*.said")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static SocketChannel agentOf(Process lab, Path results, Path said)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (lab.isAlive() && System.nanoTime() < end) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(results.resolve("agent.sock")));
                return channel;
            } catch (IOException notYet) {
                channel.close();
                Thread.sleep(100);
            }
        }
        throw new IOException("The lab PC did not start:\n" + Files.readString(said));
    }

    @Override
    public synchronized Job start(List<String> command) throws IOException {
        int number = ++lastNumber;
        running.put(number, new CompletableFuture<>());
        StringBuilder line = new StringBuilder().append(number);
        command.forEach(word -> line.append(' ').append(quoted(word)));
        send(line.append('\n').toString());
        return new Remote(number);
    }

    /** Runs a program and waits for its end. @return what it said @throws IOException if it fails, or takes too long */
    public String run(Duration atMost, List<String> command) throws IOException, InterruptedException {
        Job job = start(command);
        int status = job.await(atMost);
        if (status != 0) {
            throw new IOException("%s ended with status %d:%n%s".formatted(command, status, job.said()));
        }
        return job.said();
    }

    @Override
    public QmpClient connect(String socket, Job program) throws IOException, InterruptedException {
        int relay;
        synchronized (this) {
            relay = freeRelays.removeFirst();
        }
        Job wait = start(List.of("bash", "-c", "until [ -S \"$1\" ]; do sleep 0.2; done", "wait", socket));
        long end = System.nanoTime() + CONTROL.toNanos();
        while (wait.isRunning()) {
            if (!program.isRunning()) {
                wait.terminate();
                throw new IOException("It ended before it made its control socket:\n" + program.said());
            }
            if (System.nanoTime() > end) {
                String state = look();
                wait.terminate();
                program.terminate();
                throw new IOException("It made no control socket in %d s:%n%s%n%s"
                        .formatted(CONTROL.toSeconds(), program.said(), state));
            }
            Thread.sleep(200);
        }
        Job carrier = start(List.of("socat", "FILE:/dev/virtio-ports/vm" + relay, "UNIX-CONNECT:" + socket));
        QmpClient client;
        try {
            client = QmpClient.connect(results.resolve("vm" + relay + ".sock"), ANSWER);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "\n" + carrier.said() + program.said(), e);
        }
        client.onClose(() -> {
            synchronized (this) {
                freeRelays.add(relay);
            }
        });
        return client;
    }

    @Override
    public boolean answers() throws InterruptedException {
        try {
            return lab.isAlive() && start(List.of("true")).await(LOOK) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends a PC that stands still, so that nobody waits for what goes on in it. */
    private void feelPulse() {
        try {
            while (true) {
                Thread.sleep(PULSE);
                start(List.of("true")).await(STANDSTILL);
            }
        } catch (IOException silent) {
            if (!closing && lab.isAlive()) {
                stoodStill = true;
                killEmulator();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why it ended, if it did by itself: what its kernel has complained of on its console, or that it had stood still. */
    public String lastWords() throws IOException {
        Path console = results.resolve(".lab/console");
        String words = Files.exists(console)
                ? Files.readString(console, StandardCharsets.ISO_8859_1).strip()
                : "";
        return stoodStill ? "Nothing went on in it for %d s. %s".formatted(STANDSTILL.toSeconds(), words) : words;
    }

    /** Which threads are busy now, and what the PC's kernel has said; Java programs say what their threads do, each where its words go. */
    @Override
    public String look() throws IOException, InterruptedException {
        String words =
                "top -b -H -n 2 -d 2 -w 100 | awk '/^top/ { n++ } n == 2' | head -n 20; dmesg | tail -n 20; pkill -QUIT java";
        Job look = start(List.of("bash", "-c", words));
        try {
            look.await(LOOK);
            return look.said();
        } catch (IOException e) {
            return "The lab PC does not answer: " + e.getMessage();
        }
    }

    @Override
    public Path results() {
        return results;
    }

    @Override
    public String there(Path file) {
        return file.startsWith(results)
                ? Path.of("/out").resolve(results.relativize(file)).toString()
                : file.toString();
    }

    @Override
    public String sockets() {
        return "/tmp";
    }

    /** Powers the PC off. */
    @Override
    public void close() {
        closing = true;
        try {
            agent.close();
            if (!lab.waitFor(20, TimeUnit.SECONDS)) {
                lab.destroy();
            }
        } catch (IOException e) {
            lab.destroy();
        } catch (InterruptedException e) {
            lab.destroy();
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts the PC's power: it ends without knowing of it, and what its kernel had not written to its disks is lost. */
    public void cutPower() throws InterruptedException {
        closing = true;
        killEmulator();
        lab.waitFor();
    }

    private void killEmulator() {
        lab.descendants()
                .filter(process -> process.info().command().orElse("").contains("qemu-system"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private synchronized void send(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            agent.write(bytes);
        }
    }

    private void readAnswers() {
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(agent), StandardCharsets.UTF_8))) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                String[] words = line.strip().split(" ");
                CompletableFuture<Integer> status = running.get(Integer.parseInt(words[0]));
                if (status != null) {
                    status.complete(Integer.parseInt(words[1]));
                }
            }
        } catch (IOException e) {
            // The PC has been closed, or is gone: the same to who waits.
        }
        IOException gone = new IOException("The lab PC has ended");
        running.values().forEach(status -> status.completeExceptionally(gone));
    }

    /** One word for the shell, on one line. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''").replace("\n", "'$'\\n''") + "'";
    }

    private final class Remote implements Job {
        private final int number;

        Remote(int number) {
            this.number = number;
        }

        @Override
        public int await(Duration atMost) throws IOException, InterruptedException {
            try {
                return status().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new IOException("It has not ended after %d s:\n%s".formatted(atMost.toSeconds(), said()), e);
            } catch (ExecutionException e) {
                throw new IOException("The lab PC has ended", e);
            }
        }

        @Override
        public boolean isRunning() {
            return !status().isDone();
        }

        @Override
        public String said() throws IOException {
            Path file = results.resolve("job-" + number + ".said");
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        }

        @Override
        public void type(String text) throws IOException {
            start(List.of("bash", "-c", "printf %s \"$1\" >/tmp/jobs/$2.in", "type", text, "" + number));
        }

        @Override
        public void terminate() throws IOException {
            start(List.of("bash", "-c", "kill -- -$(cat /tmp/jobs/$1.pid)", "kill", "" + number));
        }

        @Override
        public void kill() throws IOException {
            start(List.of("bash", "-c", "kill -KILL -- -$(cat /tmp/jobs/$1.pid)", "kill", "" + number));
        }

        private CompletableFuture<Integer> status() {
            return running.computeIfAbsent(number, key -> new CompletableFuture<>());
        }
    }
}
