package org.vitrine.app.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineLauncher.Terminal;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.qmp.QmpClient;

/** A throw-away machine from its start to its end; ending the command (Ctrl+C, SIGTERM) ends it. */
final class BootRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MachineProcess machine;
    private final ControlLink link;
    private final TerminalMode terminal;
    private final Thread onInterrupt = new Thread(this::stop, "boot-interrupted");
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<@Nullable Refusal> screenshotFailure = new AtomicReference<>();
    private @Nullable Thread photographer;

    BootRun(MachineProcess machine, ControlLink link, Terminal serial) {
        this.machine = machine;
        this.link = link;
        this.terminal = serial == Terminal.LENT ? TerminalMode.forSerialLine() : TerminalMode.unchanged();
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    /** Makes the control socket's link. */
    void offerControl() throws Refusal {
        link.make(machine.directory().controlSocket());
    }

    /** Takes a picture later. */
    void schedule(ScreenshotPlan plan) {
        long start = System.nanoTime();
        photographer = Thread.ofVirtual().name("screenshot").start(() -> {
            try (QmpClient client = machine.connect()) {
                Thread.sleep(Duration.ofNanos(Math.max(0, plan.after().toNanos() - (System.nanoTime() - start))));
                client.execute("screendump", Map.of("filename", plan.file().toString(), "format", plan.format()))
                        .get();
                if (plan.ends()) {
                    client.execute("quit").get();
                }
            } catch (Refusal e) {
                // The machine ended early: whoever waits for it says why.
                screenshotFailure.set(e);
            } catch (ExecutionException e) {
                noPicture(plan, String.valueOf(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void noPicture(ScreenshotPlan plan, String reason) {
        screenshotFailure.set(Refusal.of(Refusal.Cause.GUEST, "boot.no-screenshot", plan.file(), reason));
        if (plan.ends()) {
            quit();
        }
    }

    /** Waits for the guest's end. @return the exit code @throws Refusal if it was a bad one */
    int awaitEnd() throws Refusal, InterruptedException {
        OptionalInt code = machine.awaitEnd();
        ended.set(true);
        if (code.orElse(ExitCodes.OK) != ExitCodes.OK) {
            throw machine.failure(code);
        }
        if (photographer != null) {
            photographer.join(PATIENCE);
            if (screenshotFailure.get() instanceof Refusal failure) {
                throw failure;
            }
        }
        return ExitCodes.OK;
    }

    /** Shows the machine in a window until it ends or the window is closed. */
    int show(Actions actions) throws Refusal, InterruptedException {
        int code = actions.show(machine);
        if (machine.isAlive()) {
            // Closing a console never stops a machine.
            ended.set(true);
            return code;
        }
        return awaitEnd();
    }

    private void stop() {
        if (!ended.getAndSet(true)) {
            quit();
            try {
                if (!machine.awaitEnd(PATIENCE)) {
                    machine.kill();
                }
            } catch (InterruptedException e) {
                machine.kill();
            }
            tidy();
        }
    }

    private void quit() {
        try (QmpClient client = QmpClient.connect(machine.directory().controlSocket())) {
            client.execute("quit").get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException e) {
            // It has ended, or ends before it answers.
            System.getLogger(BootRun.class.getName()).log(System.Logger.Level.DEBUG, "quit: {0}", e.getMessage());
        } catch (TimeoutException e) {
            machine.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tidy() {
        terminal.restore();
        if (!machine.isAlive()) {
            link.remove();
            try {
                machine.sweep();
            } catch (IOException e) {
                System.getLogger(BootRun.class.getName())
                        .log(System.Logger.Level.WARNING, "What the machine left stays: {0}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        stop();
        tidy();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs already.
            System.getLogger(BootRun.class.getName()).log(System.Logger.Level.DEBUG, "ending", e);
        }
    }
}
