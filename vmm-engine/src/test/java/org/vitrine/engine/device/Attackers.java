package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Two of a guest's processors that do anything to a device, which pauses and goes on meanwhile. */
public final class Attackers {
    private static final int PROCESSORS = 2;
    private static final int PAUSES = 50;
    private static final Duration BETWEEN = Duration.ofMillis(2);

    private Attackers() {}

    /**
     * Lets them attack; nothing may reach them but values. Afterwards the device is paused.
     *
     * @param attack of one processor
     * @param whilePaused with the number of the pause, from 0
     */
    public static void run(Device device, long seed, Consumer<SplittableRandom> attack, IntConsumer whilePaused)
            throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Throwable> thrown = new ArrayList<>();
        List<Thread> attackers = new ArrayList<>();
        for (int i = 0; i < PROCESSORS; i++) {
            SplittableRandom own = random.split();
            attackers.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, cause) -> {
                        synchronized (thrown) {
                            thrown.add(cause);
                        }
                    })
                    .start(() -> attack.accept(own)));
        }
        for (int i = 0; i < PAUSES; i++) {
            device.resume();
            attackers.getFirst().join(BETWEEN);
            device.requestPause();
            device.awaitPaused();
            whilePaused.accept(i);
        }
        device.resume();
        for (Thread attacker : attackers) {
            attacker.join();
        }
        synchronized (thrown) {
            assertThat(thrown).isEmpty();
        }
        device.requestPause();
        device.awaitPaused();
    }
}
