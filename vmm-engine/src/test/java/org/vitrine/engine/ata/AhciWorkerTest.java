package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.engine.device.SavedState;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.OpticalMedium;

/** The controller with its own thread, and a disc whose reads wait until the test lets them go on. */
@Timeout(30)
class AhciWorkerTest {
    private static final int MEBIBYTE = 512;

    private final TestHost host = new TestHost(4 << 20);
    private final Ahci ahci = new Ahci("ahci0", host);
    private final SlowDisc disc = new SlowDisc();
    private final AtapiCdrom drive = new AtapiCdrom("cd0", host.log(), (id, open) -> {});
    private GuestDriver guest;

    private static final class SlowDisc implements OpticalMedium {
        private final MemoryDisc data = new MemoryDisc("slow.iso", 10_000);
        private final Semaphore allowed = new Semaphore(1_000);
        private final Semaphore waiting = new Semaphore(0);
        private final CountDownLatch closed = new CountDownLatch(1);

        void block() {
            allowed.drainPermits();
        }

        void awaitRead() {
            waiting.acquireUninterruptibly();
        }

        void allow(int reads) {
            allowed.release(reads);
        }

        @Override
        public Path file() {
            return data.file();
        }

        @Override
        public long sectors() {
            return data.sectors();
        }

        @Override
        public void read(long position, MemorySegment into) throws IOException {
            waiting.release();
            allowed.acquireUninterruptibly();
            data.read(position, into);
        }

        @Override
        public void close() {
            data.close();
            closed.countDown();
        }
    }

    @BeforeEach
    void start() {
        drive.loadMedium(disc);
        ahci.attach(0, drive);
        ahci.resume();
        guest = new GuestDriver(host, ahci);
        guest.start();
        for (int i = 0; i < 2; i++) {
            run(GuestDriver.cdb(3, 0, 0, 0, 18), 18);
        }
        disc.block();
    }

    @AfterEach
    void close() {
        disc.allow(1_000);
        ahci.close();
        host.close();
    }

    private void run(byte[] packet, int room) {
        issue(packet, room);
        awaitDone();
    }

    private void issue(byte[] packet, int room) {
        guest.prepare(0, 0x20, GuestDriver.BUFFER, room);
        guest.fis(0, 0xa0, 1, 0, 0);
        guest.packet(0, packet);
        guest.issue(0);
    }

    private void awaitDone() {
        while (guest.readPort(GuestDriver.CI) != 0) {
            Thread.onSpinWait();
        }
    }

    private void awaitStopped() {
        while ((guest.readPort(GuestDriver.CMD) & 0x8000) != 0) {
            Thread.onSpinWait();
        }
    }

    private void readOneMebibyte() {
        issue(GuestDriver.read10(0, MEBIBYTE), MEBIBYTE * 2048);
        disc.awaitRead();
    }

