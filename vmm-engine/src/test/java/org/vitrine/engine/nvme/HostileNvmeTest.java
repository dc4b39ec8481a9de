package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.Attackers;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.image.block.MemoryDisk;

/** A guest that does everything wrong that it can. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileNvmeTest {
    private static final int ACCESSES = 40_000;

    private static void attack(TestHost host, Nvme nvme, SplittableRandom random) {
        for (int i = 0; i < ACCESSES; i++) {
            switch (random.nextInt(64)) {
                case 0, 1, 2, 3, 4, 5 ->
                    host.memory().write(GuestDriver.QUEUES + 0x2000L * random.nextInt(4), Garbage.commands(random));
                case 6 -> {
                    byte[] list = new byte[4096];
                    for (int at = 0; at < list.length; at += 8) {
                        list[at + 2] = (byte) random.nextInt(0x11);
                        list[at + 1] = (byte) (random.nextInt(16) << 4);
                    }
                    host.memory().write(GuestDriver.LISTS, list);
                }
                case 7 -> nvme.writeConfig(random.nextInt(0x40, 0x100), 1 << random.nextInt(3), random.nextInt());
                case 8 -> nvme.writeConfig(0x04, 2, random.nextInt(4) == 0 ? 0x2 : 0x6);
                case 9 -> Garbage.revive(host, nvme);
                case 10, 11, 12, 13, 14 -> {
                    int size = 1 << random.nextInt(4);
                    long address = GuestDriver.BAR + random.nextInt(0x40 - size);
                    if (random.nextInt(4) != 0) {
                        host.load(address, size);
                    } else {
                        host.store(address, size, random.nextLong());
                    }
                }
                default ->
                    host.store(
                            GuestDriver.BAR + 0x1000 + 4L * random.nextInt(10),
                            4,
                            random.nextInt(50) == 0 ? random.nextInt() & 0xffff_ffffL : random.nextInt(16));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothing_is_thrown_and_every_access_returns(long seed) {
        try (Fixture host = new Fixture()) {
            MemoryDisk disk = new MemoryDisk("disk0", Fixture.SECTORS);
            try (Nvme nvme = Fixture.controller(host, disk)) {
                nvme.resume();
                attack(host, nvme, new SplittableRandom(seed));
                assertThat(host.lines).as("one line").hasSizeLessThanOrEqualTo(1);
                assertThat(host.lines).noneMatch(line -> line.contains("a step failed"));
                assertThat(disk.takeLog()).as("commands that reached the disk").hasSizeGreaterThan(500);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void two_attackers_pauses_and_resets_leave_it_working(long seed) throws Exception {
        MemoryDisk disk = new MemoryDisk("disk0", Fixture.SECTORS);
        try (Fixture host = new Fixture();
                Nvme nvme = new Nvme("nvme0", host, disk, "serial", step -> new WorkerThread("nvme0", step))) {
            Attackers.run(nvme, seed, random -> attack(host, nvme, random), pause -> {});
            nvme.reset();
            assertThat(host.lines).noneMatch(line -> line.contains("a step failed"));
            worksAgain(host, nvme);
        }
    }

    private static void worksAgain(TestHost host, Nvme nvme) {
        nvme.resume();
        GuestDriver guest = new GuestDriver(host, nvme).enable();
        while (!guest.ready()) {
            Thread.onSpinWait();
        }
        guest.admin.submit(Entry.of(6).prp(GuestDriver.BUFFER, 0).dword(10, 1));
        while (!guest.admin.answered()) {
            Thread.onSpinWait();
        }
        assertThat(guest.admin.take().status()).isZero();
    }
}
