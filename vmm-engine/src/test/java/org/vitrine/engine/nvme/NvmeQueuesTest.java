package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;
import org.vitrine.engine.memory.MemoryRegion;

class NvmeQueuesTest {
    private static final int INVALID_FIELD = 0x002;
    private static final int PRP_OFFSET_INVALID = 0x013;
    private static final int COMPLETION_QUEUE_INVALID = 0x100;
    private static final int INVALID_QUEUE = 0x101;
    private static final int INVALID_SIZE = 0x102;
    private static final int INVALID_VECTOR = 0x108;
    private static final int INVALID_DELETION = 0x10c;

    private static final int DELETE_SUBMISSION = 0;
    private static final int DELETE_COMPLETION = 4;

    private final Fixture host = new Fixture();
    private final MemoryDisk disk = new MemoryDisk("disk0", Fixture.SECTORS);
    private final Nvme nvme = Fixture.controller(host, disk);
    private GuestDriver guest;

    @BeforeEach
    void start() {
        nvme.resume();
        guest = new GuestDriver(host, nvme).enable();
    }

    @AfterEach
    void close() {
        nvme.close();
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x9000, 16, 0, 0x101",
        "65, 0x9000, 16, 0, 0x101",
        "0xffff, 0x9000, 16, 0, 0x101",
        "1, 0x9000, 1, 0, 0x102",
        "1, 0x9000, 2049, 0, 0x102",
        "1, 0x9000, 65536, 0, 0x102",
        "1, 0x9008, 16, 0, 0x013",
        "1, 0xff000, 2048, 0, 0x002",
        "1, 0x7ffffffffffff000, 16, 0, 0x002",
        "1, -4096, 16, 0, 0x002",
        "1, 0x9000, 16, 1, 0x108",
        "1, 0x9000, 2048, 0, 0",
        "64, 0x9000, 2, 0, 0",
    })
    void a_completion_queue_is_made_only_as_it_can_be(String id, String base, int entries, int vector, String status) {
        assertThat(guest.admin.status(Entry.createCompletion(Integer.decode(id), Long.decode(base), entries, vector)))
                .isEqualTo(Integer.decode(status));
    }

    @Test
    void a_submission_queue_needs_its_completion_queue() {
        assertThat(guest.admin.status(Entry.createSubmission(1, 0x9000, 16, 0))).isEqualTo(INVALID_QUEUE);
        assertThat(guest.admin.status(Entry.createSubmission(1, 0x9000, 16, 65)))
                .isEqualTo(INVALID_QUEUE);
        assertThat(guest.admin.status(Entry.createSubmission(1, 0x9000, 16, 1))).isEqualTo(COMPLETION_QUEUE_INVALID);
        guest.admin.result(Entry.createCompletion(1, 0x8000, 16, 0));
        assertThat(guest.admin.status(Entry.createCompletion(1, 0x8000, 16, 0))).isEqualTo(INVALID_QUEUE);
        assertThat(guest.admin.status(Entry.createSubmission(1, 0x9000, 16, 1).dword(11, 1 << 16)))
                .as("not contiguous")
                .isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(Entry.createSubmission(1, 0x9100, 16, 1))).isEqualTo(PRP_OFFSET_INVALID);
        guest.admin.result(Entry.createSubmission(1, 0x9000, 16, 1));
        assertThat(guest.admin.status(Entry.createSubmission(1, 0x9000, 16, 1))).isEqualTo(INVALID_QUEUE);
    }

    @Test
    void entry_sizes_must_be_configured_before_queues_are_made() {
        guest.write(GuestDriver.CC, 1);
        assertThat(guest.admin.status(Entry.createCompletion(1, 0x8000, 16, 0))).isEqualTo(INVALID_SIZE);
        guest.write(GuestDriver.CC, GuestDriver.ENABLED);
        assertThat(guest.admin.status(Entry.createCompletion(1, 0x8000, 16, 0))).isZero();
    }

    @Test
    void there_is_a_vector_for_each_queue_once_messages_are_enabled() {
        guest.useMessages(65);
        assertThat(guest.admin.status(Entry.createCompletion(1, 0x8000, 16, 65)))
                .isEqualTo(INVALID_VECTOR);
        assertThat(guest.admin.status(Entry.createCompletion(1, 0x8000, 16, 64)))
                .isZero();
    }

    @Test
    void queues_are_deleted_submission_queues_first() {
        guest.createPair(1);
        assertThat(guest.admin.status(Entry.of(DELETE_COMPLETION).dword(10, 1))).isEqualTo(INVALID_DELETION);
        assertThat(guest.admin.status(Entry.of(DELETE_SUBMISSION).dword(10, 1))).isZero();
        assertThat(guest.admin.status(Entry.of(DELETE_SUBMISSION).dword(10, 1))).isEqualTo(INVALID_QUEUE);
        assertThat(guest.admin.status(Entry.of(DELETE_COMPLETION).dword(10, 1))).isZero();
        assertThat(guest.admin.status(Entry.of(DELETE_COMPLETION).dword(10, 1))).isEqualTo(INVALID_QUEUE);
        assertThat(guest.admin.status(Entry.of(DELETE_SUBMISSION))).isEqualTo(INVALID_QUEUE);
        assertThat(guest.admin.status(Entry.of(DELETE_COMPLETION))).isEqualTo(INVALID_QUEUE);
    }

    @Test
    void a_queue_is_deleted_when_its_last_command_has_ended() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        int read = io.submit(read());
        int deletion = guest.admin.submit(Entry.of(DELETE_SUBMISSION).dword(10, 1));
        io.submit(read());
        assertThat(guest.admin.answered()).isFalse();
        assertThat(guest.admin.status(Entry.of(DELETE_SUBMISSION).dword(10, 1))).isEqualTo(INVALID_QUEUE);
        assertThat(disk.held()).as("no command is taken from it any more").hasSize(1);

        disk.release();

        assertThat(io.takeAll()).extracting(GuestDriver.Completion::id).containsExactly(read);
        assertThat(guest.admin.take().id()).isEqualTo(deletion);
    }

    private static Entry read() {
        return Entry.io(2, 0, 1).prp(GuestDriver.BUFFER, 0);
    }

    @Test
    void queues_wrap_around_and_the_phase_changes() {
        GuestDriver.Pair io = guest.createPair(1, 4, 3, 0);
        for (int i = 0; i < 25; i++) {
            GuestDriver.Completion completion = io.run(read());
            assertThat(completion.head()).isEqualTo((i + 1) % 4);
            assertThat(completion.status()).isZero();
        }
    }

    @Test
    void a_full_submission_queue_is_carried_out_whole() {
        GuestDriver.Pair io = guest.createPair(1, 64, 64, 0);
        for (int i = 0; i < 63; i++) {
            io.put(read());
        }
        io.ring();
        assertThat(io.takeAll()).hasSize(63);
    }

    @Test
    void commands_wait_while_the_completion_queue_is_full() {
        GuestDriver.Pair io = guest.createPair(1, 16, 4, 0);
        for (int i = 0; i < 10; i++) {
            io.put(read());
        }
        io.ring();
        for (int i = 0; i < 3; i++) {
            assertThat(io.peel().status()).isZero();
        }
        assertThat(io.answered()).isFalse();
        assertThat(disk.takeLog()).hasSize(3);

        io.ringHead();

        assertThat(io.takeAll()).hasSize(7);
        assertThat(disk.takeLog()).hasSize(7);
    }

    @Test
    void room_for_completions_is_kept_for_commands_under_way() {
        GuestDriver.Pair io = guest.createPair(1, 16, 4, 0);
        disk.hold();
        for (int i = 0; i < 10; i++) {
            io.put(read());
        }
        io.ring();
        assertThat(disk.held()).hasSize(3);
        disk.release();
        assertThat(io.takeAll()).hasSize(10);
    }

    @Test
    void several_submission_queues_share_a_completion_queue() {
        GuestDriver.Pair io = guest.createPair(1);
        GuestDriver.Pair other = guest.new Pair(2, 16, 16);
        guest.admin.result(Entry.createSubmission(2, other.submissionBase(), 16, 1));
        io.submit(read());
        other.submit(read());
        assertThat(io.takeAll()).extracting(GuestDriver.Completion::queue).containsExactly(1, 2);
    }

    @Test
    void all_64_pairs_work_at_once() {
        try (TestHost roomy = new TestHost(2 << 20);
                Nvme many = Fixture.controller(roomy, disk)) {
            many.resume();
            GuestDriver driver = new GuestDriver(roomy, many).enable();
            driver.useMessages(65);
            List<GuestDriver.Pair> pairs = IntStream.rangeClosed(1, 64)
                    .mapToObj(id -> driver.createPair(id, 16, 16, id))
                    .toList();
            roomy.takeEvents();
            pairs.forEach(pair -> pair.submit(Entry.io(2, pair.id, 1).prp(0x1f_0000, 0)));
            assertThat(pairs)
                    .allSatisfy(pair -> assertThat(pair.take().status()).isZero());
            assertThat(roomy.takeEvents())
                    .containsExactlyElementsOf(pairs.stream()
                            .map(pair -> "msi 0xfee00000=%#x".formatted(pair.id))
                            .toList());
        }
    }

    @Test
    void a_disk_is_asked_for_a_bounded_number_of_commands() {
        GuestDriver.Pair io = guest.createPair(1, 64, 256, 0);
        List<GuestDriver.Pair> pairs = new ArrayList<>(List.of(io));
        for (int id = 2; id <= 8; id++) {
            pairs.add(guest.createPair(id, 64, 256, 0));
        }
        disk.hold();
        pairs.forEach(pair -> {
            for (int i = 0; i < 63; i++) {
                pair.put(read());
            }
            pair.ring();
        });
        assertThat(disk.held()).hasSize(CommandProcessor.MOST_UNDER_WAY);
        assertThat(guest.admin.status(Entry.of(8))).as("admin commands go on").isZero();

        disk.release();

        assertThat(pairs).allSatisfy(pair -> assertThat(pair.takeAll()).hasSize(63));
    }

    @Test
    void a_queue_whose_memory_vanishes_is_fatal() {
        try (MemoryRegion gone = MemoryRegion.anonymous("gone", 0x2000)) {
            var mapping = host.memory().map(gone, 0x20_0000);
            guest.admin.result(Entry.createCompletion(1, 0x20_0000, 16, 0));
            guest.admin.result(Entry.createSubmission(1, 0x20_1000, 16, 1));
            mapping.close();
            host.store(GuestDriver.BAR + 0x1008, 4, 1);
            assertThat(guest.fatal()).isTrue();
            assertThat(host.lines).hasSize(1);
        }
    }

    @Test
    void the_pin_is_up_while_there_are_completions_to_take() {
        assertThat(pinAsserted()).isFalse();
        guest.admin.submit(Entry.of(8));
        guest.admin.submit(Entry.of(8));
        assertThat(pinAsserted()).isTrue();
        guest.write(GuestDriver.INTMS, 1);
        assertThat(pinAsserted()).isFalse();
        guest.write(GuestDriver.INTMC, 1);
        assertThat(pinAsserted()).isTrue();
        guest.admin.take();
        assertThat(pinAsserted()).isTrue();
        guest.admin.take();
        assertThat(pinAsserted()).isFalse();
    }

    /** The status register shows it, connected or not. */
    private boolean pinAsserted() {
        return (nvme.readConfig(0x06, 2) & 8) != 0;
    }

    @Test
    void each_completion_sends_the_message_of_its_queue() {
        guest.useMessages(3);
        GuestDriver.Pair io = guest.createPair(1, 16, 16, 2);
        host.takeEvents();
        io.run(read());
        guest.admin.run(Entry.of(8));
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x2", "msi 0xfee00000=0x0");
    }

    @Test
    void a_queue_without_interrupts_is_silent() {
        guest.useMessages(3);
        GuestDriver.Pair io = guest.new Pair(1, 16, 16);
        guest.admin.result(Entry.createCompletion(1, io.completionBase(), 16, 1).dword(11, 1 << 16 | 1));
        guest.admin.result(Entry.createSubmission(1, io.submissionBase(), 16, 1));
        host.takeEvents();
        io.run(read());
        assertThat(host.takeEvents()).isEmpty();
    }
}
