package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.engine.device.MsiTarget;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.image.block.MemoryNode;

/**
 * A driver as Linux has it, one thread that issues and one that is interrupted, on the controller with its own threads and the queue with its own: every
 * command ends, and its interrupt comes, whatever meets: acknowledgement, COMRESET, pause, exchange of the node. {@code -Dstress.commands=N} issues so many.
 */
@Timeout(600)
class RacingDriverTest {
    private static final int SECTORS = 8192;
    private static final int SLOTS = 32;
    private static final int BYTES = 4096;
    private static final int FLUSH = 0xea;
    private static final int RUNNING = 0x8000;
    private static final int BUSY = 0x88;
    private static final int MOST_SECONDS = 30;
    private static final int COMMANDS = 10_000;

    private final Semaphore interrupts = new Semaphore(0);
    private final TestHost host = new TestHost(1 << 20) {
        @Override
        public MsiTarget msi() {
            return (address, data) -> interrupts.release();
        }
    };
    private final Ahci ahci = new Ahci("ahci0", host);
    private final GuestDisk disk = new GuestDisk(
            "disk0", new BlockQueue("racing", new MemoryNode(SECTORS * 512), 8), true, (which, write, why) -> {});
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Random random = new Random(Long.getLong("stress.seed", 1));
    private final long[] sectors = new long[SLOTS];
    private final boolean[] writes = new boolean[SLOTS];
    private final byte[] expected = new byte[SECTORS];
    private GuestDriver guest;
    /** What the driver has issued and not seen end, by slot; guarded by this object's monitor, as what follows. */
    private int active;

    private boolean queueing;
    private boolean resetting;
    private long ended;
    private volatile boolean over;

    @BeforeEach
    void start() {
        ahci.attach(0, new AtaDisk(disk));
        ahci.resume();
        guest = new GuestDriver(host, ahci);
        int msi = (int) ahci.readConfig(0x34, 1);
        ahci.writeConfig(msi + 4, 4, 0xfee0_0000L);
        ahci.writeConfig(msi + 2, 2, 1);
        guest.start();
        guest.write(GuestDriver.IS, -1);
        guest.writePort(GuestDriver.PXIE, 0x7d40_00ff);
        guest.write(GuestDriver.GHC, 2);
    }

    @AfterEach
    void close() throws IOException {
        ahci.close();
        disk.close();
        host.close();
    }

    @Test
    void every_command_ends_whatever_meets() throws Exception {
        Thread handler = start("handler", this::handle);
        Thread disturber = start("disturber", this::disturb);
        try {
            issue(Integer.getInteger("stress.commands", COMMANDS));
        } finally {
            over = true;
            interrupts.release();
            handler.join();
            disturber.join();
        }
        assertThat(failure).hasValue(null);
    }

    private interface Work {
        void run() throws Exception;
    }

