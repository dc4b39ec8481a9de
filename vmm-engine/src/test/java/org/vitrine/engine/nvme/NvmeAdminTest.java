package org.vitrine.engine.nvme;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.image.block.MemoryDisk;

class NvmeAdminTest {
    private static final int INVALID_OPCODE = 0x01;
    private static final int INVALID_FIELD = 0x02;
    private static final int ABORT_REQUESTED = 0x07;
    private static final int INVALID_NAMESPACE = 0x0b;
    private static final int SEQUENCE_ERROR = 0x0c;
    private static final int INVALID_LOG_PAGE = 0x109;
    private static final int TOO_MANY_EVENT_REQUESTS = 0x105;
    private static final int NOT_SAVEABLE = 0x10d;

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

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, US_ASCII);
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void identify_controller_tells_who_it_is_and_what_it_can_do() {
        byte[] data = guest.identify(1, 0);
        ByteBuffer numbers = numbers(data);

        assertThat(numbers.getInt(0)).as("vendor, subsystem vendor").isEqualTo(0x1af4_1b36);
        assertThat(text(data, 4, 20)).isEqualTo("serial-0001         ");
        assertThat(text(data, 24, 40).strip()).isEqualTo("Vitrine NVMe disk");
        assertThat(text(data, 64, 8)).isEqualTo("1.0     ");
        assertThat(4096 << data[77]).as("MDTS").isEqualTo(1 << 20);
        assertThat(numbers.getInt(80)).as("VER").isEqualTo(0x0001_0400);
        assertThat(data[512]).as("SQES").isEqualTo((byte) 0x66);
        assertThat(data[513]).as("CQES").isEqualTo((byte) 0x44);
        assertThat(numbers.getInt(516)).as("NN").isEqualTo(1);
        assertThat(numbers.getShort(520)).as("ONCS").isEqualTo((short) 0x1c);
        assertThat(data[525]).as("VWC").isEqualTo((byte) 7);
        assertThat(text(data, 768, 68)).matches("nqn\\.2014-08\\.org\\.nvmexpress:uuid:[0-9a-f-]{36}");
        assertThat(numbers.getInt(536)).as("SGLS").isZero();
    }

    @Test
    void identify_namespace_tells_the_disks_size_in_blocks_of_512_bytes() {
        byte[] data = guest.identify(0, 1);
        assertThat(numbers(data).getLong(0)).as("NSZE").isEqualTo(Fixture.SECTORS);
        assertThat(numbers(data).getLong(8)).as("NCAP").isEqualTo(Fixture.SECTORS);
        assertThat(data[26]).as("FLBAS").isZero();
        assertThat(data[99]).as("NSATTR").isZero();
        assertThat(data[130]).as("LBADS").isEqualTo((byte) 9);
    }

    @Test
    void namespaces_are_listed_and_described() {
        assertThat(numbers(guest.identify(2, 0)).getInt(0)).isEqualTo(1);
        assertThat(numbers(guest.identify(2, 1)).getInt(0)).isZero();
        byte[] descriptors = guest.identify(3, 1);
        assertThat(descriptors[0]).as("NGUID").isEqualTo((byte) 2);
        assertThat(descriptors[20]).as("UUID").isEqualTo((byte) 3);
        assertThat(descriptors[40]).as("end").isZero();
        assertThat(Arrays.copyOfRange(descriptors, 24, 40))
                .isEqualTo(Arrays.copyOfRange(guest.identify(0, 1), 104, 120));
    }

    @Test
    void what_cannot_be_identified_is_refused() {
        assertThat(guest.admin.status(Entry.of(6).prp(GuestDriver.BUFFER, 0).dword(10, 6)))
                .isEqualTo(INVALID_FIELD);
        for (int namespace : new int[] {0, 2, -1}) {
            assertThat(guest.admin.status(Entry.of(6)
                            .namespace(namespace)
                            .prp(GuestDriver.BUFFER, 0)
                            .dword(10, 0)))
                    .isEqualTo(INVALID_NAMESPACE);
        }
        assertThat(guest.admin.status(
                        Entry.of(6).namespace(-1).prp(GuestDriver.BUFFER, 0).dword(10, 2)))
                .isEqualTo(INVALID_NAMESPACE);
    }

    @Test
    void unknown_commands_fused_ones_and_scatter_gather_lists_are_refused() {
        assertThat(guest.admin.status(Entry.of(0x80))).isEqualTo(INVALID_OPCODE);
        assertThat(guest.admin.status(Entry.of(6).flags(0x40).dword(10, 1))).isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(Entry.of(6).flags(0x01).dword(10, 1))).isEqualTo(INVALID_FIELD);
    }

    private int feature(int id) {
        return guest.admin.result(Entry.of(0x0a).dword(10, id));
    }

    @Test
    void features_are_kept_until_the_controller_is_reset() {
        int[][] values = {{1, 0x0a0b_0c07}, {4, 350}, {5, 100}, {6, 0}, {8, 0x0a05}, {0x0a, 1}, {0x0b, 0xff}};
        int[] before =
                Arrays.stream(values).mapToInt(value -> feature(value[0])).toArray();
        for (int[] value : values) {
            guest.admin.result(Entry.setFeature(value[0], value[1]));
            assertThat(feature(value[0])).as("feature %#x", value[0]).isEqualTo(value[1]);
        }
        guest.write(GuestDriver.CC, 0);
        GuestDriver again = new GuestDriver(host, nvme).enable();
        for (int i = 0; i < values.length; i++) {
            assertThat(again.admin.result(Entry.of(0x0a).dword(10, values[i][0])))
                    .isEqualTo(before[i]);
        }
    }

    @Test
    void there_are_64_pairs_of_io_queues_whatever_the_guest_asks_for() {
        assertThat(guest.admin.result(Entry.setFeature(7, 0x0001_0001))).isEqualTo(0x003f_003f);
        assertThat(feature(7)).isEqualTo(0x003f_003f);
        assertThat(guest.admin.status(Entry.setFeature(7, 0xffff))).isEqualTo(INVALID_FIELD);
        guest.createPair(1);
        assertThat(guest.admin.status(Entry.setFeature(7, 0x0001_0001))).isEqualTo(SEQUENCE_ERROR);
    }

    @Test
    void a_vectors_coalescing_is_switched_off_alone() {
        guest.admin.result(Entry.setFeature(9, 64 | 1 << 16));
        assertThat(guest.admin.result(Entry.of(0x0a).dword(10, 9).dword(11, 64)))
                .isEqualTo(64 | 1 << 16);
        assertThat(guest.admin.result(Entry.of(0x0a).dword(10, 9).dword(11, 63)))
                .isEqualTo(63);
        assertThat(guest.admin.status(Entry.setFeature(9, 65))).isEqualTo(INVALID_FIELD);
    }

    @Test
    void defaults_and_capabilities_of_features_are_told() {
        guest.admin.result(Entry.setFeature(6, 0));
        assertThat(guest.admin.result(Entry.of(0x0a).dword(10, 6 | 1 << 8))).isEqualTo(1);
        assertThat(guest.admin.result(Entry.of(0x0a).dword(10, 6 | 2 << 8))).isEqualTo(1);
        assertThat(guest.admin.result(Entry.of(0x0a).dword(10, 6 | 3 << 8))).isEqualTo(4);
        assertThat(guest.admin.status(Entry.of(0x0a).dword(10, 6 | 4 << 8))).isEqualTo(INVALID_FIELD);
    }

    @Test
    void features_that_cannot_be_are_refused() {
        assertThat(guest.admin.status(Entry.setFeature(0x7f, 0))).isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(Entry.setFeature(2, 1)))
                .as("power state 1")
                .isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(Entry.setFeature(5, 1 << 16))).as("DULBE").isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(Entry.setFeature(4, 1 << 16)))
                .as("sensor 1")
                .isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(Entry.setFeature(6 | 1 << 31, 0))).isEqualTo(NOT_SAVEABLE);
    }

    private Entry logPage(int page, int bytes) {
        return Entry.of(2).namespace(-1).prp(GuestDriver.BUFFER, 0).dword(10, page | bytes / 4 - 1 << 16);
    }

    private byte[] log(int page, int bytes) {
        guest.admin.result(logPage(page, bytes));
        return guest.memory(GuestDriver.BUFFER, bytes);
    }

    @Test
    void the_health_log_counts_commands_and_blocks() {
        GuestDriver.Pair io = guest.createPair(1);
        io.result(Entry.io(1, 0, 8).prp(GuestDriver.BUFFER, 0));
        io.result(Entry.io(2, 0, 4).prp(GuestDriver.BUFFER, 0));
        io.result(Entry.io(2, 0, 4).prp(GuestDriver.BUFFER, 0));
        ByteBuffer log = numbers(log(2, 512));
        assertThat(log.getShort(1)).as("temperature").isEqualTo((short) 323);
        assertThat(log.getLong(32)).as("units read").isEqualTo(1);
        assertThat(log.getLong(48)).as("units written").isEqualTo(1);
        assertThat(log.getLong(64)).as("reads").isEqualTo(2);
        assertThat(log.getLong(80)).as("writes").isEqualTo(1);
        assertThat(log.get(0)).as("critical warning").isZero();
    }

    @Test
    void the_error_log_has_the_latest_failure_first() {
        guest.admin.status(Entry.of(0x80));
        GuestDriver.Pair io = guest.createPair(1);
        int failed = io.run(Entry.io(2, 1000, 1).prp(GuestDriver.BUFFER, 0)).id();
        ByteBuffer log = numbers(log(1, 128));
        assertThat(log.getLong(0)).isEqualTo(2);
        assertThat(log.getShort(8)).as("queue").isEqualTo((short) 1);
        assertThat(log.getShort(10)).as("command").isEqualTo((short) failed);
        assertThat(log.getShort(12) >>> 1 & 0x7ff).as("status").isEqualTo(0x80);
        assertThat(log.getLong(16)).as("block").isEqualTo(1000);
        assertThat(log.getLong(64)).isEqualTo(1);
        assertThat(numbers(log(2, 512)).getLong(176)).isEqualTo(2);
    }

    @Test
    void firmware_and_commands_are_logged_and_can_be_read_from_an_offset() {
        assertThat(text(log(3, 512), 8, 8)).isEqualTo("1.0     ");
        assertThat(numbers(log(5, 4096)).getInt(4 * 6)).as("Identify").isEqualTo(1);
        guest.admin.result(logPage(5, 4).dword(12, 1024 + 4));
        assertThat(guest.memory(GuestDriver.BUFFER, 4)).as("Write").containsExactly(3, 0, 0, 0);
    }

    @Test
    void log_pages_that_cannot_be_are_refused() {
        assertThat(guest.admin.status(logPage(0x70, 4))).isEqualTo(INVALID_LOG_PAGE);
        assertThat(guest.admin.status(logPage(2, 4).dword(12, 2))).isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(logPage(2, 4).dword(12, 516))).isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(logPage(2, 4).dword(13, -1))).isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(logPage(2, 4).dword(11, 0xffff))).isEqualTo(INVALID_FIELD);
        assertThat(guest.admin.status(logPage(2, 4).namespace(1))).isEqualTo(INVALID_FIELD);
    }

    @Test
    void a_wrong_doorbell_is_an_event_that_repeats_only_after_its_log_was_read() {
        int first = guest.admin.submit(Entry.of(0x0c));
        guest.admin.submit(Entry.of(0x0c));
        assertThat(guest.admin.answered()).isFalse();

        host.store(GuestDriver.BAR + 0x1000 + 8 * 5, 4, 1);
        GuestDriver.Completion event = guest.admin.take();
        assertThat(event.id()).isEqualTo(first);
        assertThat(event.result()).as("error, no such queue, log page 1").isEqualTo(0x01_00_00);

        host.store(GuestDriver.BAR + 0x1000, 4, 500);
        assertThat(guest.admin.answered())
                .as("second event before the log was read")
                .isFalse();
        // What the doorbell was really to say.
        guest.admin.submit(logPage(1, 64));
        assertThat(guest.admin.take().status()).isZero();
        assertThat(guest.admin.take().result()).as("error, no such value").isEqualTo(0x01_01_00);
    }

    @Test
    void a_temperature_beyond_its_threshold_is_an_event_if_wanted() {
        guest.admin.submit(Entry.of(0x0c));
        guest.admin.result(Entry.setFeature(4, 300));
        assertThat(guest.admin.answered()).isFalse();
        guest.admin.result(Entry.setFeature(0x0b, 2));
        assertThat(guest.admin.take().result()).isEqualTo(0x02_01_01);
        assertThat(log(2, 512)[0]).isEqualTo((byte) 2);
    }

    @Test
    void only_four_event_requests_wait() {
        for (int i = 0; i < 4; i++) {
            guest.admin.submit(Entry.of(0x0c));
        }
        assertThat(guest.admin.status(Entry.of(0x0c))).isEqualTo(TOO_MANY_EVENT_REQUESTS);
    }

    @Test
    void an_event_request_can_be_aborted() {
        int request = guest.admin.submit(Entry.of(0x0c));
        int abort = guest.admin.submit(Entry.of(8).dword(10, request << 16));
        assertThat(guest.admin.take()).satisfies(aborted -> {
            assertThat(aborted.id()).isEqualTo(request);
            assertThat(aborted.status()).isEqualTo(ABORT_REQUESTED);
        });
        assertThat(guest.admin.take()).satisfies(done -> {
            assertThat(done.id()).isEqualTo(abort);
            assertThat(done.result()).isZero();
        });
        assertThat(guest.admin.result(Entry.of(8).dword(10, request << 16)))
                .as("not aborted")
                .isEqualTo(1);
    }

    @Test
    void a_command_that_the_disk_has_begun_is_not_aborted() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        int read = io.submit(Entry.io(2, 0, 1).prp(GuestDriver.BUFFER, 0));
        assertThat(guest.admin.result(Entry.of(8).dword(10, 1 | read << 16))).isEqualTo(1);
        disk.release();
        assertThat(io.take().status()).isZero();
    }

    private void grow() {
        nvme.requestPause();
        nvme.awaitPaused();
        disk.grow(2 * Fixture.SECTORS);
        nvme.sizeChanged();
        nvme.resume();
    }

    private byte[] changedNamespaces(int retain) {
        guest.admin.result(Entry.of(2)
                .namespace(-1)
                .prp(GuestDriver.BUFFER, 0)
                .dword(10, 4 | retain | 1023 << 16)
                .dword(11, 0));
        return guest.memory(GuestDriver.BUFFER, 4096);
    }

    @Test
    void a_disk_that_has_grown_is_an_event_if_wanted_and_a_changed_namespace() {
        assertThat(numbers(guest.identify(1, 0)).getInt(92)).as("OAES").isEqualTo(0x100);
        guest.admin.result(Entry.of(9).dword(10, 0x0b).dword(11, 0x100));
        int request = guest.admin.submit(Entry.of(0x0c));

        grow();

        GuestDriver.Completion event = guest.admin.take();
        assertThat(event.id()).isEqualTo(request);
        assertThat(event.result())
                .as("notice, namespace attribute changed, log page 4")
                .isEqualTo(0x04_00_02);
        assertThat(numbers(guest.identify(0, 1)).getLong(0)).isEqualTo(2 * Fixture.SECTORS);
        assertThat(numbers(changedNamespaces(0x8000)).getInt(0)).isEqualTo(1);
        assertThat(numbers(changedNamespaces(0)).getInt(0)).isEqualTo(1);
        assertThat(numbers(changedNamespaces(0)).getInt(0)).isZero();
    }

    @Test
    void a_guest_that_wants_no_notices_is_told_nothing_and_finds_the_new_size() {
        guest.admin.submit(Entry.of(0x0c));
        grow();

        assertThat(guest.admin.answered()).isFalse();
        assertThat(numbers(guest.identify(0, 1)).getLong(0)).isEqualTo(2 * Fixture.SECTORS);
    }
}
