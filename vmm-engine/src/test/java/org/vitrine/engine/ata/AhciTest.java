package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;

class AhciTest {
    private static final int BSY = 0x80;

    private final LoggingHost host = new LoggingHost();
    private final Ahci ahci = new Ahci("ahci0", host, InlineWorker::new);
    private final MemoryDisc disc = new MemoryDisc("disc.iso", 400_000);
    private final AtapiCdrom drive = new AtapiCdrom("cd0", host.log(), (id, open) -> host.note(id + " open " + open));
    private GuestDriver guest;

    @BeforeEach
    void connect() {
        drive.loadMedium(disc);
        ahci.attach(0, drive);
        ahci.resume();
        guest = new GuestDriver(host, ahci);
    }

    @AfterEach
    void close() {
        ahci.close();
        host.close();
    }

    @Test
    void it_is_the_ich9_controller_in_ahci_mode() {
        assertThat(ahci.readConfig(0, 4)).isEqualTo(0x2922_8086L);
        assertThat(ahci.readConfig(8, 4)).isEqualTo(0x0106_0102L);
        assertThat(ahci.readConfig(0x90, 1)).isEqualTo(0x40);
        assertThat(ahci.readConfig(0x92, 2)).isEqualTo(0x3f);
        assertThat(guest.read(GuestDriver.PI)).isEqualTo(0x3f);
        assertThat(guest.read(GuestDriver.VS)).isEqualTo(0x1_0301);
        assertThat(guest.read(GuestDriver.CAP) & 0x1f).isEqualTo(5);
        assertThat(guest.read(GuestDriver.CAP) >>> 8 & 0x1f).isEqualTo(31);
        assertThat(guest.read(GuestDriver.GHC)).isEqualTo(0x8000_0000);
    }

    @Test
    void a_port_shows_link_and_signature_once_fises_are_received() {
        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(0x123);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(BSY);
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(-1);
        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_0006);

