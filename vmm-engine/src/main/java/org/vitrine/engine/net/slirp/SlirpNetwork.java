package org.vitrine.engine.net.slirp;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.PollSet;
import org.vitrine.engine.net.process.FrameSocket;

/**
 * An instance of libslirp between its guest's socket and sockets of this process. One thread runs it, which alone calls the library; others leave tasks. When the guest's
 * socket takes no frames, the library's sockets are not read, so their senders wait.
 */
final class SlirpNetwork {
    private static final long MILLIS = 1_000_000;
    /** How long the thread sleeps at most, so that time-outs of TCP are seen. */
    private static final int LONGEST_SLEEP_MILLIS = 1000;

    private static final int SLIRP_IN = 1;
    private static final int SLIRP_OUT = 2;
    private static final int SLIRP_PRI = 4;
    private static final int SLIRP_ERR = 8;
    private static final int SLIRP_HUP = 16;

    private final MacAddress mac;
    private final boolean isolated;
    private final FrameSocket guest;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<PortForward> forwards = new ArrayList<>();
    private final PollSet poll = new PollSet();
    private final SlirpTimers timers = new SlirpTimers();
    private long slirp;

    /**
     * Makes a network, which {@link #run} runs.
     *
     * @param mac of the guest
     * @param isolated whether the guest reaches nothing by itself
     * @param guest where frames come from and go to
     */
    SlirpNetwork(MacAddress mac, boolean isolated, FrameSocket guest) {
        this.mac = mac;
        this.isolated = isolated;
        this.guest = guest;
    }

    /** Leaves a task to the thread that runs this. Any thread. */
    void submit(Runnable task) {
        tasks.add(task);
        poll.wake();
    }

    /** Runs until the guest's socket ends. @param ready is called once the library is */
    void run(Runnable ready) {
        try (Arena arena = Arena.ofShared()) {
            SlirpCallbacks callbacks = new SlirpCallbacks(arena, new Owner());
            slirp = SlirpLibrary.slirp_new(SlirpSettings.make(arena, isolated).address(), callbacks.table(), 0);
            MemorySegment timeout = arena.allocate(ValueLayout.JAVA_INT);
            ready.run();
            while (round(callbacks, timeout)) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            SlirpLibrary.slirp_cleanup(slirp);
        }
    }

    /** Listens. Only its thread. @return 0, or the number of an error */
    int add(PortForward forward) {
        byte[] host = SlirpAddresses.host(forward);
        byte[] guestAddress = SlirpAddresses.guest(forward, mac);
        int failed = SlirpLibrary.slirp_add_hostxfwd(
                slirp, host, host.length, guestAddress, guestAddress.length, flags(forward, host));
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

    /** Listens no longer. Only its thread. @return whether it did */
    boolean remove(PortForward forward) {
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

    /** @return false at the end of the guest's socket */
    private boolean round(SlirpCallbacks callbacks, MemorySegment timeout) {
        poll.clear();
        int waited = poll.add(guest.descriptor().number(), PollSet.POLLIN | (guest.isBehind() ? PollSet.POLLOUT : 0));
        boolean reads = !guest.isBehind();
        timeout.set(ValueLayout.JAVA_INT, 0, LONGEST_SLEEP_MILLIS);
        if (reads) {
            SlirpLibrary.slirp_pollfds_fill(slirp, timeout.address(), callbacks.addPollAddress(), 0);
        }
        long sleep = Math.min(LONGEST_SLEEP_MILLIS, timeout.get(ValueLayout.JAVA_INT, 0) & 0xffff_ffffL);
        boolean failed = !poll.await((int) timers.untilNext(now(), sleep));
        if (poll.ready(waited) != 0) {
            takeFrames();
        }
        if (reads) {
            SlirpLibrary.slirp_pollfds_poll(slirp, failed ? 1 : 0, callbacks.getEventsAddress(), 0);
        }
        timers.expire(now());
        guest.flush();
        return !guest.isGone();
    }

    private void takeFrames() {
        if (guest.read()) {
            for (int length = guest.next(); length >= 0; length = guest.next()) {
                SlirpLibrary.slirp_input(slirp, guest.memory().address() + guest.offset(), length);
            }
        }
    }

    private static long now() {
        return System.nanoTime() / MILLIS;
    }

    private final class Owner implements SlirpCallbacks.Owner {
        @Override
        public void frameToGuest(MemorySegment frame) {
            guest.put(frame, 0, (int) Math.min(Integer.MAX_VALUE, frame.byteSize()));
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
}
