package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.SavedState;
import org.vitrine.engine.image.block.MemoryDisk;

/** Queued commands of a disk, and commands that are under way when something else happens. */
class AtaQueueTest {
    private static final int SECTORS = 4096;
    private static final int RUNNING = 0x8000;

    private final LoggingHost host = new LoggingHost();
    private final Ahci ahci = new Ahci("ahci0", host, InlineWorker::new);
    private final MemoryDisk disk = new MemoryDisk("disk0", SECTORS);
    private GuestDriver guest;

    @BeforeEach
    void connect() {
        ahci.attach(0, new AtaDisk(disk));
        ahci.resume();
        guest = new GuestDriver(host, ahci);
        guest.start();
        guest.writePort(GuestDriver.PXIS, -1);
    }

    @AfterEach
    void close() {
        ahci.close();
        host.close();
    }

    private byte[] memory(int slot, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(GuestDriver.BUFFER + 0x4000 * slot, bytes);
        return bytes;
    }

    private int issued() {
        return guest.readPort(GuestDriver.CI);
    }

    private int active() {
        return guest.readPort(GuestDriver.SACT);
    }

    private void flush(int slot) {
        guest.prepare(slot, 0);
        guest.diskFis(slot, 0xea, 0, 0, 0, 0);
        guest.issue(slot);
    }

    @Test
    void the_controller_says_that_it_queues() {
        assertThat(guest.read(GuestDriver.CAP) & 1 << 30).isNotZero();
    }

    @Test
    void several_are_under_way_and_end_in_any_order() {
        disk.hold();
        guest.queue(3, false, 10, 2);
        guest.queue(0, true, 20, 1);
        guest.queue(31, false, 30, 1);

        assertThat(disk.held()).containsExactly("read 5120+1024", "write 10240+512", "read 15360+512");
        assertThat(issued()).isZero();
        assertThat(active()).isEqualTo(0x8000_0009);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x50);
        assertThat(guest.readPort(GuestDriver.PXIS)).isZero();

