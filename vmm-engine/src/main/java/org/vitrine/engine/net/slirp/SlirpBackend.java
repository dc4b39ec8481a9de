package org.vitrine.engine.net.slirp;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.PollSet;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.FrameQueue;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.PortForwarding;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * A shared network by libslirp: the guest's connections become sockets of this process. The library has a thread of its own, which alone calls it; frames go to and
 * from it through bounded queues. When the guest takes no frames, the library's sockets are not read, so their senders wait.
 */
public final class SlirpBackend implements NetBackend, PortForwarding {
    private static final long MILLIS = 1_000_000;
    /** How long the thread sleeps at most, so that time-outs of TCP are seen. */
    private static final int LONGEST_SLEEP_MILLIS = 1000;
    /** Longer frames than a host of a shared network has any use for; the library is spared them. */
    private static final int LONGEST_FRAME = 9022;

    private static final int SLIRP_IN = 1;
    private static final int SLIRP_OUT = 2;
    private static final int SLIRP_PRI = 4;
    private static final int SLIRP_ERR = 8;
    private static final int SLIRP_HUP = 16;

    private final MacAddress mac;
    private final boolean isolated;
    private final FrameQueue toGuest = new FrameQueue();
    private final FrameQueue fromGuest = new FrameQueue();
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final List<PortForward> forwards = new ArrayList<>();
    private final PollSet poll = new PollSet();
    private final SlirpTimers timers = new SlirpTimers();
    private final Thread thread;
    private volatile boolean closing;
    private @Nullable Listener listener;
    private long slirp;

    private SlirpBackend(MacAddress mac, boolean isolated) {
        this.mac = mac;
        this.isolated = isolated;
        thread = Thread.ofPlatform().name("slirp").daemon().unstarted(this::run);
    }

    /**
     * Makes a network with its forwards, which listen at once.
     *
     * @param mac of the guest
     * @param isolated whether the guest reaches nothing by itself
     * @throws NetException if this host has no libslirp, or a port cannot be had
     */
    public static SlirpBackend open(MacAddress mac, boolean isolated, List<PortForward> forwards) throws NetException {
        SlirpLibrary.load();
        SlirpBackend backend = new SlirpBackend(mac, isolated);
        backend.thread.start();
        try {
            for (PortForward forward : forwards) {
                backend.add(forward);
            }
        } catch (NetException e) {
            backend.close();
            throw e;
        }
        return backend;
    }

    /** Whether this host has the library. */
    public static boolean isInstalled() {
        return SlirpLibrary.isInstalled();
    }

    @Override
    public void start(Listener newListener) {
        onThread(() -> listener = newListener);
    }

    @Override
    public boolean hasRoom() {
        return fromGuest.hasRoom();
    }

    @Override
    public void send(FrameBuffer frame) {
        if (frame.length() >= FrameBuffer.MIN_FRAME
                && frame.length() <= LONGEST_FRAME
                && fromGuest.offer(frame.frame())) {
            poll.wake();
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
            poll.wake();
        }
        return true;
    }

    @Override
    public void add(PortForward forward) throws NetException {
        int errno = onThread(() -> addNow(forward));
        if (errno != 0) {
            throw new NetException(
                    "The port forward \"%s\" cannot be: %s.".formatted(forward, why(forward, Errno.of(errno))));
        }
    }

    private static String why(PortForward forward, Errno errno) {
        String port = "%s port %d of %s"
                .formatted(
                        forward.protocol().word().toUpperCase(java.util.Locale.ROOT),
                        forward.hostPort(),
                        forward.hostAddress());
        return switch (errno) {
            case EADDRINUSE -> port + " is taken by another program; choose another";
            case EACCES, EPERM -> port + " is kept for privileged programs; choose one from 1024 on";
            case EADDRNOTAVAIL -> "the host has no address " + forward.hostAddress() + "; choose one that it has";
            default -> errno.words();
        };
    }

    private int addNow(PortForward forward) {
        byte[] host = SlirpAddresses.host(forward);
        byte[] guest = SlirpAddresses.guest(forward, mac);
        int failed =
                SlirpLibrary.slirp_add_hostxfwd(slirp, host, host.length, guest, guest.length, flags(forward, host));
        if (failed != 0) {
            return Math.max(1, Native.getLastError());
        }
        forwards.add(forward);
        return 0;
    }

    private static int flags(PortForward forward, byte[] host) {
        boolean ipv6 = host.length > 16;
        return (forward.protocol() == PortForward.Protocol.UDP ? SlirpLibrary.FORWARD_UDP : 0)
                | (ipv6 ? SlirpLibrary.FORWARD_IPV6_ONLY : 0);
    }