    private Thread start(String name, Work work) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                work.run();
            } catch (Exception | AssertionError e) {
                failure.compareAndSet(null, e);
                synchronized (this) {
                    notifyAll();
                }
            }
        });
    }

    private void issue(int commands) throws InterruptedException {
        for (int i = 0; i < commands && failure.get() == null; i++) {
            boolean flush = random.nextInt(50) == 0;
            synchronized (this) {
                awaitProgress(() -> active != -1 && (active == 0 || queueing != flush));
                int slot = freeSlot();
                queueing = !flush;
                active |= 1 << slot;
                if (flush) {
                    guest.prepare(slot, 0);
                    guest.diskFis(slot, FLUSH, 0, 0, 0, 0);
                    guest.issue(slot);
                } else {
                    transfer(slot);
                }
            }
            if (random.nextInt(1000) == 0) {
                reset();
            }
        }
        synchronized (this) {
            awaitProgress(() -> active == 0);
        }
    }

    /** Waits until something holds, as long as commands end; under the monitor. */
    private void awaitProgress(BooleanSupplier holds) throws InterruptedException {
        long seen = ended;
        while (failure.get() == null && !holds.getAsBoolean()) {
            wait(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
            if (seen == ended && failure.get() == null && !holds.getAsBoolean()) {
                throw new AssertionError(stuck());
            }
            seen = ended;
        }
    }

    private String stuck() {
        StringBuilder text =
                new StringBuilder("Ended %d, active %x, queued %s: IS %x PxIS %x CI %x SACT %x TFD %x CMD %x%n"
                        .formatted(
                                ended,
                                active,
                                queueing,
                                guest.read(GuestDriver.IS),
                                guest.readPort(GuestDriver.PXIS),
                                guest.readPort(GuestDriver.CI),
                                guest.readPort(GuestDriver.SACT),
                                guest.readPort(GuestDriver.TFD),
                                guest.readPort(GuestDriver.CMD)));
        Thread.getAllStackTraces()
                .forEach((thread, stack) -> text.append(thread.getName())
                        .append(' ')
                        .append(Arrays.toString(stack))
                        .append('\n'));
        return text.toString();
    }

    private int freeSlot() {
        int slot = random.nextInt(SLOTS);
        while ((active >>> slot & 1) != 0) {
            slot = (slot + 1) % SLOTS;
        }
        return slot;
    }

    /** Each slot has sectors of its own, so that what must be read is known whatever order they end in. */
    private void transfer(int slot) {
        boolean write = random.nextBoolean();
        int count = BYTES / 512;
        sectors[slot] = slot * 256L + random.nextInt(256 / count) * count;
        writes[slot] = write;
        byte[] data = new byte[BYTES];
        if (write) {
            byte value = (byte) random.nextInt();
            Arrays.fill(data, value);
            Arrays.fill(expected, (int) sectors[slot], (int) sectors[slot] + count, value);
        } else {
            Arrays.fill(data, (byte) 0x5a);
        }
        host.memory().write(GuestDriver.BUFFER + 0x4000L * slot, data);
        guest.queue(slot, write, sectors[slot], count);
    }

    private void handle() throws InterruptedException {
        while (!over) {
            interrupts.acquire();
            interrupts.drainPermits();
            int status = guest.read(GuestDriver.IS);
            if (status == 0) {
                continue;
            }
            synchronized (this) {
                int cause = guest.readPort(GuestDriver.PXIS);
                guest.writePort(GuestDriver.PXIS, cause);
                if ((cause & 1 << 30) != 0) {
                    throw new AssertionError("a task file error: %x".formatted(guest.readPort(GuestDriver.TFD)));
                }
                if (!resetting) {
                    complete(guest.readPort(queueing ? GuestDriver.SACT : GuestDriver.CI));
                }
            }
            guest.write(GuestDriver.IS, status);
        }
    }

    private void complete(int left) {
        int done = active & ~left;
        for (int slot = 0; slot < SLOTS; slot++) {
            if ((done >>> slot & 1) != 0 && queueing && !writes[slot]) {
                byte[] data = new byte[BYTES];
                host.memory().read(GuestDriver.BUFFER + 0x4000L * slot, data);
                byte[] wanted = new byte[BYTES];
                Arrays.fill(wanted, expected[(int) sectors[slot]]);
                assertThat(data).as("slot %d", slot).isEqualTo(wanted);
            }
        }
        active &= left;
        if (done != 0) {
            ended += Integer.bitCount(done);
            notifyAll();
        }
    }

    /** As after a timeout: stop, COMRESET, start, and everything again that has not ended. */
    private void reset() {
        synchronized (this) {
            resetting = true;
            complete(guest.readPort(queueing ? GuestDriver.SACT : GuestDriver.CI));
        }
        guest.writePort(GuestDriver.CMD, 0x10);
        await(GuestDriver.CMD, RUNNING);
        guest.writePort(GuestDriver.SCTL, 1);
        guest.writePort(GuestDriver.SCTL, 0);
        await(GuestDriver.TFD, BUSY);
        synchronized (this) {
            guest.restart();
            resetting = false;
            for (int slot = 0; slot < SLOTS; slot++) {
                if ((active >>> slot & 1) != 0) {
                    if (queueing) {
                        guest.writePort(GuestDriver.SACT, 1 << slot);
                    }
                    guest.issue(slot);
                }
            }
        }
    }

    private void await(int register, int bits) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while ((guest.readPort(register) & bits) != 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("The port does not come to rest. " + stuck());
            }
            Thread.onSpinWait();
        }
    }

    /** What the host does meanwhile. */
    private void disturb() throws Exception {
        Random chance = new Random(2);
        while (!over) {
            Thread.sleep(chance.nextInt(5));
            if (chance.nextBoolean()) {
                ahci.requestPause();
                ahci.awaitPaused();
                ahci.resume();
            } else {
                disk.queue().exchange(node -> node);
            }
        }
    }
}
