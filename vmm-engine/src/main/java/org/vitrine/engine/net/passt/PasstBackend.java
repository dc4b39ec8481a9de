package org.vitrine.engine.net.passt;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.FrameQueue;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;

/**
 * A shared network by passt(1): a stream socket on which each frame follows its length in 32 bits, in network order, as QEMU has it. It ends with the connection. One thread
 * reads, another writes; neither keeps an interface waiting. When passt ends by itself frames are lost, and the log says so.
 */
public final class PasstBackend implements NetBackend {
    private static final Logger LOG = System.getLogger(PasstBackend.class.getName());
    /** Debian's name of the package, and of the program. */
    private static final String PASST = "passt";

    private static final long STEP_MILLIS = 20;
    private static final int STEPS = 250;
    private static final int LONGEST_FRAME = 65_535;
    private static final int LONGEST_OUTPUT = 4096;

    private final Process process;
    private final SocketChannel channel;
    private final Path directory;
    private final FrameQueue toGuest = new FrameQueue();
    private final FrameQueue fromGuest = new FrameQueue();
    private final Semaphore readable = new Semaphore(0);
    private final Semaphore writable = new Semaphore(0);
    private volatile boolean closing;
    private volatile @Nullable Listener listener;

    private PasstBackend(Process process, SocketChannel channel, Path directory) {
        this.process = process;
        this.channel = channel;
        this.directory = directory;
    }

    /** Where this host has the program. */
    public static Optional<Path> program() {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "/usr/bin" : path).split(":"))
                .map(folder -> Path.of(folder.isEmpty() ? "/usr/bin" : folder).resolve(PASST))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts passt with these forwards, which cannot change afterwards.
     *
     * @throws NetException if this host has no passt, or it refuses, with its reason
     */
    public static PasstBackend open(List<PortForward> forwards) throws NetException {
        Path program = program()
                .orElseThrow(
                        () -> new NetException(
                                "This network needs passt, which is not on this host; install Debian's package passt, or choose libslirp."));
        try {
            Path directory = Files.createTempDirectory("vitrine-passt");
            try {
                return start(program, directory, forwards);
            } catch (IOException | NetException e) {
                remove(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new NetException("passt cannot be started: %s.".formatted(e.getMessage()), e);
        }
    }

    private static PasstBackend start(Path program, Path directory, List<PortForward> forwards)
            throws IOException, NetException {
        Path socket = directory.resolve("socket");
        Path output = directory.resolve("output");
        List<String> words = new ArrayList<>(List.of(
                program.toString(), "--foreground", "--one-off", "--quiet", "--stderr", "--socket", socket.toString()));
        addForwards(words, "-t", PortForward.Protocol.TCP, forwards);
        addForwards(words, "-u", PortForward.Protocol.UDP, forwards);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            SocketChannel channel = connect(process, socket, output);
            PasstBackend backend = new PasstBackend(process, channel, directory);
            Thread.ofPlatform().name("passt-read").daemon().start(backend::read);
            Thread.ofPlatform().name("passt-write").daemon().start(backend::write);
            return backend;
        } catch (IOException | NetException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static void addForwards(
            List<String> words, String option, PortForward.Protocol protocol, List<PortForward> forwards)
            throws NetException {
        for (PortForward forward : forwards) {
            if (forward.guestAddress() != null) {
                throw new NetException(
                        "passt forwards to the one guest that it has; leave the guest's address out of \"%s\", or choose libslirp."
                                .formatted(forward));
            }
        }
        String ports = forwards.stream()
                .filter(forward -> forward.protocol() == protocol)
                .map(forward -> "%s/%d:%d".formatted(forward.hostAddress(), forward.hostPort(), forward.guestPort()))
                .collect(Collectors.joining(","));
        if (!ports.isEmpty()) {
            words.add(option);
            words.add(ports);
        }
    }

    private static SocketChannel connect(Process process, Path socket, Path output) throws IOException, NetException {
        for (int step = 0; step < STEPS && process.isAlive(); step++) {
            if (Files.exists(socket)) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                try {
                    channel.connect(UnixDomainSocketAddress.of(socket));
                    return channel;
                } catch (IOException e) {
                    channel.close();
                    LOG.log(Level.DEBUG, "passt does not listen yet: {0}", e.getMessage());
                }
            }
            pause();
        }
        throw new NetException("passt does not start%s.".formatted(reason(output)));
    }

    private static String reason(Path output) throws IOException {
        try (var in = Files.newInputStream(output)) {
            String words = new String(in.readNBytes(LONGEST_OUTPUT), java.nio.charset.StandardCharsets.UTF_8).strip();
            String last = words.substring(words.lastIndexOf('\n') + 1).strip();
            return last.isEmpty() ? "" : ": " + last;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
        try {
            while (!closing) {
                fill(head.clear());
                int length = head.getInt(0);
                if (length < 0 || length > LONGEST_FRAME) {
                    throw new IOException("it sends a frame of " + length + " bytes");
                }
                ByteBuffer frame = ByteBuffer.allocate(length);
                fill(frame);
                while (!closing && !toGuest.hasRoom()) {
                    readable.tryAcquire(1, TimeUnit.SECONDS);
                }
                Listener told = listener;
                if (toGuest.offer(frame.array()) && told != null) {
                    told.framesWaiting();
                }
            }
        } catch (IOException e) {
            ended(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new IOException("it has ended");
            }
        }
    }

    private void write() {
        try {
            while (!closing) {
                byte[] frame = fromGuest.poll();
                if (frame == null) {
                    writable.acquire();
                    continue;
                }
                ByteBuffer[] parts = {ByteBuffer.allocate(Integer.BYTES).putInt(0, frame.length), ByteBuffer.wrap(frame)
                };
                while (parts[1].hasRemaining()) {
                    channel.write(parts);
                }
                Listener told = listener;
                if (fromGuest.takeRoomAgain() && told != null) {
                    told.roomAgain();
                }
            }
        } catch (IOException e) {
            ended(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended(IOException e) {
        if (!closing) {
            LOG.log(Level.WARNING, "A shared network carries nothing any more, as passt failed: {0}", e.getMessage());
        }
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
        if (!toGuest.isEmpty()) {
            newListener.framesWaiting();
        }
    }

    @Override
    public boolean hasRoom() {
        return fromGuest.hasRoom();
    }

    @Override
    public void send(FrameBuffer frame) {
        if (frame.length() >= FrameBuffer.MIN_FRAME && frame.length() <= LONGEST_FRAME) {
            boolean first = fromGuest.offer(frame.frame());
            if (first) {
                writable.release();
            }
        }
    }

    @Override
    public boolean receive(FrameBuffer into) {
        byte[] frame = toGuest.poll();
        if (frame == null) {
            return false;
        }
        into.set(frame);
        if (toGuest.takeRoomAgain()) {
            readable.release();
        }
        return true;
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        writable.release();
        readable.release();
        try {
            channel.close();
            process.destroy();
            remove(directory);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "passt left something in {0}: {1}", directory, e.getMessage());
        }
    }

    private static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve("socket"));
        Files.deleteIfExists(directory.resolve("output"));
        Files.deleteIfExists(directory);
    }
}