    @Override
    public boolean remove(PortForward forward) {
        return onThread(() -> removeNow(forward));
    }

    private boolean removeNow(PortForward forward) {
        for (PortForward present : forwards) {
            if (present.clashes(forward)) {
                byte[] host = SlirpAddresses.host(present);
                SlirpLibrary.slirp_remove_hostxfwd(slirp, host, host.length, flags(present, host));
                forwards.remove(present);
                return true;
            }
        }
        return false;
    }

    @Override
    public List<PortForward> forwards() {
        return onThread(() -> List.copyOf(forwards));
    }

    private <T> T onThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        synchronized (poll) {
            if (closing) {
                throw new IllegalStateException("the network is closed");
            }
            tasks.add(task);
            poll.wake();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try (Arena arena = Arena.ofShared()) {
            SlirpCallbacks callbacks = new SlirpCallbacks(arena, new Owner());
            slirp = SlirpLibrary.slirp_new(SlirpSettings.make(arena, isolated).address(), callbacks.table(), 0);
            MemorySegment timeout = arena.allocate(ValueLayout.JAVA_INT);
            FrameBuffer frame = new FrameBuffer();
            while (!closing) {
                round(callbacks, timeout, frame);
            }
            SlirpLibrary.slirp_cleanup(slirp);
        } finally {
            closing = true;
            tasks.forEach(task -> task.cancel(false));
        }
    }

    private void round(SlirpCallbacks callbacks, MemorySegment timeout, FrameBuffer frame) {
        for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        takeFromGuest(frame);
        poll.clear();
        if (!fromGuest.isEmpty()) {
            poll.wake();
        }
        boolean reads = toGuest.hasRoom();
        timeout.set(ValueLayout.JAVA_INT, 0, LONGEST_SLEEP_MILLIS);
        if (reads) {
            SlirpLibrary.slirp_pollfds_fill(slirp, timeout.address(), callbacks.addPollAddress(), 0);
        }
        long sleep = Math.min(LONGEST_SLEEP_MILLIS, timeout.get(ValueLayout.JAVA_INT, 0) & 0xffff_ffffL);
        boolean failed = !poll.await((int) timers.untilNext(now(), sleep));
        if (reads) {
            SlirpLibrary.slirp_pollfds_poll(slirp, failed ? 1 : 0, callbacks.getEventsAddress(), 0);
        }
        timers.expire(now());
    }

    private static long now() {
        return System.nanoTime() / MILLIS;
    }

    private void takeFromGuest(FrameBuffer frame) {
        // A guest that never stops does not keep the sockets waiting.
        for (int i = 0; i < FrameQueue.FRAMES; i++) {
            byte[] bytes = fromGuest.poll();
            if (bytes == null) {
                return;
            }
            frame.set(bytes);
            SlirpLibrary.slirp_input(slirp, frame.memory().address() + FrameBuffer.HEADER, bytes.length);
            Listener told = listener;
            if (fromGuest.takeRoomAgain() && told != null) {
                told.roomAgain();
            }
        }
    }

    private final class Owner implements SlirpCallbacks.Owner {
        @Override
        public void frameToGuest(MemorySegment frame) {
            Listener told = listener;
            if (frame.byteSize() <= FrameBuffer.MAX_FRAME && toGuest.offer(frame) && told != null) {
                told.framesWaiting();
            }
        }

        @Override
        public SlirpTimers timers() {
            return timers;
        }

        @Override
        public int poll(int descriptor, int events) {
            return poll.add(
                    descriptor,
                    bit(events, SLIRP_IN, PollSet.POLLIN)
                            | bit(events, SLIRP_OUT, PollSet.POLLOUT)
                            | bit(events, SLIRP_PRI, PollSet.POLLPRI)
                            | bit(events, SLIRP_ERR, PollSet.POLLERR)
                            | bit(events, SLIRP_HUP, PollSet.POLLHUP));
        }

        @Override
        public int events(int index) {
            int ready = index <= 0 ? 0 : poll.ready(index);
            return bit(ready, PollSet.POLLIN, SLIRP_IN)
                    | bit(ready, PollSet.POLLOUT, SLIRP_OUT)
                    | bit(ready, PollSet.POLLPRI, SLIRP_PRI)
                    | bit(ready, PollSet.POLLERR, SLIRP_ERR)
                    | bit(ready, PollSet.POLLHUP, SLIRP_HUP);
        }

        private static int bit(int from, int mask, int to) {
            return (from & mask) != 0 ? to : 0;
        }
    }

    @Override
    public void close() {
        synchronized (poll) {
            if (closing && !thread.isAlive()) {
                return;
            }
            closing = true;
            poll.wake();
            Uninterruptible.join(thread);
            poll.close();
        }
    }
}
