package org.vitrine.engine.ata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.InlineWorker;

class AtapiCdromTest {
    private static final int CD_SECTORS = 100_000;
    private static final int DVD_SECTORS = 2_000_000;

    private final LoggingHost host = new LoggingHost();
    private final Ahci ahci = new Ahci("ahci0", host, InlineWorker::new);
    private final MemoryDisc disc = new MemoryDisc("cd.iso", CD_SECTORS);
    private final MemoryDisc dvd = new MemoryDisc("dvd.iso", DVD_SECTORS);
    private final AtapiCdrom drive =
            new AtapiCdrom("cd0", host.log(), (id, open) -> host.note(id + (open ? " opens" : " closes")));
    private GuestDriver guest;

    @BeforeEach
    void start() {
        drive.loadMedium(disc);
        ahci.attach(0, drive);
        ahci.resume();
        guest = new GuestDriver(host, ahci);
        guest.start();
        assertThat(guest.failure(0)).as("the unit attention after power-on").isEqualTo("6/29/00");
    }

    @AfterEach
    void close() {
        ahci.close();
        host.close();
    }

    private static String hex(ByteBuffer data) {
        StringBuilder text = new StringBuilder();
        while (data.hasRemaining()) {
            text.append("%02x".formatted(data.get()));
        }
        return text.toString();
    }

    private void useDvd() {
        drive.insert(dvd, true);
        guest.makeReady();
    }

    /** The next media event: code and media status. */
    private String event() {
        ByteBuffer reply = guest.reply(8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 8);
        assertThat(reply.getInt(0)).isEqualTo(0x0006_0410);
        return "%d/%d".formatted(reply.get(4), reply.get(5));
    }

    @Test
    void inquiry_names_a_removable_cd_drive() {
        ByteBuffer reply = guest.reply(36, 0x12, 0, 0, 0, 36);
        assertThat(reply.getInt(0)).isEqualTo(0x0580_0032);
        assertThat(reply.get(4)).isEqualTo((byte) 31);
        assertThat(new String(reply.array(), 8, 28, US_ASCII)).isEqualTo("Vitrine DVD-ROM         1.0 ");
        assertThat(guest.failure(0x12, 1, 0, 0, 36)).isEqualTo("5/24/00");
    }

    @Test
    void replies_are_cut_to_the_allocation_length() {
        assertThat(guest.reply(36, 0x12, 0, 0, 0, 5).remaining()).isEqualTo(5);
        assertThat(guest.reply(36, 0x12, 0, 0, 0, 0).remaining()).isZero();
    }

    @Test
    void capacity_is_the_last_sector_and_its_size() {
        assertThat(hex(guest.reply(8, 0x25))).isEqualTo("0001869f" + "00000800");
    }

    @Test
    void reads_of_both_lengths_bring_the_discs_data() {
        assertThat(hex(guest.reply(4096, 0x28, 0, 0, 1, 0, 3, 0, 0, 2)))
                .isEqualTo(hex(ByteBuffer.wrap(GuestDriver.disc(0x1_0003, 2))));
        assertThat(hex(guest.reply(2048, 0xa8, 0, 0, 1, 0x86, 0x9f, 0, 0, 0, 1)))
                .isEqualTo(hex(ByteBuffer.wrap(GuestDriver.disc(CD_SECTORS - 1, 1))));
        assertThat(guest.reply(2048, 0x28, 0, 0, 0, 0, 0, 0, 0, 0).remaining()).isZero();
    }

