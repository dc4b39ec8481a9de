package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.Attackers;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.image.block.MemoryDisk;

/** A guest that does everything wrong that it can. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileAhciTest {
    private static final int ACCESSES = 40_000;
    private static final int SECTORS = 64;

    private static Ahci controller(TestHost host, CommandWorker.Factory workers) {
        Ahci ahci = new Ahci("ahci0", host, workers);
        for (int port = 0; port < 3; port += 2) {
            AtapiCdrom drive = new AtapiCdrom("cd" + port, host.log(), (id, open) -> {});
            drive.loadMedium(new MemoryDisc("disc" + port, SECTORS));
            ahci.attach(port, drive);
        }
        ahci.attach(1, new AtaDisk(new MemoryDisk("disk1", SECTORS)));
        return ahci;
    }

    private static void attack(TestHost host, Ahci ahci, SplittableRandom random) {
        for (int i = 0; i < ACCESSES; i++) {
            switch (random.nextInt(40)) {
                case 0 -> host.memory().write(GuestDriver.LIST, Garbage.commandList(random));
                case 1, 2, 3, 4 -> {
                    GuestDriver guest = new GuestDriver(host, ahci, random.nextInt(3));
                    guest.start();
                    guest.restart();
                }
                case 5 -> ahci.writeConfig(random.nextInt(0x40, 0x100), 1 << random.nextInt(3), random.nextInt());
                case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 ->
                    host.store(GuestDriver.ABAR + 0x138 + random.nextInt(3) * 0x80, 4, random.nextInt() & 0xffff_ffffL);
                default -> {
                    int size = 1 << random.nextInt(4);
                    long address = GuestDriver.ABAR + random.nextInt(0x400 - size);
                    if (random.nextBoolean()) {
                        host.load(address, size);
                    } else {
                        host.store(address, size, random.nextLong());
                    }
                }
            }
        }
    }

    private static void isOrderly(LoggingHost host) {
        assertThat(host.lines).noneMatch(line -> line.contains("failed at a command"));
        assertThat(host.lines).as("one line for each port").hasSizeLessThanOrEqualTo(Ahci.PORTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothing_is_thrown_and_every_access_returns(long seed) {
        AtomicInteger commands = new AtomicInteger();
        CommandWorker.Factory counting = step -> new InlineWorker(() -> {
            boolean executed = step.getAsBoolean();
            commands.addAndGet(executed ? 1 : 0);
            return executed;
        });
        try (LoggingHost host = new LoggingHost();
                Ahci ahci = controller(host, counting)) {
            ahci.resume();
            attack(host, ahci, new SplittableRandom(seed));
            isOrderly(host);
            assertThat(commands)
                    .as("commands that got as far as being executed")
                    .hasValueGreaterThan(500);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void two_attackers_pauses_and_resets_leave_it_working(long seed) throws Exception {
        try (LoggingHost host = new LoggingHost();
                Ahci ahci = controller(host, step -> new WorkerThread("ahci0", step))) {
            Attackers.run(ahci, seed, random -> attack(host, ahci, random), pause -> {
                if (pause % 2 == 0) {
                    ahci.unplug(1);
                } else {
                    ahci.hotPlug(1, new AtaDisk(new MemoryDisk("disk" + pause, SECTORS)));
                }
            });
            ahci.reset();
            isOrderly(host);
            worksAgain(host, ahci);
        }
    }

    private static void worksAgain(TestHost host, Ahci ahci) {
        ahci.resume();
        GuestDriver guest = new GuestDriver(host, ahci);
        guest.start();
        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.fis(0, 0xa1, 0, 0, 0);
        guest.issue(0);
        while (guest.readPort(GuestDriver.CI) != 0) {
            Thread.onSpinWait();
        }
        assertThat(guest.buffer(2)).containsExactly(0xc0, 0x85);
    }
}
