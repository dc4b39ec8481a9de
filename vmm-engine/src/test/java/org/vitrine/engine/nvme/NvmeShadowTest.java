package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.image.block.MemoryDisk;

/** Doorbells in memory. */
class NvmeShadowTest {
    private static final int INVALID_FIELD = 0x02;
    private static final int CONFIGURE = 0x7c;
    private static final long DOORBELLS = 0xe_0000;
    private static final long INDICES = 0xe_1000;

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

    private void configure() {
        guest.admin.result(Entry.of(CONFIGURE).prp(DOORBELLS, INDICES));
    }

    private static Entry read() {
        return Entry.io(2, 0, 1).prp(GuestDriver.BUFFER, 0);
    }

    private void writeTail(GuestDriver.Pair pair) {
        host.memory().writeInt(DOORBELLS + 8L * pair.id, pair.tail);
    }

    private void writeHead(GuestDriver.Pair pair) {
        host.memory().writeInt(DOORBELLS + 8L * pair.id + 4, pair.head);
    }

    private int tailIndex(GuestDriver.Pair pair) {
        return host.memory().readInt(INDICES + 8L * pair.id);
    }

    private int headIndex(GuestDriver.Pair pair) {
        return host.memory().readInt(INDICES + 8L * pair.id + 4);
    }

    @Test
    void it_says_that_it_has_them() {
        assertThat(guest.identify(1, 0)[257]).isEqualTo((byte) 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0xe1000",
        "0xe0000, 0",
        "0xe0004, 0xe1000",
        "0xe0000, 0xe0000",
        "0x100000, 0xe1000",
        "-4096, 0xe1000"
    })
    void two_pages_of_memory_are_needed(String first, String second) {
        assertThat(guest.admin.status(Entry.of(CONFIGURE).prp(Long.decode(first), Long.decode(second))))
                .isEqualTo(INVALID_FIELD);
    }

    @Test
    void a_controller_about_to_sleep_asks_to_be_rung_at_the_next_command() {
        configure();
        GuestDriver.Pair io = guest.createPair(1);
        host.memory().writeInt(INDICES + 8, 77);
        io.put(read());
        io.put(read());
        writeTail(io);
        io.ring();
        assertThat(io.peel().status()).isZero();
        assertThat(io.peel().status()).isZero();
        assertThat(tailIndex(io)).isEqualTo(2);
    }

    @Test
    void a_controller_that_is_awake_needs_no_bell() {
        configure();
        GuestDriver.Pair io = guest.createPair(1);
        io.put(read());
        writeTail(io);
        assertThat(io.answered()).isFalse();

        guest.admin.run(Entry.of(8));

        assertThat(io.peel().status()).isZero();
    }

    @Test
    void memory_counts_and_not_what_is_rung() {
        configure();
        GuestDriver.Pair io = guest.createPair(1);
        io.put(read());
        io.ring();
        assertThat(io.answered()).isFalse();
    }

    @Test
    void queues_that_are_there_already_keep_their_place() {
        GuestDriver.Pair io = guest.createPair(1);
        io.run(read());
        configure();
        assertThat(host.memory().readInt(DOORBELLS + 8)).isEqualTo(1);
        assertThat(host.memory().readInt(DOORBELLS + 12)).isEqualTo(1);
        io.put(read());
        writeTail(io);
        io.ring();
        assertThat(io.peel().status()).isZero();
    }

    @Test
    void a_full_completion_queue_goes_on_once_the_guest_has_taken_entries() {
        configure();
        guest.useMessages(1);
        GuestDriver.Pair io = guest.createPair(1, 16, 4, 0);
        for (int i = 0; i < 8; i++) {
            io.put(read());
        }
        writeTail(io);
        io.ring();
        for (int i = 0; i < 3; i++) {
            assertThat(io.peel().status()).isZero();
        }
        assertThat(io.answered()).isFalse();
        assertThat(headIndex(io))
                .as("the guest is to ring when it goes on from here")
                .isZero();

        writeHead(io);
        io.ringHead();

        assertThat(io.answered()).isTrue();
        assertThat(disk.takeLog()).hasSize(6);
    }

    @Test
    void the_pin_follows_what_the_guest_takes() {
        configure();
        GuestDriver.Pair io = guest.createPair(1);
        io.put(read());
        io.put(read());
        writeTail(io);
        io.ring();
        assertThat(pinAsserted()).isTrue();
        io.peel();
        writeHead(io);
        io.ringHead();
        assertThat(pinAsserted()).isTrue();
        assertThat(headIndex(io)).isEqualTo(1);
        io.peel();
        writeHead(io);
        io.ringHead();
        assertThat(pinAsserted()).isFalse();
        assertThat(headIndex(io)).isEqualTo(2);
    }

    private boolean pinAsserted() {
        return (nvme.readConfig(0x06, 2) & 8) != 0;
    }

    @Test
    void values_beyond_the_queue_are_ignored() {
        configure();
        GuestDriver.Pair io = guest.createPair(1);
        host.memory().writeInt(DOORBELLS + 8, 16);
        host.memory().writeInt(DOORBELLS + 12, -1);
        io.ring();
        io.ringHead();
        assertThat(guest.fatal()).isFalse();
        io.put(read());
        writeTail(io);
        io.ring();
        assertThat(io.peel().status()).isZero();
    }

    @Test
    void a_reset_forgets_them() {
        configure();
        guest.write(GuestDriver.CC, 0);
        GuestDriver again = new GuestDriver(host, nvme).enable();
        assertThat(again.createPair(1).status(read())).isZero();
    }
}
