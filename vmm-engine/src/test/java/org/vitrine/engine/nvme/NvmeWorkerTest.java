package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.image.block.MemoryFile;

/** The controller with its own thread, and a disk with threads of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NvmeWorkerTest {
    private static final int PAIRS = 4;
    private static final int COMMANDS = 400;
    private static final int BYTES = 1024;

    private final Fixture host = new Fixture();

    @Test
    void what_several_queues_write_at_once_is_read_back_whatever_pauses() throws Exception {
        MemoryFile file = new MemoryFile(new byte[PAIRS * COMMANDS * BYTES], false);
        List<String> failures = new ArrayList<>();
        GuestDisk disk = new GuestDisk(
                "disk0", new BlockQueue("disk0", file, 3), true, (which, write, why) -> failures.add(why.getMessage()));
        try (Nvme nvme = new Nvme("nvme0", host, disk, "serial")) {
            nvme.resume();
            GuestDriver guest = new GuestDriver(host, nvme).enable();
            await(guest::ready);
            List<GuestDriver.Pair> pairs = new ArrayList<>();
            for (int id = 1; id <= PAIRS; id++) {
                pairs.add(createPair(guest, id));
            }
            List<Thread> vcpus = new ArrayList<>();
            for (GuestDriver.Pair pair : pairs) {
                vcpus.add(Thread.ofPlatform().start(() -> writeAll(guest, pair)));
            }
            for (int i = 0; i < 20; i++) {
                vcpus.getFirst().join(Duration.ofMillis(3));
                nvme.requestPause();
                nvme.awaitPaused();
                nvme.resume();
            }
            for (Thread vcpu : vcpus) {
                vcpu.join();
            }
        } finally {
            disk.close();
        }
        assertThat(failures).isEmpty();
        byte[] content = file.content();
        for (int i = 0; i < PAIRS * COMMANDS; i++) {
            byte[] block = Arrays.copyOfRange(content, i * BYTES, (i + 1) * BYTES);
            assertThat(block).as("command %d", i).isEqualTo(pattern(i));
        }
        host.close();
    }

    private static byte[] pattern(int number) {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) (number * 7 + 1));
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >>> 8);
        return bytes;
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        while (!condition.holds()) {
            Thread.onSpinWait();
        }
    }

    private static GuestDriver.Pair createPair(GuestDriver guest, int id) {
        GuestDriver.Pair pair = guest.new Pair(id, 16, 16);
        for (Entry entry : List.of(
                Entry.createCompletion(id, pair.completionBase(), 16, 0),
                Entry.createSubmission(id, pair.submissionBase(), 16, id))) {
            guest.admin.submit(entry);
            await(guest.admin::answered);
            assertThat(guest.admin.take().status()).isZero();
        }
        return pair;
    }

    /** Keeps up to 15 commands under way, each with a buffer of its own. */
    private static void writeAll(GuestDriver guest, GuestDriver.Pair pair) {
        int submitted = 0;
        int answered = 0;
        int[] slotOf = new int[0x10000];
        boolean[] used = new boolean[15];
        while (answered < COMMANDS) {
            int slot = 0;
            while (slot < used.length && used[slot]) {
                slot++;
            }
            if (submitted < COMMANDS && slot < used.length) {
                int number = (pair.id - 1) * COMMANDS + submitted++;
                long buffer = GuestDriver.BUFFER + ((pair.id - 1L) * 16 + slot) * BYTES;
                guest.host.memory().write(buffer, pattern(number));
                used[slot] = true;
                slotOf[pair.submit(Entry.io(1, number * 2L, 2).prp(buffer, 0))] = slot;
            } else if (pair.answered()) {
                GuestDriver.Completion completion = pair.take();
                assertThat(completion.status()).isZero();
                used[slotOf[completion.id()]] = false;
                answered++;
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
