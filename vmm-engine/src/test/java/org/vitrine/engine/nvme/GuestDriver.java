package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.device.TestHost;

/** What an operating system's NVMe driver does, all through registers and RAM. */
final class GuestDriver {
    static final long BAR = 0xe000_0000L;
    static final long VECTORS = 0xe010_0000L;
    static final int CAP = 0x00;
    static final int VS = 0x08;
    static final int INTMS = 0x0c;
    static final int INTMC = 0x10;
    static final int CC = 0x14;
    static final int CSTS = 0x1c;
    static final int AQA = 0x24;
    static final int ASQ = 0x28;
    static final int ACQ = 0x30;

    static final int ENABLED = 0x46_0001;
    static final int READY = 1;
    static final int FATAL = 2;

    static final int ADMIN_ENTRIES = 32;
    /** Queue pair n has its queues at {@code QUEUES + n * 0x2000}, each up to 4 KiB. */
    static final int QUEUES = 0x1_0000;

    static final int BUFFER = 0x8_0000;
    static final int LISTS = 0x6_0000;

    /** What a controller answers. @param status without the phase tag and "do not retry" */
    record Completion(int result, int head, int queue, int id, int status) {}

    final TestHost host;
    final Nvme nvme;
    final Pair admin = new Pair(0, ADMIN_ENTRIES, ADMIN_ENTRIES);

    /** A submission and a completion queue of the same identifier, as the guest sees them. */
    final class Pair {
        final int id;
        final int submissions;
        final int completions;
        int tail;
        int head;
        int phase = 1;
        private int nextCommand = 0x100;

        Pair(int id, int submissions, int completions) {
            this.id = id;
            this.submissions = submissions;
            this.completions = completions;
        }

        long submissionBase() {
            return QUEUES + id * 0x2000L;
        }

        long completionBase() {
            return submissionBase() + 0x1000;
        }

        /** Puts a command into the queue, without ringing. @return its identifier */
        int put(Entry entry) {
            int command = nextCommand++ & 0xffff;
            host.memory().write(submissionBase() + 64L * tail, entry.id(command).bytes());
            tail = (tail + 1) % submissions;
            return command;
        }

        void ring() {
            host.store(BAR + 0x1000 + 8L * id, 4, tail);
        }

        int submit(Entry entry) {
            int command = put(entry);
            ring();
            return command;
        }

        boolean answered() {
            return (host.memory().readInt(completionBase() + 16L * head + 12) >>> 16 & 1) == phase;
        }

        /** Takes the next completion, without ringing. There must be one. */
        Completion peel() {
            assertThat(answered()).as("completion in queue %d", id).isTrue();
            long entry = completionBase() + 16L * head;
            int last = host.memory().readInt(entry + 12);
            int source = host.memory().readInt(entry + 8);
            if (++head == completions) {
                head = 0;
                phase ^= 1;
            }
            return new Completion(
                    host.memory().readInt(entry), source & 0xffff, source >>> 16, last & 0xffff, last >>> 17 & 0x7ff);
        }

        void ringHead() {
            host.store(BAR + 0x1004 + 8L * id, 4, head);
        }

        Completion take() {
            Completion completion = peel();
            ringHead();
            return completion;
        }

        /** Takes all completions that there are. */
        List<Completion> takeAll() {
            List<Completion> taken = new ArrayList<>();
            while (answered()) {
                taken.add(take());
            }
            return taken;
        }

        /** A command that is answered at once. */
        Completion run(Entry entry) {
            int command = submit(entry);
            Completion completion = take();
            assertThat(completion.id()).isEqualTo(command);
            assertThat(completion.queue()).isEqualTo(id);
            return completion;
        }

        /** The status of a command that is answered at once. */
        int status(Entry entry) {
            return run(entry).status();
        }

        /** Dword 0 of a command that must succeed. */
        int result(Entry entry) {
            Completion completion = run(entry);
            assertThat(completion.status()).as("status").isZero();
            return completion.result();
        }
    }

    GuestDriver(TestHost host, Nvme nvme) {
        this.host = host;
        this.nvme = nvme;
        nvme.writeConfig(0x10, 4, BAR);
        nvme.writeConfig(0x14, 4, 0);
        nvme.writeConfig(0x20, 4, VECTORS);
        nvme.writeConfig(0x04, 2, 0x6);
    }

    int read(int register) {
        return (int) host.load(BAR + register, 4);
    }

    void write(int register, int value) {
        host.store(BAR + register, 4, value);
    }

    /** From reset to a controller that takes admin commands. */
    GuestDriver enable() {
        placeAdminQueues();
        write(CC, ENABLED);
        return this;
    }

    void placeAdminQueues() {
        write(AQA, ADMIN_ENTRIES - 1 | ADMIN_ENTRIES - 1 << 16);
        host.store(BAR + ASQ, 8, admin.submissionBase());
        host.store(BAR + ACQ, 8, admin.completionBase());
        host.memory().write(admin.completionBase(), new byte[0x1000]);
    }

    boolean ready() {
        return (read(CSTS) & (READY | FATAL)) == READY;
    }

    boolean fatal() {
        return (read(CSTS) & FATAL) != 0;
    }

    Pair createPair(int id, int submissions, int completions, int vector) {
        Pair pair = new Pair(id, submissions, completions);
        host.memory().write(pair.completionBase(), new byte[0x1000]);
        admin.result(Entry.createCompletion(id, pair.completionBase(), completions, vector));
        admin.result(Entry.createSubmission(id, pair.submissionBase(), submissions, id));
        return pair;
    }

    Pair createPair(int id) {
        return createPair(id, 16, 16, 0);
    }

    /** Enables MSI-X; vector n writes {@code n} to {@code 0xfee00000}. */
    void useMessages(int vectors) {
        for (int vector = 0; vector < vectors; vector++) {
            host.store(VECTORS + 16L * vector, 8, 0xfee0_0000L);
            host.store(VECTORS + 16L * vector + 8, 4, vector);
            host.store(VECTORS + 16L * vector + 12, 4, 0);
        }
        nvme.writeConfig(msix() + 2, 2, 0x8000);
    }

    private int msix() {
        int at = (int) nvme.readConfig(0x34, 1);
        while (nvme.readConfig(at, 1) != 0x11) {
            at = (int) nvme.readConfig(at + 1, 1);
        }
        return at;
    }

    byte[] memory(long address, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(address, bytes);
        return bytes;
    }

    /** What Identify says. @param what CNS */
    byte[] identify(int what, int namespace) {
        admin.result(Entry.of(6).namespace(namespace).prp(BUFFER, 0).dword(10, what));
        return memory(BUFFER, 4096);
    }
}
