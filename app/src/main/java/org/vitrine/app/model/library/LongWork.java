package org.vitrine.app.model.library;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.image.Progress;

/**
 * Work that takes its time: how far it is, how fast, a cancel, and an end that says what happened. Runs on a thread of its own; every method may be
 * called by any thread, listeners hear on the work's.
 *
 * @param <T> what it makes
 */
public final class LongWork<T> {
    /** The rate is taken over so long. */
    private static final long RATE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long TELL_NANOS = Duration.ofMillis(50).toNanos();

    /** Where it stands. */
    public enum State {
        RUNNING,
        CANCELLING,
        DONE,
        CANCELLED,
        FAILED;

        public boolean isOver() {
            return this == DONE || this == CANCELLED || this == FAILED;
        }
    }

    /** What the amounts are. */
    public enum Unit {
        BYTES,
        /** Only their ratio means something. */
        PARTS
    }

    /** The work itself. */
    @FunctionalInterface
    public interface Body<T> {
        /**
         * Does it.
         *
         * @param progress to be told often; throws {@link CancellationException} once the work is to be given up
         * @throws Refusal with the sentence of a bad end
         */
        T run(Progress progress) throws Refusal, InterruptedException;
    }

    /** Hears of every change. */
    @FunctionalInterface
    public interface Listener {
        void changed(LongWork<?> work);
    }

    private final String title;
    private final Unit unit;
    private final String doneSentence;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile State state = State.RUNNING;
    private volatile String sentence = "";
    private volatile long done;
    private volatile long total = -1;
    private volatile double rate;
    private volatile boolean failureToldByAsker;
    private long markNanos = System.nanoTime();
    private long markDone;
    private long toldNanos = markNanos - TELL_NANOS;

    private LongWork(String title, Unit unit, String doneSentence) {
        this.title = title;
        this.unit = unit;
        this.doneSentence = doneSentence;
    }

    /**
     * Begins work on a thread of its own.
     *
     * @param title what is done, such as "Copying disk.qcow2"
     * @param doneSentence what is said when it has been done
     */
    public static <T> LongWork<T> start(String title, Unit unit, String doneSentence, Body<T> body) {
        LongWork<T> work = new LongWork<>(title, unit, doneSentence);
        Thread.ofVirtual().name("long-work").start(() -> work.run(body));
        return work;
    }

    private void run(Body<T> body) {
        try {
            T made = body.run(this::report);
            end(State.DONE, doneSentence);
            result.complete(made);
        } catch (CancellationException e) {
            end(State.CANCELLED, Texts.get("work.cancelled"));
            result.completeExceptionally(e);
        } catch (Refusal e) {
            end(State.FAILED, e.sentence());
            result.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(State.CANCELLED, Texts.get("work.cancelled"));
            result.completeExceptionally(e);
        } catch (RuntimeException e) {
            System.getLogger(LongWork.class.getName()).log(System.Logger.Level.ERROR, title, e);
            end(State.FAILED, Texts.get("work.broken", String.valueOf(e.getMessage())));
            result.completeExceptionally(e);
        }
    }

    private synchronized void report(long newDone, long newTotal) {
        if (state == State.CANCELLING) {
            throw new CancellationException();
        }
        done = newDone;
        total = newTotal;
        long now = System.nanoTime();
        if (now - markNanos >= RATE_NANOS) {
            rate = Math.max(0, (newDone - markDone) * 1e9 / (now - markNanos));
            markNanos = now;
            markDone = newDone;
        }
        if (now - toldNanos >= TELL_NANOS) {
            toldNanos = now;
            tell();
        }
    }

    private void end(State last, String words) {
        synchronized (this) {
            state = last;
            sentence = words;
        }
        tell();
    }

    private void tell() {
        listeners.forEach(listener -> listener.changed(this));
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    /** Asks the work to give up; what it was to change is as before then. Nothing happens if it is over. */
    public void cancel() {
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            state = State.CANCELLING;
        }
        tell();
    }

    /** Says that who asked for it tells why it failed, beside what he asked with, so that nobody else has to. @return this */
    public LongWork<T> withFailureToldByAsker() {
        failureToldByAsker = true;
        return this;
    }

    public boolean isFailureToldByAsker() {
        return failureToldByAsker;
    }

    public String title() {
        return title;
    }

    public State state() {
        return state;
    }

    public Unit unit() {
        return unit;
    }

    /** What has been done, in {@link #unit}s. */
    public long done() {
        return done;
    }

    /** All that is to be done; negative if nobody knows yet. */
    public long total() {
        return total;
    }

    /** From 0 to 1; negative if nobody knows yet. */
    public double fraction() {
        long all = total;
        return all <= 0 ? -1 : Math.clamp((double) done / all, 0, 1);
    }

    /** {@link #unit}s a second; 0 if nobody knows yet. */
    public double rate() {
        return rate;
    }

    public Optional<Duration> timeLeft() {
        double speed = rate;
        return speed <= 0 || total < 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (Math.max(0, total - done) / speed * 1000)));
    }

    /** What happened, once it is over; empty before. */
    public String sentence() {
        return sentence;
    }

    /** What it made; fails with a {@link Refusal} or a {@link CancellationException}. */
    public CompletableFuture<T> result() {
        return result;
    }

    /** Waits for the end. @throws Refusal with the sentence of a bad one, also if it was cancelled */
    public T await() throws Refusal, InterruptedException {
        try {
            return result.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw Refusal.inWords(Refusal.Cause.HOST, sentence);
        } catch (CancellationException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, sentence);
        }
    }
}
