package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MachineClockTest {
    private static final System.Logger QUIET = System.getLogger("test.quiet");

    private final MachineClock clock = new MachineClock(QUIET);
    private final LinkedBlockingQueue<String> expired = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        clock.close();
    }

    private VmClock.Timer timer(String name) {
        return clock.timer(name, () -> expired.add(name));
    }

    @Test
    void stands_still_until_resumed() {
        assertThat(clock.nanos()).isZero();
        assertThat(clock.nanos()).isZero();
    }

    @Test
    void stands_still_while_paused_and_goes_on_from_there() {
        clock.set(1_000_000_000_000L);
        clock.resume();
        long running = clock.nanos();
        clock.pause();
        long paused = clock.nanos();

        assertThat(running).isGreaterThanOrEqualTo(1_000_000_000_000L);
        assertThat(paused).isGreaterThanOrEqualTo(running).isEqualTo(clock.nanos());
        clock.resume();
        assertThat(clock.nanos()).isGreaterThanOrEqualTo(paused);
    }

    @Test
    void is_not_set_while_it_runs() {
        clock.resume();

        assertThatThrownBy(() -> clock.set(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timers_expire_in_the_order_of_their_deadlines() throws InterruptedException {
        clock.set(1_000_000);
        List<Integer> deadlines =
                new ArrayList<>(IntStream.range(0, 200).boxed().toList());
        java.util.Collections.shuffle(deadlines, new java.util.Random(1));
        List<VmClock.Timer> timers = new ArrayList<>();
        for (int deadline : deadlines) {
            VmClock.Timer timer = timer(Integer.toString(deadline));
            timer.arm(900 - deadline);
            timer.arm(deadline);
            timers.add(timer);
        }
        for (int i = 0; i < 200; i++) {
            if (deadlines.get(i) % 3 == 0) {
                timers.get(i).cancel();
            }
        }

        clock.resume();

        for (int deadline = 0; deadline < 200; deadline++) {
            if (deadline % 3 != 0) {
                assertThat(expired.take()).isEqualTo(Integer.toString(deadline));
            }
        }
    }

    @Test
    void a_deadline_in_the_past_or_the_future_expires_once() throws InterruptedException {
        clock.resume();
        timer("past").arm(-5);
        timer("soon").arm(clock.nanos() + 2_000_000);

        assertThat(expired.take()).isEqualTo("past");
        assertThat(expired.take()).isEqualTo("soon");
        VmClock.Timer last = timer("last");
        last.arm(0);
        assertThat(expired.take()).isEqualTo("last");
        assertThat(expired).isEmpty();
    }

    @Test
    void nothing_expires_while_paused() throws InterruptedException {
        VmClock.Timer timer = timer("late");
        clock.resume();
        clock.pause();
        AtomicBoolean resumed = new AtomicBoolean();
        clock.timer("check", () -> expired.add("resumed " + resumed.get())).arm(0);
        timer.arm(1);
        resumed.set(true);
        clock.resume();

        assertThat(expired.take()).isEqualTo("resumed true");
        assertThat(expired.take()).isEqualTo("late");
    }

    @Test
    void pause_waits_for_a_callback_that_runs() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        clock.timer("slow", () -> {
                    entered.countDown();
                    try {
                        leave.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    expired.add("slow");
                })
                .arm(0);
        clock.resume();
        entered.await();
        Thread pausing = Thread.ofPlatform().start(() -> {
            clock.pause();
            expired.add("paused");
        });
        leave.countDown();
        pausing.join();

        assertThat(expired).containsExactly("slow", "paused");
    }

    @Test
    void a_callback_may_pause_the_clock_and_arm_its_own_timer() throws InterruptedException {
        VmClock.Timer[] self = new VmClock.Timer[1];
        self[0] = clock.timer("self", () -> {
            clock.pause();
            self[0].arm(0);
            expired.add("once");
        });
        self[0].arm(0);
        clock.resume();

        assertThat(expired.take()).isEqualTo("once");
        clock.pause();
        clock.resume();
        assertThat(expired.take()).isEqualTo("once");
    }

    @Test
    void a_callback_that_throws_harms_no_other_timer() throws InterruptedException {
        System.Logger log = System.getLogger("test.timer");
        java.util.logging.Logger.getLogger("test.timer").setLevel(java.util.logging.Level.OFF);
        try (MachineClock other = new MachineClock(log)) {
            other.timer("broken", () -> {
                        throw new IllegalStateException("on purpose");
                    })
                    .arm(0);
            other.timer("sound", () -> expired.add("sound")).arm(1);
            other.resume();

            assertThat(expired.poll(20, TimeUnit.SECONDS)).isEqualTo("sound");
        }
    }

    @Test
    void arming_and_cancelling_allocate_nothing() {
        VmClock.Timer[] timers =
                IntStream.range(0, 40).mapToObj(i -> timer("t" + i)).toArray(VmClock.Timer[]::new);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        SplittableRandom random = new SplittableRandom(3);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            VmClock.Timer timer = timers[i % timers.length];
            if (random.nextInt(4) == 0) {
                timer.cancel();
            } else {
                timer.arm(random.nextLong(1L << 50));
            }
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4096);
    }
}
