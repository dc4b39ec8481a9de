package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.image.block.MemoryDisk;

class NvmeRegistersTest {
    private static final int SHUTDOWN_COMPLETE = 2 << 2;

    private final Fixture host = new Fixture();
    private final MemoryDisk disk = new MemoryDisk("disk0", Fixture.SECTORS);
    private final Nvme nvme = Fixture.controller(host, disk);
    private GuestDriver guest;

    @BeforeEach
    void start() {
        nvme.resume();
        guest = new GuestDriver(host, nvme);
    }

    @AfterEach
    void close() {
        nvme.close();
        host.close();
    }

    @Test
    void it_is_an_nvm_express_controller_of_version_1_4_on_pci_express() {
        assertThat(nvme.readConfig(0x00, 4)).isEqualTo(0x0010_1b36L);
        assertThat(nvme.readConfig(0x09, 2) | nvme.readConfig(0x0b, 1) << 16).isEqualTo(0x01_08_02L);
        assertThat(guest.read(GuestDriver.VS)).isEqualTo(0x0001_0400);
        assertThat(capability(0x10)).as("PCI Express").isTrue();
        assertThat(capability(0x11)).as("MSI-X").isTrue();
    }

    private boolean capability(int id) {
        for (int at = (int) nvme.readConfig(0x34, 1); at != 0; at = (int) nvme.readConfig(at + 1, 1)) {
            if (nvme.readConfig(at, 1) == id) {
                return true;
            }
        }
        return false;
    }

    @Test
    void it_says_what_it_can_do() {
        long cap = host.load(GuestDriver.BAR + GuestDriver.CAP, 8);

        assertThat(cap & 0xffff).as("MQES").isEqualTo(2047);
        assertThat(cap >>> 16 & 1).as("CQR").isEqualTo(1);
        assertThat(cap >>> 24 & 0xff).as("TO").isEqualTo(30);
        assertThat(cap >>> 32 & 0xf).as("DSTRD").isZero();
        assertThat(cap >>> 37 & 0xff).as("CSS").isEqualTo(1);
        assertThat(cap >>> 48).as("MPSMIN, MPSMAX").isZero();
        assertThat(guest.read(GuestDriver.CAP + 4)).isEqualTo((int) (cap >>> 32));
    }

    @Test
    void it_becomes_ready_when_enabled_and_not_ready_when_disabled() {
        assertThat(guest.read(GuestDriver.CSTS)).isZero();
        guest.enable();
        assertThat(guest.ready()).isTrue();

        guest.write(GuestDriver.CC, 0);

        assertThat(guest.read(GuestDriver.CSTS)).isZero();
        assertThat(guest.read(GuestDriver.CC)).isZero();
        assertThat(host.load(GuestDriver.BAR + GuestDriver.ASQ, 8)).isEqualTo(guest.admin.submissionBase());
        guest.write(GuestDriver.CC, GuestDriver.ENABLED);
        assertThat(guest.ready()).isTrue();
    }

    @Test
    void admin_queues_outside_memory_are_fatal_and_logged_once() {
        for (int i = 0; i < 2; i++) {
            guest.write(GuestDriver.AQA, 0x001f_001f);
            host.store(GuestDriver.BAR + GuestDriver.ASQ, 8, 0x7fff_ffff_f000L);
            guest.write(GuestDriver.CC, GuestDriver.ENABLED);
            assertThat(guest.read(GuestDriver.CSTS)).isEqualTo(GuestDriver.FATAL);
            guest.write(GuestDriver.CC, 0);
            assertThat(guest.read(GuestDriver.CSTS)).isZero();
        }
        assertThat(host.lines).hasSize(1);
        assertThat(guest.enable().ready()).isTrue();
    }

    @Test
    void admin_queues_of_one_entry_another_page_size_or_command_set_are_fatal() {
        guest.placeAdminQueues();
        guest.write(GuestDriver.AQA, 0x001f_0000);
        guest.write(GuestDriver.CC, GuestDriver.ENABLED);
        assertThat(guest.fatal()).isTrue();
        guest.write(GuestDriver.CC, 0);
        for (int unsupported : new int[] {1 << 7, 1 << 4, 1 << 11}) {
            guest.placeAdminQueues();
            guest.write(GuestDriver.CC, GuestDriver.ENABLED | unsupported);
            assertThat(guest.fatal()).isTrue();
            guest.write(GuestDriver.CC, 0);
        }
    }

    @Test
    void admin_queues_stay_where_they_are_while_enabled() {
        guest.enable();
        host.store(GuestDriver.BAR + GuestDriver.ASQ, 8, 0x5000);
        guest.write(GuestDriver.AQA, 0);
        assertThat(host.load(GuestDriver.BAR + GuestDriver.ASQ, 8)).isEqualTo(guest.admin.submissionBase());
        assertThat(guest.read(GuestDriver.AQA)).isEqualTo(0x001f_001f);
    }

    @Test
    void a_shutdown_brings_all_that_was_written_onto_the_medium() {
        guest.enable();
        disk.hold();
        guest.write(GuestDriver.CC, GuestDriver.ENABLED | 1 << 14);
        assertThat(guest.read(GuestDriver.CSTS)).isEqualTo(GuestDriver.READY | 1 << 2);
        assertThat(disk.held()).containsExactly("flush");

        disk.release();

        assertThat(guest.read(GuestDriver.CSTS)).isEqualTo(GuestDriver.READY | SHUTDOWN_COMPLETE);
        guest.write(GuestDriver.CC, 0);
        assertThat(guest.read(GuestDriver.CSTS)).isZero();
    }

    @Test
    void a_shutdown_waits_for_commands_and_survives_a_pause() {
        guest.enable();
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(Entry.io(1, 0, 1).prp(GuestDriver.BUFFER, 0));
        guest.write(GuestDriver.CC, GuestDriver.ENABLED | 1 << 14);
        assertThat(disk.held()).containsExactly("write 0+512");
        disk.release(0);
        assertThat(disk.held()).containsExactly("flush");
        nvme.requestPause();
        nvme.awaitPaused();
        nvme.resume();
        assertThat(disk.held()).containsExactly("flush");
        disk.release();
        assertThat(guest.read(GuestDriver.CSTS)).isEqualTo(GuestDriver.READY | SHUTDOWN_COMPLETE);
    }

    @Test
    void the_interrupt_mask_is_set_and_cleared_bit_by_bit() {
        guest.write(GuestDriver.INTMS, 0xff);
        guest.write(GuestDriver.INTMC, 0x0f);
        assertThat(guest.read(GuestDriver.INTMS)).isEqualTo(0xf0);
        assertThat(guest.read(GuestDriver.INTMC)).isEqualTo(0xf0);
    }

    @Test
    void nothing_happens_without_bus_mastering() {
        guest.enable();
        nvme.writeConfig(0x04, 2, 0x2);
        guest.admin.submit(Entry.of(6).prp(GuestDriver.BUFFER, 0).dword(10, 1));
        assertThat(guest.admin.answered()).isFalse();
        nvme.writeConfig(0x04, 2, 0x6);
        assertThat(guest.admin.take().status()).isZero();
    }

    @Test
    void bus_mastering_that_ends_under_a_command_is_fatal() {
        guest.enable();
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(Entry.io(1, 0, 1).prp(GuestDriver.BUFFER, 0));
        nvme.writeConfig(0x04, 2, 0x2);
        disk.release();
        assertThat(guest.fatal()).isTrue();
        assertThat(io.answered()).isFalse();
    }
}