    @Test
    void reads_past_the_end_are_refused() {
        assertThat(guest.failure(0x28, 0, 0, 1, 0x86, 0x9f, 0, 0, 2)).isEqualTo("5/21/00");
        assertThat(guest.failure(0xa8, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
                .isEqualTo("5/21/00");
        assertThat(guest.failure(0x2b, 0, 0, 1, 0x86, 0xa0)).isEqualTo("5/21/00");
        assertThat(guest.failure(0x2b, 0, 0, 1, 0x86, 0x9f)).isEqualTo("ok");
    }

    @Test
    void read_cd_brings_user_data_of_mode_1() {
        assertThat(hex(guest.reply(2048, 0xbe, 0, 0, 0, 0, 9, 0, 0, 1, 0x10)))
                .isEqualTo(hex(ByteBuffer.wrap(GuestDriver.disc(9, 1))));
        assertThat(hex(guest.reply(2048, 0xbe, 8, 0, 0, 0, 9, 0, 0, 1, 0x10))).hasSize(4096);
        assertThat(guest.reply(2048, 0xbe, 0, 0, 0, 0, 9, 0, 0, 1, 0).remaining())
                .isZero();
        assertThat(guest.failure(0xbe, 4, 0, 0, 0, 9, 0, 0, 1, 0x10)).isEqualTo("5/64/00");
        assertThat(guest.failure(0xbe, 0, 0, 0, 0, 9, 0, 0, 1, 0xf8)).isEqualTo("5/24/00");
        assertThat(guest.failure(0xbe, 0, 0, 0, 0, 9, 0, 0, 1, 0x10, 1)).isEqualTo("5/24/00");
    }

    @Test
    void a_host_read_error_is_a_medium_error_with_one_line_in_the_log() {
        disc.firstBad = 50;
        assertThat(guest.failure(0x28, 0, 0, 0, 0, 49, 0, 0, 2)).isEqualTo("3/11/00");
        assertThat(guest.failure(0x28, 0, 0, 0, 0, 49, 0, 0, 2)).isEqualTo("3/11/00");
        assertThat(host.lines).singleElement().asString().contains("medium error", "cd0, a scratch");
        assertThat(guest.failure(0x28, 0, 0, 0, 0, 48, 0, 0, 2)).isEqualTo("ok");
    }

    @Test
    void the_toc_has_one_track_and_the_lead_out() {
        assertThat(hex(guest.reply(804, 0x43, 0, 0, 0, 0, 0, 0, 3, 0x24)))
                .isEqualTo("00120101" + "00140100" + "00000000" + "0014aa00" + "000186a0");
        assertThat(hex(guest.reply(804, 0x43, 2, 0, 0, 0, 0, 0, 3, 0x24)))
                .isEqualTo("00120101" + "00140100" + "00000200" + "0014aa00" + "00160f19");
        assertThat(hex(guest.reply(804, 0x43, 0, 0, 0, 0, 0, 0xaa, 3, 0x24)))
                .isEqualTo("000a0101" + "0014aa00" + "000186a0");
        assertThat(guest.failure(0x43, 0, 0, 0, 0, 0, 2, 3, 0x24)).isEqualTo("5/24/00");
    }

    @Test
    void sessions_and_the_full_toc_are_told_in_either_place_of_the_format() {
        assertThat(hex(guest.reply(12, 0x43, 0, 1, 0, 0, 0, 0, 0, 12))).isEqualTo("000a0101" + "00140100" + "00000000");
        assertThat(hex(guest.reply(12, 0x43, 0, 0, 0, 0, 0, 0, 0, 12, 0x40)))
                .isEqualTo("000a0101" + "00140100" + "00000000");
        assertThat(hex(guest.reply(48, 0x43, 2, 2, 0, 0, 0, 1, 0, 48)))
                .isEqualTo("002e0101"
                        + "011400a00000000001" + "0000"
                        + "011400a10000000001" + "0000"
                        + "011400a20000000016" + "0f19"
                        + "011400010000000000" + "0200");
        assertThat(guest.failure(0x43, 0, 5, 0, 0, 0, 0, 0, 12)).isEqualTo("5/24/00");
    }

    @Test
    void the_profile_follows_the_medium() {
        assertThat(guest.reply(8, 0x46, 0, 0, 0, 0, 0, 0, 0, 8).getInt(4)).isEqualTo(0x0008);
        useDvd();
        assertThat(guest.reply(8, 0x46, 0, 0, 0, 0, 0, 0, 0, 8).getInt(4)).isEqualTo(0x0010);
        drive.eject(false);
        assertThat(guest.reply(8, 0x46, 0, 0, 0, 0, 0, 0, 0, 8).getInt(4)).isZero();
    }

    @Test
    void features_are_told_all_current_or_one() {
        ByteBuffer all = guest.reply(512, 0x46, 0, 0, 0, 0, 0, 0, 2, 0);
        assertThat(all.getInt(0)).isEqualTo(all.capacity() - 4);
        assertThat(features(all)).isEqualTo("0000/03 0001/0b 0002/07 0003/03 0010/01 001e/09 001f/00 0100/03 ");
        assertThat(features(guest.reply(512, 0x46, 1, 0, 0x10, 0, 0, 0, 2, 0))).isEqualTo("0010/01 001e/09 0100/03 ");
        assertThat(features(guest.reply(512, 0x46, 2, 0, 0x1f, 0, 0, 0, 2, 0))).isEqualTo("001f/00 ");
        assertThat(features(guest.reply(512, 0x46, 2, 0, 0x55, 0, 0, 0, 2, 0))).isEmpty();
        assertThat(guest.failure(0x46, 3, 0, 0, 0, 0, 0, 0, 8)).isEqualTo("5/24/00");
    }

    private static String features(ByteBuffer reply) {
        StringBuilder text = new StringBuilder();
        for (reply.position(8); reply.hasRemaining(); ) {
            text.append("%04x/%02x ".formatted(reply.getShort(), reply.get()));
            int length = reply.get();
            assertThat(length % 4).isZero();
            reply.position(reply.position() + length);
        }
        return text.toString();
    }

    @Test
    void mode_pages_come_one_by_one_or_all_together() {
        ByteBuffer capabilities = guest.reply(512, 0x5a, 0, 0x2a, 0, 0, 0, 0, 2, 0);
        assertThat(capabilities.capacity()).isEqualTo(28);
        assertThat(capabilities.getShort(0)).isEqualTo((short) 26);
        assertThat(capabilities.getShort(8)).isEqualTo((short) 0x2a12);
        assertThat(capabilities.get(14)).isEqualTo((byte) 0x29);
        assertThat(guest.reply(512, 0x5a, 0, 0x01, 0, 0, 0, 0, 2, 0).getInt(8)).isEqualTo(0x010a_0005);
        assertThat(guest.reply(512, 0x5a, 0, 0x0e, 0, 0, 0, 0, 2, 0).getInt(8)).isEqualTo(0x0e0e_0400);
        assertThat(guest.reply(512, 0x5a, 0, 0x3f, 0, 0, 0, 0, 2, 0).capacity()).isEqualTo(8 + 12 + 16 + 20);
        assertThat(hex(guest.reply(512, 0x5a, 0, 0x41, 0, 0, 0, 0, 2, 0))).endsWith("010a00000000000000000000");
        assertThat(guest.failure(0x5a, 0, 0x05, 0, 0, 0, 0, 2, 0)).isEqualTo("5/24/00");
        assertThat(guest.failure(0x5a, 0, 0xea, 0, 0, 0, 0, 2, 0)).isEqualTo("5/39/00");
    }

    @Test
    void disc_and_track_information_describe_a_closed_disc() {
        assertThat(hex(guest.reply(34, 0x51, 0, 0, 0, 0, 0, 0, 0, 34)))
                .startsWith("00200e010101012000")
                .hasSize(68);
        assertThat(guest.failure(0x51, 1, 0, 0, 0, 0, 0, 0, 34)).isEqualTo("5/24/00");
        ByteBuffer track = guest.reply(36, 0x52, 1, 0, 0, 0, 1, 0, 0, 36);
        assertThat(track.getInt(0)).isEqualTo(0x0022_0101);
        assertThat(track.getInt(24)).isEqualTo(CD_SECTORS);
        assertThat(guest.failure(0x52, 1, 0, 0, 0, 2, 0, 0, 36)).isEqualTo("5/24/00");
        assertThat(guest.failure(0x52, 0, 0, 1, 0x86, 0xa0, 0, 0, 36)).isEqualTo("5/24/00");
    }

    @Test
    void dvd_structures_are_those_of_a_dvd() {
        assertThat(guest.failure(0xad, 0, 0, 0, 0, 0, 0, 0, 8, 4)).isEqualTo("5/30/02");
        useDvd();
        ByteBuffer physical = guest.reply(4096, 0xad, 0, 0, 0, 0, 0, 0, 0, 8, 4);
        assertThat(physical.capacity()).isEqualTo(2052);
        assertThat(physical.getInt(12) - physical.getInt(8) + 1).isEqualTo(DVD_SECTORS);
        assertThat(hex(guest.reply(4096, 0xad, 0, 0, 0, 0, 0, 0, 1, 8, 4))).isEqualTo("0006000000000000");
        assertThat(guest.failure(0xad, 0, 0, 0, 0, 0, 0, 3, 8, 4)).isEqualTo("5/24/00");
    }

    @Test
    void commands_without_data_succeed() {
        assertThat(guest.failure(0xbb, 0, 0xff, 0xff, 0xff, 0xff)).isEqualTo("ok");
        assertThat(guest.failure(0x35)).isEqualTo("ok");
        assertThat(guest.failure(0x1b, 0, 0, 0, 1)).isEqualTo("ok");
        assertThat(hex(guest.reply(8, 0xbd, 0, 0, 0, 0, 0, 0, 0, 0, 8))).isEqualTo("0000000000010000");
    }

    @Test
    void unknown_commands_are_refused() {
        assertThat(guest.failure(0xff)).isEqualTo("5/20/00");
        assertThat(guest.failure(0x2a)).isEqualTo("5/20/00");
    }

    @Test
    void sense_is_told_once() {
        guest.dma(GuestDriver.cdb(0xff), 2);
        assertThat(guest.sense()).isEqualTo("5/20/00");
        assertThat(guest.sense()).isEqualTo("0/00/00");
    }

    @Test
    void request_sense_takes_a_pending_unit_attention() {
        drive.eject(false);
        drive.insert(dvd, false);
        assertThat(guest.sense()).isEqualTo("6/28/00");
        assertThat(guest.failure(0)).isEqualTo("ok");
    }

    @Test
    void a_new_medium_is_announced_by_events_and_one_unit_attention() {
        assertThat(event()).isEqualTo("0/2");
        assertThat(drive.insert(dvd, false)).isTrue();

        assertThat(host.takeEvents()).containsExactly("cd0 opens", "cd0 closes");
        assertThat(disc.closed).isTrue();
        assertThat(event()).isEqualTo("3/2");
        assertThat(event()).isEqualTo("2/2");
        assertThat(event()).isEqualTo("0/2");
        assertThat(guest.reply(36, 0x12, 0, 0, 0, 36).remaining()).isEqualTo(36);
        assertThat(guest.failure(0x28, 0, 0, 0, 0, 0, 0, 0, 1)).isEqualTo("6/28/00");
        assertThat(guest.reply(8, 0x25).getInt()).isEqualTo(DVD_SECTORS - 1);
    }

    @Test
    void an_event_is_kept_for_who_asks_with_too_little_room() {
        drive.eject(false);
        assertThat(guest.reply(8, 0x4a, 1, 0, 0, 0x10, 0, 0, 0, 4).remaining()).isEqualTo(4);
        assertThat(event()).isEqualTo("3/1");
    }

    @Test
    void events_of_other_classes_and_asynchronous_ones_are_not_there() {
        assertThat(hex(guest.reply(8, 0x4a, 1, 0, 0, 0x02, 0, 0, 0, 8))).isEqualTo("00028010");
        assertThat(guest.failure(0x4a, 0, 0, 0, 0x10, 0, 0, 0, 8)).isEqualTo("5/24/00");
    }

    @Test
    void an_ejected_drive_is_not_ready() {
        assertThat(drive.eject(false)).isTrue();

        assertThat(guest.failure(0)).isEqualTo("2/3a/02");
        assertThat(guest.failure(0x28, 0, 0, 0, 0, 0, 0, 0, 1)).isEqualTo("2/3a/02");
        assertThat(disc.closed).isTrue();
        assertThat(drive.status()).isEqualTo(new DriveStatus(true, false, null, 0));
        assertThat(guest.reply(8, 0xbd, 0, 0, 0, 0, 0, 0, 0, 0, 8).get(1)).isEqualTo((byte) 0x10);
        assertThat(guest.reply(8, 0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 8).get(2)).isEqualTo((byte) 0x71);
        assertThat(guest.failure(0x1b, 0, 0, 0, 3)).isEqualTo("ok");
        assertThat(guest.failure(0)).isEqualTo("2/3a/01");
    }

    @Test
    void the_guest_moves_the_tray_and_finds_its_medium_again() {
        assertThat(guest.failure(0x1b, 0, 0, 0, 2)).isEqualTo("ok");
        assertThat(host.takeEvents()).containsExactly("cd0 opens");
        assertThat(guest.failure(0)).isEqualTo("2/3a/02");
        assertThat(drive.status()).isEqualTo(new DriveStatus(true, false, Path.of("/discs/cd.iso"), CD_SECTORS));

        assertThat(guest.failure(0x1b, 0, 0, 0, 3)).isEqualTo("ok");
        assertThat(host.takeEvents()).containsExactly("cd0 closes");
        assertThat(guest.failure(0)).isEqualTo("6/28/00");
        assertThat(guest.failure(0)).isEqualTo("ok");
    }

    @Test
    void a_locked_tray_asks_the_guest_to_open_it() {
        guest.failure(0x1e, 0, 0, 0, 1);
        assertThat(drive.status().locked()).isTrue();
        assertThat(guest.reply(28, 0x5a, 0, 0x2a, 0, 0, 0, 0, 0, 28).get(14)).isEqualTo((byte) 0x2b);
        assertThat(guest.failure(0x1b, 0, 0, 0, 2)).isEqualTo("5/53/02");

        assertThat(drive.eject(false)).isFalse();
        assertThat(drive.insert(dvd, false)).isFalse();

        assertThat(dvd.closed).isFalse();
        assertThat(host.takeEvents()).isEmpty();
        assertThat(event()).isEqualTo("1/2");
        assertThat(event()).isEqualTo("0/2");
        assertThat(guest.failure(0x1e, 0, 0, 0, 0)).isEqualTo("ok");
        assertThat(guest.failure(0x1b, 0, 0, 0, 2)).isEqualTo("ok");
        assertThat(drive.insert(dvd, false)).isTrue();
    }

    @Test
    void a_locked_tray_opens_by_force() {
        guest.failure(0x1e, 0, 0, 0, 1);
        assertThat(drive.eject(true)).isTrue();
        assertThat(disc.closed).isTrue();
        assertThat(drive.status().trayOpen()).isTrue();
    }

    @Test
    void a_reset_unlocks_the_tray_but_leaves_the_medium() {
        guest.failure(0x1e, 0, 0, 0, 1);
        ahci.requestPause();
        ahci.awaitPaused();
        ahci.reset();

        assertThat(drive.status()).isEqualTo(new DriveStatus(false, false, Path.of("/discs/cd.iso"), CD_SECTORS));
    }

    @Test
    void closing_the_controller_closes_the_medium() {
        ahci.close();
        assertThat(disc.closed).isTrue();
    }

    @Test
    void a_second_medium_is_not_loaded_over_the_first() {
        assertThatThrownBy(() -> drive.loadMedium(dvd)).isInstanceOf(IllegalStateException.class);
    }

    /** Status, error and the signature's LBA after a command that is not PACKET. */
    private String ata(int command, int features, int count) {
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, command, features, 0, count);
        guest.issue(0);
        byte[] fis = guest.receivedFis(0x40, 14);
        guest.succeeded();
        return "%02x/%02x %02x%02x %02x".formatted(fis[2], fis[3], fis[6], fis[5], fis[12]);
    }

    @Test
    void ata_commands_of_disks_are_aborted_with_the_signature() {
        assertThat(ata(0xec, 0, 0)).isEqualTo("51/04 eb14 01");
        assertThat(ata(0x20, 0, 1)).isEqualTo("51/04 eb14 01");
        assertThat(ata(0xca, 0, 1)).isEqualTo("51/04 0000 01");
        assertThat(ata(0x00, 0, 0)).isEqualTo("51/04 0000 00");
    }

    @Test
    void device_reset_and_diagnostics_show_the_signature() {
        assertThat(ata(0x08, 0, 0)).isEqualTo("00/01 eb14 01");
        assertThat(ata(0x90, 0, 0)).isEqualTo("00/01 eb14 01");
    }

    @Test
    void power_commands_succeed() {
        assertThat(ata(0xe5, 0, 0)).isEqualTo("50/00 0000 ff");
        assertThat(ata(0xe0, 0, 0)).startsWith("50/00");
        assertThat(ata(0xe1, 0, 0)).startsWith("50/00");
        assertThat(ata(0xe6, 0, 0)).startsWith("50/00");
    }

    @Test
    void the_transfer_mode_shows_in_the_identity() {
        assertThat(identityWord(88)).isEqualTo(0x203f);
        assertThat(ata(0xef, 0x03, 0x42)).startsWith("50/00");
        assertThat(identityWord(88)).isEqualTo(0x043f);
        assertThat(ata(0xef, 0x03, 0x22)).startsWith("50/00");
        assertThat(identityWord(88)).isEqualTo(0x003f);
        assertThat(identityWord(63)).isEqualTo(0x0407);
        assertThat(ata(0xef, 0x03, 0x46)).startsWith("51/04");
        assertThat(ata(0xef, 0x02, 0)).startsWith("51/04");
        assertThat(ata(0xef, 0xcc, 0)).startsWith("50/00");
    }

    private int identityWord(int word) {
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, 0xa1, 0, 0, 0);
        guest.issue(0);
        return host.memory().readShort(GuestDriver.BUFFER + 2L * word);
    }

    @Test
    void a_byte_count_limit_of_zero_is_refused_for_data_by_pio() {
        guest.prepare(0, 0x20, GuestDriver.BUFFER, 36);
        guest.fis(0, 0xa0, 0, 0, 0);
        guest.packet(0, GuestDriver.cdb(0x12, 0, 0, 0, 36));
        guest.issue(0);
        assertThat(guest.succeeded()).isFalse();
        assertThat(guest.sense()).isEqualTo("5/24/00");
    }

    @Test
    void the_smallest_byte_count_limits_work() {
        for (int limit = 1; limit <= 3; limit++) {
            guest.prepare(0, 0x20, GuestDriver.BUFFER, 36);
            guest.fis(0, 0xa0, 0, limit << 8, 0);
            guest.packet(0, GuestDriver.cdb(0x12, 0, 0, 0, 35));
            guest.issue(0);
            assertThat(guest.succeeded()).isTrue();
            assertThat(guest.transferred(0)).isEqualTo(35);
        }
    }
}
