package org.vitrine.engine.net.passt;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.process.NetworkProgram;

/** passt(1), as QEMU has it: it listens on a socket for the one connection with which it ends. */
final class PasstProgram implements NetworkProgram {
    private static final Logger LOG = System.getLogger(PasstProgram.class.getName());
    private static final long STEP_MILLIS = 5;
    private static final int STEPS = 1000;
    private static final int LONGEST_OUTPUT = 4096;

    private final Path program;
    private final Supplier<List<PortForward>> forwards;

    /** @param forwards to be there from its start on */
    PasstProgram(Path program, Supplier<List<PortForward>> forwards) {
        this.program = program;
        this.forwards = forwards;
    }

    private record Passt(Process process, StreamSocket frames, Path directory) implements Running {
        @Override
        public String ending() {
            try {
                return words(directory, process.waitFor());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "";
            }
        }

        @Override
        public void end() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            end();
            try {
                // The next one may want its ports.
                process.waitFor(1, TimeUnit.SECONDS);
                frames.close();
                remove(directory);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "passt left something in {0}: {1}", directory, e.getMessage());
            }
        }
    }

    @Override
    public String name() {
        return "passt";
    }

    @Override
    public Running launch() throws NetException {
        try {
            Path directory = Files.createTempDirectory("vitrine-passt");
            try {
                return launch(directory);
            } catch (IOException | NetException e) {
                remove(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new NetException("passt cannot be started: %s.".formatted(e.getMessage()), e);
        }
    }

    private Running launch(Path directory) throws IOException, NetException {
        Path socket = directory.resolve("socket");
        List<String> words = new ArrayList<>(List.of(
                program.toString(), "--foreground", "--one-off", "--quiet", "--stderr", "--socket", socket.toString()));
        forwards.get().forEach(forward -> words.addAll(words(forward)));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            return new Passt(process, connect(process, socket, directory), directory);
        } catch (NetException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** One option for each: a list has one address for all. */
    private static List<String> words(PortForward forward) {
        return List.of(
                forward.protocol() == PortForward.Protocol.TCP ? "-t" : "-u",
                "%s/%d:%d".formatted(forward.hostAddress(), forward.hostPort(), forward.guestPort()));
    }

    private static StreamSocket connect(Process process, Path socket, Path directory) throws NetException {
        for (int step = 0; step < STEPS && process.isAlive(); step++) {
            if (Files.exists(socket)) {
                try {
                    return StreamSocket.connect(socket);
                } catch (LinuxException e) {
                    LOG.log(Level.DEBUG, "passt does not listen yet: {0}", e.getMessage());
                }
            }
            pause();
        }
        String reason = words(directory, -1);
        throw new NetException("passt does not start%s.".formatted(reason.isEmpty() ? "" : ": " + reason));
    }

    /** The last of what it said. @param status is told if it said nothing; or -1 */
    private static String words(Path directory, int status) {
        try (var in = Files.newInputStream(directory.resolve("output"))) {
            String words = new String(in.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8).strip();
            String last = words.substring(words.lastIndexOf('\n') + 1).strip();
            return !last.isEmpty() || status < 0 ? last : "its status is " + status;
        } catch (IOException e) {
            return "its output cannot be read: " + e.getMessage();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve("socket"));
        Files.deleteIfExists(directory.resolve("output"));
        Files.deleteIfExists(directory);
    }
}
