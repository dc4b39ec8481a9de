package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.SavedState;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;

class AhciStateTest {
    private static final int SECTORS = 64;

    private static Ahci controller(TestHost host) {
        Ahci ahci = new Ahci("ahci0", host, InlineWorker::new);
        for (int port = 0; port < 3; port += 2) {
            AtapiCdrom drive = new AtapiCdrom("cd" + port, host.log(), (id, open) -> host.note(id + open));
            drive.loadMedium(new MemoryDisc("disc" + port, SECTORS));
            ahci.attach(port, drive);
        }
        ahci.attach(1, new AtaDisk(new MemoryDisk("disk1", SECTORS)));
        return ahci;
    }

    /** What a guest cannot change at a port without a device. */
    private static String[] fixedFields() {
        List<String> names = List.of(
                "is", "tfd", "sig", "serr", "ci", "slot", "nextSlot", "halted", "signaturePending", "softReset");
        Stream<String> withoutDevice =
                Stream.of(3, 4, 5).flatMap(port -> names.stream().map(name -> "port" + port + "." + name));
        // Commands that are under way while it is saved: AtaQueueTest.
        Stream<String> queues = IntStream.range(0, Ahci.PORTS).mapToObj(port -> "port" + port + ".accepted");
        return Stream.concat(withoutDevice, queues).toArray(String[]::new);
    }

    private static void prepare(Ahci ahci, TestHost host) {
        for (int port = 0; port < Ahci.PORTS; port++) {
            GuestDriver guest = new GuestDriver(host, ahci, port);
            guest.start();
            guest.writePort(GuestDriver.PXIE, 0x7dc0_007f);
            guest.writePort(GuestDriver.SCTL, 0x300);
            if (port % 2 == 0 && port < 3) {
                guest.makeReady();
                guest.dma(GuestDriver.cdb(0x1e, 0, 0, 0, 1), 2);
                guest.control(0, 4);
                guest.prepare(5, 0x20);
                guest.fis(5, 0xa0, 1, 0, 0);
                guest.packet(5, GuestDriver.cdb(0xff));
                guest.issue(5);
            }
            if (port == 1) {
                guest.prepare(5, 0);
                guest.diskFis(5, 0xef, 0x03, 0, 0x42, 0);
                guest.issue(5);
                guest.control(0, 4);
                guest.prepare(5, 0);
                guest.diskFis(5, 0xff, 0, 0, 0, 0);
                guest.issue(5);
            }
            guest.writePort(GuestDriver.SACT, 3);
        }
        new GuestDriver(host, ahci).write(GuestDriver.GHC, 2);
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(AhciStateTest::controller)
                .hosts(LoggingHost::new)
                .mmio(GuestDriver.ABAR, 0x400)
                .mmio(GuestDriver.ABAR + 0x100, 0x40)
                .mmio(GuestDriver.ABAR + 0x180, 0x40)
                .mmio(GuestDriver.ABAR + 0x200, 0x40)
                .mmio(GuestDriver.ABAR + 0x138, 4)
                .mmio(GuestDriver.ABAR + 0x1b8, 4)
                .mmio(GuestDriver.ABAR + 0x238, 4)
                .prepare(AhciStateTest::prepare)
                .stimulus((ahci, host, random) -> host.memory().write(GuestDriver.LIST, Garbage.commandList(random)))
                .stimulus((ahci, host, random) -> {
                    GuestDriver guest = new GuestDriver(host, ahci, random.nextInt(3));
                    guest.start();
                    guest.restart();
                    guest.writePort(GuestDriver.CI, random.nextInt());
                })
                .alikeAtPowerOn(fixedFields())
                // The tray and its medium stay as they are.
                .surviving("port0.device", "port2.device")
                .verify();
    }

    private static OpticalDrive drive(long sectors) {
        OpticalDrive drive = new OpticalDrive();
        drive.load(new MemoryDisc("disc", sectors));
        return drive;
    }

    private static SavedState stateOf(OpticalDrive drive) {
        StateWriter out = new StateWriter();
        out.begin("drive", 1);
        drive.save(out);
        return SavedState.parse(out.toByteArray());
    }

    private static void load(OpticalDrive drive, SavedState state) throws StateException {
        StateReader in = new StateReader(state.toByteArray());
        in.begin("drive", 1);
        drive.load(in);
        in.end();
    }

    private static Reply execute(OpticalDrive drive, int... packet) {
        return drive.execute(GuestDriver.cdb(packet));
    }

    /** A drive with nothing as it is at power-on, but for the unit attention of a change, which an open tray cannot have. */
    private static OpticalDrive usedDrive() {
        OpticalDrive drive = drive(SECTORS);
        execute(drive, 0);
        drive.eject(false);
        drive.insert(new MemoryDisc("other", SECTORS + 1));
        execute(drive, 0x1e, 0, 0, 0, 1);
        execute(drive, 0x1e, 0, 0, 0, 1);
        drive.eject(false);
        execute(drive, 0xff);
        return drive;
    }

    @Test
    void a_drives_state_survives_a_round_trip() throws Exception {
        SavedState saved = stateOf(usedDrive());
        SavedState powerOn = stateOf(drive(SECTORS));
        OpticalDrive copy = drive(SECTORS + 1);
        load(copy, saved);

        assertThat(stateOf(copy).fields()).isEqualTo(saved.fields());
        assertThat(saved.fields().keySet())
                .filteredOn(
                        name -> saved.fields().get(name).equals(powerOn.fields().get(name)))
                .containsExactlyInAnyOrder("trayOpen", "changeUnseen");
        assertThat(copy.takeTrayMove()).isFalse();
    }

    @Test
    void a_guest_is_told_of_a_medium_that_changed_while_it_was_saved() throws Exception {
        SavedState saved = stateOf(usedDrive());
        OpticalDrive copy = drive(SECTORS + 7);
        load(copy, saved);

        assertThat(execute(copy, 0)).isEqualTo(new Reply.Failed(Sense.MEDIUM_MAY_HAVE_CHANGED));
    }

    @Test
    void an_open_tray_is_loaded_open() throws Exception {
        OpticalDrive drive = drive(SECTORS);
        execute(drive, 0);
        execute(drive, 0x1b, 0, 0, 0, 2);
        OpticalDrive copy = drive(SECTORS);
        load(copy, stateOf(drive));

        assertThat(copy.status().trayOpen()).isTrue();
        assertThat(copy.takeTrayMove()).isFalse();
    }

    @Test
    void unknown_sense_is_refused() {
        SavedState spoiled = stateOf(drive(SECTORS)).with("sense", 0x123456L);
        assertThatThrownBy(() -> load(drive(SECTORS), spoiled))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("123456");
    }
}