        guest.writePort(GuestDriver.FB, GuestDriver.FIS);
        guest.writePort(GuestDriver.CMD, 0x10);

        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_4016);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x100);
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(0xeb14_0101);
        assertThat(guest.receivedFis(0x40, 7)).containsExactly(0x34, 0, 0, 1, 1, 0x14, 0xeb);
    }

    @Test
    void a_port_without_a_device_stays_silent() {
        assertThat(guest.read(0x180 + GuestDriver.SSTS)).isZero();
        assertThat(guest.read(0x180 + GuestDriver.TFD)).isEqualTo(0x7f);
        assertThat(guest.read(0x180 + GuestDriver.SIG)).isEqualTo(-1);
        guest.write(0x180 + GuestDriver.CMD, 0x11);
        guest.write(0x180 + GuestDriver.CI, 1);
        assertThat(guest.read(0x180 + GuestDriver.CI)).isEqualTo(1);
    }

    @Test
    void reserved_registers_read_zero() {
        assertThat(guest.read(0x24)).isZero();
        assertThat(guest.readPort(0x40)).isZero();
        assertThat(guest.read(0x400)).isZero();
        assertThat(guest.read(0xffc)).isZero();
    }

    @Test
    void bytes_and_quadwords_reach_the_same_registers() {
        host.store(GuestDriver.ABAR + 0x100, 8, 0x1234_5678_9abc_def0L);
        assertThat(guest.readPort(GuestDriver.CLB)).isEqualTo(0x9abc_dc00);
        assertThat(guest.readPort(GuestDriver.CLBU)).isEqualTo(0x1234_5678);
        assertThat(host.load(GuestDriver.ABAR + 0x106, 1)).isEqualTo(0x34);

        guest.writePort(GuestDriver.SERR, 1 << 16);
        host.store(GuestDriver.ABAR + 0x133, 1, 0);
        assertThat(guest.readPort(GuestDriver.SERR)).isEqualTo(1 << 26);
        host.store(GuestDriver.ABAR + 0x133, 1, 4);
        assertThat(guest.readPort(GuestDriver.SERR)).isZero();
    }

    @Test
    void identify_packet_device_comes_by_pio() {
        guest.start();
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, 0xa1, 0, 0, 0);
        guest.issue(0);

        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(0x2);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x50);
        byte[] setup = guest.receivedFis(0x20, 20);
        assertThat(setup[0]).isEqualTo((byte) 0x5f);
        assertThat(setup[1]).isEqualTo((byte) 0x60);
        assertThat(setup[2]).isEqualTo((byte) 0x58);
        assertThat(setup[15]).isEqualTo((byte) 0x50);
        assertThat(setup[17]).isEqualTo((byte) 2);
        assertThat(guest.transferred(0)).isEqualTo(512);
        byte[] identity = guest.buffer(512);
        assertThat(identity).startsWith(0xc0, 0x85);
        int sum = 0;
        for (byte value : identity) {
            sum += value;
        }
        assertThat(sum & 0xff).isZero();
        assertThat(new String(identity, 54, 16)).isEqualTo("iVrtni eVD-DOR M");
    }

    @Test
    void a_read_fills_scattered_regions() {
        guest.start();
        guest.makeReady();
        guest.prepare(3, 0x20, 0x5_0000, 2, 0x6_0000, 4094, 0x7_fffe, 6000);
        guest.fis(3, 0xa0, 1, 0, 0);
        guest.packet(3, GuestDriver.read10(399_995, 4));
        guest.issue(3);

        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        assertThat(guest.readPort(GuestDriver.CMD) >>> 8 & 0x1f).isEqualTo(3);
        assertThat(guest.transferred(3)).isEqualTo(8192);
        byte[] expected = GuestDriver.disc(399_995, 4);
        byte[] actual = new byte[8192];
        copy(0x5_0000, actual, 0, 2);
        copy(0x6_0000, actual, 2, 4094);
        copy(0x7_fffe, actual, 4096, 4096);
        assertThat(actual).isEqualTo(expected);
        assertThat(guest.receivedFis(0x40, 13)).startsWith(0x34, 0x40, 0x50, 0).endsWith(3);
    }

    private void copy(int address, byte[] into, int offset, int length) {
        byte[] piece = new byte[length];
        host.memory().read(address, piece);
        System.arraycopy(piece, 0, into, offset, length);
    }

    @Test
    void data_for_addresses_outside_memory_is_dropped() {
        guest.start();
        guest.makeReady();
        int end = (int) TestHost.DEFAULT_RAM;
        guest.prepare(0, 0x20, end - 1024, 2048, GuestDriver.BUFFER, 2048);
        guest.fis(0, 0xa0, 1, 0, 0);
        guest.packet(0, GuestDriver.read10(5, 2));
        guest.issue(0);

        assertThat(guest.succeeded()).isTrue();
        assertThat(guest.transferred(0)).isEqualTo(4096);
        assertThat(guest.buffer(2048)).isEqualTo(GuestDriver.disc(6, 1));
        assertThat(host.memory().readByte(end - 1)).isEqualTo(MemoryDisc.at(5 * 2048 + 1023) & 0xff);
    }

    @Test
    void more_data_than_room_overflows() {
        guest.start();
        guest.makeReady();
        guest.prepare(0, 0x20, GuestDriver.BUFFER, 1000);
        guest.fis(0, 0xa0, 1, 0, 0);
        guest.packet(0, GuestDriver.read10(0, 1));
        guest.issue(0);

        assertThat(guest.transferred(0)).isEqualTo(1000);
        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 24).isNotZero();
        assertThat(guest.readPort(GuestDriver.CI)).isZero();
    }

    @Test
    void a_packet_by_pio_comes_in_blocks_of_the_byte_count_limit() {
        guest.start();
        guest.makeReady();
        guest.writePort(GuestDriver.PXIS, -1);
        guest.prepare(0, 0x20, GuestDriver.BUFFER, 4096);
        guest.fis(0, 0xa0, 0, 3001 << 8, 0);
        guest.packet(0, GuestDriver.read10(7, 2));
        guest.issue(0);

        assertThat(guest.succeeded()).isTrue();
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(0x3);
        assertThat(guest.buffer(4096)).isEqualTo(GuestDriver.disc(7, 2));
        // The last block: 4096 - 3000 bytes.
        assertThat(guest.receivedFis(0x20, 20)[16] & 0xff).isEqualTo(1096 & 0xff);
        assertThat(guest.receivedFis(0x20, 20)[17] & 0xff).isEqualTo(1096 >>> 8);
    }

    @Test
    void a_failed_command_stays_issued_until_the_port_is_restarted() {
        guest.start();
        guest.prepare(0, 0x20);
        guest.fis(0, 0xa0, 1, 0, 0);
        guest.packet(0, GuestDriver.cdb(0));
        guest.prepare(1, 0x20);
        guest.fis(1, 0xa0, 1, 0, 0);
        guest.packet(1, GuestDriver.cdb(0));
        guest.issue(0);
        guest.issue(1);

        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x6051);
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(0x4000_0001);
        assertThat(guest.readPort(GuestDriver.CI)).isEqualTo(3);

        guest.restart();
        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        guest.issue(1);
        assertThat(guest.succeeded()).isTrue();
    }

    @Test
    void slots_are_served_in_turn() {
        guest.start();
        guest.makeReady();
        ahci.requestPause();
        ahci.awaitPaused();
        for (int slot : new int[] {0, 5, 31}) {
            guest.prepare(slot, 0x20, GuestDriver.BUFFER + 0x1000 * slot, 2048);
            guest.fis(slot, 0xa0, 1, 0, 0);
            guest.packet(slot, GuestDriver.read10(slot, 1));
        }
        guest.writePort(GuestDriver.CI, 0x8000_0021);
        assertThat(guest.readPort(GuestDriver.CI)).isEqualTo(0x8000_0021);

        ahci.resume();

        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        // The search begins after slot 0, which ran last before.
        assertThat(guest.readPort(GuestDriver.CMD) >>> 8 & 0x1f).isZero();
        assertThat(host.memory().readByte(GuestDriver.BUFFER + 0x1f000)).isEqualTo(MemoryDisc.at(31 * 2048) & 0xff);
    }

    @Test
    void commands_need_a_started_port_and_a_bus_master() {
        guest.writePort(GuestDriver.CI, 1);
        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        guest.start();
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, 0xa1, 0, 0, 0);
        ahci.writeConfig(0x04, 2, 0x2);

        guest.issue(0);
        assertThat(guest.readPort(GuestDriver.CI)).isEqualTo(1);

        ahci.writeConfig(0x04, 2, 0x6);
        assertThat(guest.readPort(GuestDriver.CI)).isZero();
    }

    @Test
    void stopping_the_port_forgets_its_commands() {
        guest.start();
        ahci.requestPause();
        guest.writePort(GuestDriver.SACT, 6);
        guest.writePort(GuestDriver.CI, 6);
        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_c017);

        guest.writePort(GuestDriver.CMD, 0x10);

        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        assertThat(guest.readPort(GuestDriver.SACT)).isZero();
        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_4016);
    }

    @Test
    void a_software_reset_takes_two_control_fises() {
        guest.start();
        guest.makeReady();
        guest.clearReceived();
        guest.control(0, 4);
        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        assertThat(guest.receivedFis(0x40, 1)).containsExactly(0);

        guest.control(0, 0);

        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        assertThat(guest.receivedFis(0x40, 7)).containsExactly(0x34, 0, 0, 1, 1, 0x14, 0xeb);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x100);
        assertThat(guest.dma(GuestDriver.cdb(0), 2)).isTrue();
    }

    @Test
    void comreset_brings_the_signature_anew() {
        guest.start();
        guest.makeReady();
        guest.writePort(GuestDriver.CMD, 0x10);
        guest.writePort(GuestDriver.SCTL, 1);
        assertThat(guest.readPort(GuestDriver.SSTS)).isZero();
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x7f);
        guest.clearReceived();

        guest.writePort(GuestDriver.SCTL, 0x300);

        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(0x123);
        assertThat(guest.readPort(GuestDriver.SERR)).isEqualTo(0x0401_0000);
        assertThat(guest.readPort(GuestDriver.PXIS) & 0x0040_0040).isEqualTo(0x0040_0040);
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(0xeb14_0101);
        assertThat(guest.receivedFis(0x40, 1)).containsExactly(0x34);
        guest.restart();
        assertThat(guest.failure(0)).isEqualTo("6/29/00");
    }

    @Test
    void a_link_can_be_limited_or_switched_off() {
        guest.writePort(GuestDriver.SCTL, 0x11);
        guest.writePort(GuestDriver.SCTL, 0x10);
        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(0x113);
        guest.writePort(GuestDriver.SCTL, 4);
        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(4);
    }

    @Test
    void an_hba_reset_spares_the_addresses_only() {
        guest.start();
        guest.writePort(GuestDriver.PXIE, -1);
        guest.write(GuestDriver.GHC, 0x2);
        guest.write(GuestDriver.GHC, 0x1);

        assertThat(guest.read(GuestDriver.GHC)).isEqualTo(0x8000_0000);
        assertThat(guest.readPort(GuestDriver.CLB)).isEqualTo(GuestDriver.LIST);
        assertThat(guest.readPort(GuestDriver.FB)).isEqualTo(GuestDriver.FIS);
        assertThat(guest.readPort(GuestDriver.PXIE)).isZero();
        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_0006);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(BSY);
        guest.start();
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(0xeb14_0101);
    }

    @Test
    void command_list_override_clears_busy() {
        guest.writePort(GuestDriver.CMD, 0x8);
        assertThat(guest.readPort(GuestDriver.TFD)).isZero();
        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_0006);
    }

    @Test
    void the_line_is_asserted_until_both_levels_are_acknowledged() {
        guest.start();
        guest.makeReady();
        guest.writePort(GuestDriver.PXIS, -1);
        guest.write(GuestDriver.IS, -1);
        guest.writePort(GuestDriver.PXIE, 1);
        guest.write(GuestDriver.GHC, 2);
        assertThat(intx()).isFalse();

        assertThat(guest.dma(GuestDriver.cdb(0), 2)).isTrue();
        assertThat(intx()).isTrue();
        assertThat(guest.read(GuestDriver.IS)).isEqualTo(1);

        guest.write(GuestDriver.IS, 1);
        assertThat(guest.read(GuestDriver.IS)).isEqualTo(1);
        guest.writePort(GuestDriver.PXIS, 1);
        assertThat(intx()).isTrue();
        guest.write(GuestDriver.IS, 1);
        assertThat(guest.read(GuestDriver.IS)).isZero();
        assertThat(intx()).isFalse();
    }

    private boolean intx() {
        return (ahci.readConfig(6, 2) & 8) != 0;
    }

    @Test
    void each_command_sends_one_message() {
        int msi = (int) ahci.readConfig(0x34, 1);
        assertThat(ahci.readConfig(msi, 1)).isEqualTo(5);
        ahci.writeConfig(msi + 4, 4, 0xfee0_0000L);
        ahci.writeConfig(msi + 12, 2, 0x44);
        ahci.writeConfig(msi + 2, 2, 1);
        guest.start();
        guest.makeReady();
        guest.writePort(GuestDriver.PXIS, -1);
        guest.write(GuestDriver.IS, -1);
        guest.writePort(GuestDriver.PXIE, 1);
        guest.write(GuestDriver.GHC, 2);
        host.takeEvents();

        guest.dma(GuestDriver.cdb(0), 2);
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x44");
        guest.writePort(GuestDriver.PXIS, 1);
        guest.write(GuestDriver.IS, 1);
        assertThat(host.takeEvents()).isEmpty();

        guest.dma(GuestDriver.cdb(0), 2);
        guest.write(GuestDriver.IS, 1);
        assertThat(host.takeEvents())
                .as("one for the command, one since its cause was left")
                .hasSize(2);
    }

    @Test
    void a_region_with_the_interrupt_bit_raises_the_descriptor_interrupt() {
        guest.start();
        guest.makeReady();
        guest.prepare(0, 0x20, GuestDriver.BUFFER, 2048, GuestDriver.BUFFER + 2048, 2048);
        host.memory().writeInt(guest.table(0) + 0x8c, 0x8000_0000 | 2047);
        guest.fis(0, 0xa0, 1, 0, 0);
        guest.packet(0, GuestDriver.read10(0, 2));
        guest.issue(0);

        assertThat(guest.readPort(GuestDriver.PXIS) & 0x20).isNotZero();
    }

    @Test
    void a_command_list_outside_memory_stops_the_port() {
        guest.start();
        guest.writePort(GuestDriver.CMD, 0x10);
        guest.writePort(GuestDriver.CLBU, 0xffff_ffff);
        guest.writePort(GuestDriver.CMD, 0x11);
        guest.issue(0);

        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 29).isNotZero();
        assertThat(guest.readPort(GuestDriver.CI)).isEqualTo(1);

        guest.writePort(GuestDriver.CLBU, 0);
        guest.restart();
        guest.makeReady();
        assertThat(guest.dma(GuestDriver.cdb(0), 2)).isTrue();
    }

    @Test
    void a_command_table_outside_memory_stops_the_port() {
        guest.start();
        guest.prepare(0, 0);
        host.memory().writeLong(GuestDriver.LIST + 8, 0x7fff_ffff_ff80L);
        guest.issue(0);

        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 29).isNotZero();
    }

    @Test
    void a_fis_of_another_kind_is_an_interface_error() {
        guest.start();
        guest.prepare(0, 0);
        guest.fis(0, 0xa1, 0, 0, 0);
        host.memory().writeByte(guest.table(0), 0x46);
        guest.issue(0);

        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 27).isNotZero();
        assertThat(host.lines)
                .containsExactly("AHCI {0} [port 0 stopped at the command in slot 0: it is not a register FIS]");
    }

    @Test
    void a_port_takes_one_device_and_there_are_six() {
        AtapiCdrom other = new AtapiCdrom("cd1", host.log(), (id, open) -> {});
        assertThatThrownBy(() -> ahci.attach(0, other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ahci.attach(6, other)).isInstanceOf(IllegalArgumentException.class);
        ahci.attach(5, other);
        assertThat(guest.read(0x380 + GuestDriver.SSTS)).isEqualTo(0x123);
    }
}