    @Test
    void the_guest_goes_on_while_the_disc_is_read() {
        readOneMebibyte();
        assertThat(guest.readPort(GuestDriver.TFD) & 0x80).isEqualTo(0x80);
        assertThat(guest.readPort(GuestDriver.CI)).isEqualTo(1);

        disc.allow(1_000);
        awaitDone();

        assertThat(guest.buffer(MEBIBYTE * 2048)).isEqualTo(GuestDriver.disc(0, MEBIBYTE));
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x50);
    }

    @Test
    void a_pause_holds_the_command_and_resuming_executes_it_anew() {
        readOneMebibyte();
        ahci.requestPause();
        disc.allow(1);
        ahci.awaitPaused();

        assertThat(guest.readPort(GuestDriver.CI)).isEqualTo(1);
        assertThat(guest.readPort(GuestDriver.TFD)).as("as before the command").isEqualTo(0x50);

        disc.allow(1_000);
        ahci.resume();
        awaitDone();
        assertThat(guest.transferred(0)).isEqualTo(MEBIBYTE * 2048);
        assertThat(guest.buffer(MEBIBYTE * 2048)).isEqualTo(GuestDriver.disc(0, MEBIBYTE));
    }

    @Test
    void a_command_saved_under_way_is_executed_after_loading() throws Exception {
        readOneMebibyte();
        ahci.requestPause();
        disc.allow(1);
        ahci.awaitPaused();
        SavedState saved = SavedState.of(ahci);

        try (TestHost otherHost = new TestHost(4 << 20);
                Ahci other = new Ahci("ahci0", otherHost)) {
            otherHost.ram().segment().copyFrom(host.ram().segment());
            AtapiCdrom otherDrive = new AtapiCdrom("cd0", otherHost.log(), (id, open) -> {});
            otherDrive.loadMedium(new MemoryDisc("slow.iso", 10_000));
            other.attach(0, otherDrive);
            saved.loadInto(other);
            other.afterLoad();
            other.resume();
            while (otherHost.load(GuestDriver.ABAR + 0x138, 4) != 0) {
                Thread.onSpinWait();
            }
            byte[] data = new byte[MEBIBYTE * 2048];
            otherHost.memory().read(GuestDriver.BUFFER, data);
            assertThat(data).isEqualTo(GuestDriver.disc(0, MEBIBYTE));
        }
    }

    @Test
    void a_stopped_port_runs_on_until_its_command_has_ended() {
        readOneMebibyte();
        guest.writePort(GuestDriver.CMD, 0x10);
        assertThat(guest.readPort(GuestDriver.CMD) & 0x8000).isEqualTo(0x8000);
        assertThat(guest.readPort(GuestDriver.CI)).isZero();

        disc.allow(1);
        awaitStopped();

        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 30).isZero();
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x50);
        disc.allow(1_000);
        guest.restart();
        run(GuestDriver.read10(7, 1), 2048);
        assertThat(guest.buffer(2048)).isEqualTo(GuestDriver.disc(7, 1));
    }

    @Test
    void a_comreset_during_a_command_waits_for_its_end() {
        readOneMebibyte();
        guest.writePort(GuestDriver.CMD, 0x10);
        guest.writePort(GuestDriver.SCTL, 1);
        guest.writePort(GuestDriver.SCTL, 0);
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(-1);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x80);

        disc.allow(1);
        awaitStopped();

        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(0xeb14_0101);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x100);
    }

    @Test
    void an_hba_reset_during_a_command_waits_for_its_end() {
        readOneMebibyte();
        guest.write(GuestDriver.GHC, 1);
        assertThat(guest.read(GuestDriver.GHC)).isEqualTo(0x8000_0001);

        disc.allow(1);
        while (guest.read(GuestDriver.GHC) != 0x8000_0000) {
            Thread.onSpinWait();
        }

        assertThat(guest.readPort(GuestDriver.CMD)).isEqualTo(0x4_0006);
        assertThat(guest.readPort(GuestDriver.CI)).isZero();
    }

    @Test
    void a_medium_ejected_during_a_read_is_closed_after_it() throws Exception {
        readOneMebibyte();
        assertThat(drive.eject(true)).isTrue();
        assertThat(disc.closed.getCount()).isEqualTo(1);

        disc.allow(1_000);
        awaitDone();

        assertThat(disc.closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(guest.buffer(MEBIBYTE * 2048)).isEqualTo(GuestDriver.disc(0, MEBIBYTE));
        issue(GuestDriver.read10(0, 1), 2048);
        while ((guest.readPort(GuestDriver.TFD) & 0x81) != 1) {
            Thread.onSpinWait();
        }
        assertThat(guest.readPort(GuestDriver.TFD) >>> 12).isEqualTo(2);
    }

    @Test
    void closing_waits_for_the_command_under_way() throws Exception {
        readOneMebibyte();
        Thread closer = Thread.ofPlatform().start(ahci::close);
        assertThat(closer.join(java.time.Duration.ofMillis(20))).isFalse();

        disc.allow(1_000);
        closer.join();

        assertThat(disc.closed.getCount()).isZero();
    }

    @Test
    void a_controller_that_never_ran_closes() {
        try (TestHost idle = new TestHost()) {
            new Ahci("idle", idle).close();
        }
    }
}
