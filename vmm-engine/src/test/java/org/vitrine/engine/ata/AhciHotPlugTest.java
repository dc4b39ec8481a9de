package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;

/** Devices that come and go at a port of a running machine (AHCI 1.3.1, clause 7). */
class AhciHotPlugTest {
    private static final int PORT = 2;
    private static final int SECTORS = 64;
    private static final int CONNECT_CHANGE = 1 << 6;
    private static final int PHY_CHANGE = 1 << 22;
    private static final int EXCHANGED = 1 << 26;
    private static final int PHY_READY_CHANGE = 1 << 16;
    private static final int IDENTIFY = 0xec;
    private static final int NO_DEVICE = 0x7f;

    private final TestHost host = new TestHost();
    private final Ahci ahci = new Ahci("ahci0", host, InlineWorker::new);
    private final MemoryDisk disk = new MemoryDisk("disk0", SECTORS);
    private GuestDriver guest;

    @BeforeEach
    void start() {
        ahci.resume();
        guest = new GuestDriver(host, ahci, PORT);
        guest.writePort(GuestDriver.CLB, GuestDriver.LIST);
        guest.writePort(GuestDriver.FB, GuestDriver.FIS);
        guest.writePort(GuestDriver.CMD, 0x10);
        guest.writePort(GuestDriver.SERR, -1);
        guest.writePort(GuestDriver.PXIE, CONNECT_CHANGE | PHY_CHANGE);
        guest.write(GuestDriver.GHC, 0x8000_0002);
    }

    @AfterEach
    void close() {
        ahci.close();
        host.close();
    }

    private void whilePaused(Runnable action) {
        ahci.requestPause();
        ahci.awaitPaused();
        action.run();
        ahci.resume();
    }

    private void plug() {
        whilePaused(() -> ahci.hotPlug(PORT, new AtaDisk(disk)));
    }

    /** As a driver does it after the interrupt: COMRESET, then the port is started. */
    private void recover() {
        guest.writePort(GuestDriver.CMD, 0x10);
        guest.writePort(GuestDriver.SCTL, 0x301);
        guest.writePort(GuestDriver.SCTL, 0x300);
        guest.restart();
    }

    private long sectors() {
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, IDENTIFY, 0, 0, 0);
        guest.issue(0);
        assertThat(guest.succeeded()).isTrue();
        return ByteBuffer.wrap(guest.buffer(512)).order(ByteOrder.LITTLE_ENDIAN).getLong(200);
    }

    @Test
    void every_port_says_that_it_takes_devices_while_the_power_is_on() {
        assertThat(guest.readPort(GuestDriver.CMD) & 1 << 18).isNotZero();
    }

    @Test
    void a_device_that_comes_is_announced_and_shows_its_signature() {
        assertThat(guest.readPort(GuestDriver.SSTS)).isZero();

        plug();

        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(0x123);
        assertThat(guest.readPort(GuestDriver.SERR)).isEqualTo(EXCHANGED | PHY_READY_CHANGE);
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(CONNECT_CHANGE | PHY_CHANGE);
        assertThat(guest.read(GuestDriver.IS)).isEqualTo(1 << PORT);
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(0x101);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x150);
    }

    @Test
    void the_interrupt_stays_until_the_guest_has_cleared_its_cause() {
        plug();
        guest.writePort(GuestDriver.PXIS, -1);
        guest.write(GuestDriver.IS, -1);
        assertThat(guest.read(GuestDriver.IS)).isEqualTo(1 << PORT);

        guest.writePort(GuestDriver.SERR, -1);
        guest.write(GuestDriver.IS, -1);
        assertThat(guest.read(GuestDriver.IS)).isZero();
        assertThat(guest.readPort(GuestDriver.PXIS)).isZero();
    }

    @Test
    void a_device_that_came_answers_after_the_port_was_restarted() {
        guest.writePort(GuestDriver.CMD, 0x11);
        plug();
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, IDENTIFY, 0, 0, 0);
        guest.issue(0);
        assertThat(guest.readPort(GuestDriver.CI)).as("not before").isEqualTo(1);

        recover();

        assertThat(guest.readPort(GuestDriver.CI)).isZero();
        assertThat(sectors()).isEqualTo(SECTORS);
    }

    @Test
    void a_device_that_goes_takes_the_link_down_and_leaves_its_commands_issued() {
        plug();
        recover();
        disk.hold();
        guest.queue(3, false, 0, 1);
        guest.writePort(GuestDriver.SERR, -1);

        whilePaused(() -> assertThat(ahci.unplug(PORT)).isNotNull());
        disk.release();

        assertThat(guest.readPort(GuestDriver.SSTS)).isZero();
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(NO_DEVICE);
        assertThat(guest.readPort(GuestDriver.SERR)).isEqualTo(PHY_READY_CHANGE);
        assertThat(guest.readPort(GuestDriver.PXIS) & PHY_CHANGE).isNotZero();
        assertThat(guest.read(GuestDriver.IS)).isEqualTo(1 << PORT);
        assertThat(guest.readPort(GuestDriver.SACT)).isEqualTo(1 << 3);
    }

    @Test
    void what_was_issued_to_one_device_never_reaches_the_next() {
        plug();
        recover();
        disk.hold();
        guest.queue(3, true, 0, 1);
        whilePaused(() -> ahci.unplug(PORT));
        disk.release();
        MemoryDisk next = new MemoryDisk("disk1", SECTORS / 2);

        whilePaused(() -> ahci.hotPlug(PORT, new AtaDisk(next)));
        assertThat(next.takeLog()).isEmpty();
        recover();

        assertThat(guest.readPort(GuestDriver.SACT)).isZero();
        assertThat(next.takeLog()).isEmpty();
        assertThat(sectors()).isEqualTo(SECTORS / 2);
    }

    @Test
    void a_port_that_is_switched_off_hears_of_a_device_when_it_is_switched_on() {
        guest.writePort(GuestDriver.SCTL, 4);
        plug();
        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(4);
        assertThat(guest.readPort(GuestDriver.SERR) & EXCHANGED).isZero();

        guest.writePort(GuestDriver.SCTL, 0);
        assertThat(guest.readPort(GuestDriver.SSTS)).isEqualTo(0x123);
        assertThat(guest.readPort(GuestDriver.SERR) & EXCHANGED).isNotZero();
    }

    @Test
    void a_taken_port_is_refused_and_an_empty_one_has_nothing_to_give() {
        plug();
        assertThatThrownBy(() -> ahci.hotPlug(PORT, new AtaDisk(disk))).isInstanceOf(IllegalArgumentException.class);
        assertThat(ahci.unplug(PORT + 1)).isNull();
        assertThatThrownBy(() -> ahci.unplug(6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_disk_that_has_grown_says_so_when_it_is_identified_again() {
        MemoryDisk growing = new MemoryDisk("disk0", SECTORS);
        AtaDisk device = new AtaDisk(growing);
        whilePaused(() -> ahci.hotPlug(PORT, device));
        recover();
        assertThat(sectors()).isEqualTo(SECTORS);

        growing.grow(2 * SECTORS);
        whilePaused(device::sizeChanged);

        assertThat(sectors()).isEqualTo(2 * SECTORS);
    }
}
