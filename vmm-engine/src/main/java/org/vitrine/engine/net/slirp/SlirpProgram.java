package org.vitrine.engine.net.slirp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.FileTree;
import org.vitrine.engine.linux.Landlock;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.ForwardedPorts;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.process.JavaProgram;
import org.vitrine.engine.net.process.NetworkProgram;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * Starts {@link SlirpProcess}. Of the file system it sees what Java, its own classes and the host's resolver need (Landlock, where the kernel has it), and it has none of this process's
 * environment and descriptors.
 */
final class SlirpProgram implements NetworkProgram {
    private static final Logger LOG = System.getLogger(SlirpProgram.class.getName());
    private static final List<Path> SYSTEM = Stream.of(
                    "/usr",
                    "/lib",
                    "/lib64",
                    "/etc",
                    "/proc",
                    "/sys",
                    "/run/systemd/resolve",
                    "/run/NetworkManager",
                    "/run/resolvconf")
            .map(Path::of)
            .toList();
    private static final List<Path> DEVICES =
            List.of(Path.of("/dev/null"), Path.of("/dev/random"), Path.of("/dev/urandom"));

    private final MacAddress mac;
    private final boolean isolated;
    private final Supplier<List<PortForward>> forwards;

    /** @param forwards to be there from its start on */
    SlirpProgram(MacAddress mac, boolean isolated, Supplier<List<PortForward>> forwards) {
        this.mac = mac;
        this.isolated = isolated;
        this.forwards = forwards;
    }

    /** One that runs. */
    static final class Slirp implements Running {
        private final Process process;
        private final StreamSocket frames;
        private final BufferedReader answers;
        private final Writer commands;

        private Slirp(Process process, StreamSocket frames, BufferedReader answers) {
            this.process = process;
            this.frames = frames;
            this.answers = answers;
            this.commands = process.outputWriter();
        }

        @Override
        public StreamSocket frames() {
            return frames;
        }

        /** @return 0 or the number of an error @throws IOException if it ends meanwhile */
        synchronized int ask(SlirpProcess.Command command, PortForward forward) throws IOException {
            commands.write(command.line(forward));
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("it ended");
            }
            try {
                return Integer.parseInt(answer);
            } catch (NumberFormatException e) {
                throw new IOException("it answered " + answer, e);
            }
        }

        @Override
        public String ending() {
            try {
                int signals = 128;
                int status = process.waitFor();
                return status > signals ? "signal " + (status - signals) : "status " + status;
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
            frames.close();
        }

        /** The process itself. */
        ProcessHandle handle() {
            return process.toHandle();
        }
    }

    @Override
    public String name() {
        return "libslirp";
    }

    /** It hands on what is in a packet to a socket, however much that is. passt loses most of longer ones. */
    @Override
    public Offload takes() {
        return Offload.SEGMENTS;
    }

    @Override
    public Running launch() throws NetException {
        try {
            Path directory = Files.createTempDirectory("vitrine-net");
            try {
                return launch(directory);
            } finally {
                FileTree.remove(directory);
            }
        } catch (IOException e) {
            throw new NetException("libslirp's process cannot be started: %s.".formatted(e.getMessage()), e);
        }
    }

    private Running launch(Path directory) throws IOException, NetException {
        Path socket = directory.resolve("socket");
        try (StreamSocket server = StreamSocket.listen(socket)) {
            Process process = startRestricted(directory, socket);
            try {
                BufferedReader answers = process.inputReader();
                String first = answers.readLine();
                if (!SlirpProcess.READY.equals(first)) {
                    throw new NetException(first == null ? "libslirp's process ended before it was ready." : first);
                }
                Slirp slirp = new Slirp(process, server.accept(), answers);
                addForwards(slirp);
                return slirp;
            } catch (IOException | NetException | LinuxException e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void addForwards(Slirp slirp) throws IOException, NetException {
        for (PortForward forward : forwards.get()) {
            int errno = slirp.ask(SlirpProcess.Command.ADD, forward);
            if (errno != 0) {
                slirp.close();
                throw ForwardedPorts.refused(forward, Errno.of(errno));
            }
        }
    }

    /** A thread that has given up the file system hands that on to the process that it starts. */
    private Process startRestricted(Path directory, Path socket) throws IOException {
        JavaProgram java = new JavaProgram(SlirpProcess.class);
        ProcessBuilder builder = new ProcessBuilder(
                        java.command(directory, List.of(socket.toString(), mac.toString(), Boolean.toString(isolated))))
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(List.of("LD_LIBRARY_PATH", "PATH"));
        List<Path> readable = new ArrayList<>(SYSTEM);
        readable.addAll(java.files());
        List<Path> writable = new ArrayList<>(DEVICES);
        writable.add(directory);
        Callable<Process> start = () -> {
            if (!Landlock.restrictThread(readable, writable)) {
                LOG.log(Level.DEBUG, "This kernel has no Landlock: libslirp's process can read the user's files");
            }
            return builder.start();
        };
        FutureTask<Process> task = new FutureTask<>(start);
        Thread thread = Thread.ofPlatform().name("libslirp-start").daemon().start(task);
        Uninterruptible.join(thread);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