        disk.release(1);
        assertThat(active()).isEqualTo(0x8000_0008);
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(8);
        assertThat(guest.receivedFis(0x58, 8)).containsExactly(0xa1, 0x40, 0x50, 0, 1, 0, 0, 0);
        disk.release(1);
        disk.release(0);
        assertThat(active()).isZero();
        assertThat(memory(3, 1024)).isEqualTo(disk.content(5120, 1024));
        assertThat(memory(31, 512)).isEqualTo(disk.content(15360, 512));
    }

    @Test
    void another_command_waits_for_the_queue_and_the_queue_for_it() {
        disk.hold();
        guest.queue(0, true, 0, 1);
        flush(1);
        guest.queue(2, true, 8, 1);
        assertThat(disk.held()).containsExactly("write 0+512");
        assertThat(issued()).isEqualTo(6);

        disk.release(0);
        assertThat(disk.held()).containsExactly("flush");
        assertThat(guest.readPort(GuestDriver.TFD) & 0x80).isNotZero();
        disk.release(0);
        assertThat(disk.held()).containsExactly("write 4096+512");
        disk.release();
        assertThat(issued()).isZero();
        assertThat(active()).isZero();
    }

    @Test
    void force_unit_access_makes_a_write_durable() {
        guest.prepare(4, 0x40, GuestDriver.BUFFER, 512);
        guest.diskFis(4, 0x61, 1, 0, 4 << 3, 0x80);
        guest.writePort(GuestDriver.SACT, 1 << 4);
        guest.issue(4);

        assertThat(disk.takeLog()).containsExactly("write 0+512 durable");
    }

    @Test
    void a_failure_stops_the_queue_and_the_log_tells_which_command_it_was() {
        disk.hold();
        guest.queue(1, true, 16, 1);
        guest.queue(7, false, 0x1234_5678_9abcL, 3);

        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x1051);
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(0x4000_0008);
        assertThat(active()).isEqualTo(0x82);
        disk.release();
        assertThat(active()).as("given up").isEqualTo(0x82);

        guest.restart();
        guest.queue(1, true, 16, 1);
        assertThat(guest.readPort(GuestDriver.TFD)).as("first the log").isEqualTo(0x451);
        guest.restart();
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.diskFis(0, 0x2f, 0, 0x10, 1, 0);
        guest.issue(0);
        assertThat(guest.buffer(14))
                .containsExactly(7, 0, 0x51, 0x10, 0xbc, 0x9a, 0x78, 0x40, 0x56, 0x34, 0x12, 0, 7 << 3, 0);
        guest.queue(1, true, 16, 1);
        assertThat(active()).isZero();
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x50);
    }

    @Test
    void a_failure_of_the_disk_fails_its_command_alone() {
        disk.failNext(new IOException("no"));
        guest.queue(2, false, 0, 1);

        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x4051);
        assertThat(active()).isEqualTo(4);
    }

    @Test
    void a_tag_other_than_the_slot_is_refused() {
        guest.prepare(2, 0, GuestDriver.BUFFER, 512);
        guest.diskFis(2, 0x60, 1, 0, 3 << 3, 0);
        guest.writePort(GuestDriver.SACT, 4);
        guest.issue(2);

        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x451);
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void a_slot_that_is_under_way_is_not_begun_twice() {
        disk.hold();
        guest.queue(5, false, 0, 1);
        guest.queue(5, false, 8, 1);
        assertThat(disk.held()).containsExactly("read 0+512");

        disk.release();
        assertThat(disk.takeLog()).containsExactly("read 0+512", "read 4096+512");
        assertThat(issued()).isZero();
    }

    @Test
    void a_stopped_port_runs_on_until_its_commands_have_ended() {
        disk.hold();
        guest.queue(0, false, 0, 1);
        guest.queue(1, false, 8, 1);
        guest.writePort(GuestDriver.CMD, 0x10);
        assertThat(guest.readPort(GuestDriver.CMD) & RUNNING).isEqualTo(RUNNING);
        assertThat(active()).isZero();

        disk.release(0);
        assertThat(guest.readPort(GuestDriver.CMD) & RUNNING).isEqualTo(RUNNING);
        disk.release();
        assertThat(guest.readPort(GuestDriver.CMD) & RUNNING).isZero();
        assertThat(guest.readPort(GuestDriver.PXIS)).isZero();
        guest.restart();
        guest.queue(0, false, 0, 1);
        assertThat(active()).isZero();
    }

    @Test
    void a_reset_of_the_controller_waits_for_the_queue() {
        disk.hold();
        guest.queue(0, false, 0, 1);
        guest.write(GuestDriver.GHC, 1);
        assertThat(guest.read(GuestDriver.GHC) & 1).isOne();

        disk.release();
        assertThat(guest.read(GuestDriver.GHC) & 1).isZero();
        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_0006);
    }

    @Test
    void what_a_pause_interrupts_begins_anew() {
        disk.hold();
        guest.queue(0, true, 0, 1);
        guest.queue(9, false, 8, 1);
        ahci.requestPause();
        ahci.awaitPaused();
        assertThat(disk.held()).isEmpty();
        assertThat(active()).isEqualTo(0x201);
        assertThat(issued()).isZero();

        ahci.resume();
        assertThat(disk.held()).containsExactly("write 0+512", "read 4096+512");
        disk.release();
        assertThat(active()).isZero();
        assertThat(memory(9, 512)).isEqualTo(disk.content(4096, 512));
    }

    @Test
    void a_command_outside_the_queue_begins_anew_too() {
        disk.hold();
        flush(3);
        ahci.requestPause();
        ahci.awaitPaused();
        assertThat(issued()).isEqualTo(8);
        assertThat(guest.readPort(GuestDriver.TFD) & 0x80).isZero();

        ahci.resume();
        assertThat(disk.held()).containsExactly("flush");
        disk.release();
        assertThat(issued()).isZero();
    }

    @Test
    void what_was_under_way_when_it_was_saved_is_done_by_the_one_that_loads() throws Exception {
        disk.hold();
        host.memory().write(GuestDriver.BUFFER + 0x4000, new byte[] {1, 2, 3, 4});
        guest.queue(1, true, 0, 1);
        flush(2);
        ahci.requestPause();
        ahci.awaitPaused();
        SavedState saved = SavedState.of(ahci);

        MemoryDisk otherDisk = new MemoryDisk("disk0", SECTORS);
        try (LoggingHost otherHost = new LoggingHost();
                Ahci other = new Ahci("ahci0", otherHost, InlineWorker::new)) {
            otherHost.ram().segment().copyFrom(host.ram().segment());
            other.attach(0, new AtaDisk(otherDisk));
            saved.loadInto(other);
            other.afterLoad();
            other.resume();

            assertThat(otherDisk.takeLog()).containsExactly("write 0+512", "flush");
            assertThat(otherDisk.content(0, 4)).containsExactly(1, 2, 3, 4);
            assertThat(otherHost.load(GuestDriver.ABAR + 0x134, 4)).isZero();
            assertThat(otherHost.load(GuestDriver.ABAR + 0x138, 4)).isZero();
        }
    }

    @Test
    void a_reset_while_paused_forgets_everything() {
        disk.hold();
        guest.queue(1, true, 0, 1);
        ahci.requestPause();
        ahci.awaitPaused();
        ahci.reset();
        disk.release();
        disk.takeLog();
        ahci.resume();

        guest = new GuestDriver(host, ahci);
        guest.start();
        assertThat(active()).isZero();
        assertThat(disk.takeLog()).isEmpty();
    }
}
