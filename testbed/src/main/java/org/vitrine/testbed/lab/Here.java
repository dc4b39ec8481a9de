package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vitrine.engine.qmp.QmpClient;

/** This host. Closing it ends the programs that were started through it. */
public final class Here implements Place {
    private final Path results;
    private final Path sockets;
    private final List<Started> jobs = new ArrayList<>();

    public Here(Path results) throws IOException {
        this.results = Files.createDirectories(results.toAbsolutePath());
        this.sockets = Files.createTempDirectory("vitrine-testbed");
    }

    @Override
    public Job start(List<String> command) throws IOException {
        Path said = results.resolve("job-" + jobs.size() + ".said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Started job = new Started(process, said);
        jobs.add(job);
        return job;
    }

    @Override
    public QmpClient connect(String socket, Job program) throws IOException, InterruptedException {
        Path path = Path.of(socket);
        while (!Files.exists(path)) {
            if (!program.isRunning()) {
                throw new IOException("It ended before it made its control socket:\n" + program.said());
            }
            Thread.sleep(50);
        }
        return QmpClient.connect(path);
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Path results() {
        return results;
    }

    @Override
    public String there(Path file) {
        return file.toString();
    }

    @Override
    public String sockets() {
        return sockets.toString();
    }

    @Override
    public void close() {
        jobs.forEach(Started::terminate);
    }

    private record Started(Process process, Path output) implements Job {
        @Override
        public int await(Duration atMost) throws IOException, InterruptedException {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("It has not ended after %d s:\n%s".formatted(atMost.toSeconds(), said()));
            }
            return process.exitValue();
        }

        @Override
        public boolean isRunning() {
            return process.isAlive();
        }

        @Override
        public String said() throws IOException {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void type(String text) throws IOException {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        @Override
        public void terminate() {
            process.destroy();
        }

        @Override
        public void kill() {
            process.destroyForcibly();
        }
    }
}
