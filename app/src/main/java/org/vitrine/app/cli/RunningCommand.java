package org.vitrine.app.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.text.Texts;
import picocli.CommandLine.Parameters;

/** A command to one machine that runs. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
abstract class RunningCommand extends LibraryCommand {
    private static final Duration REPLY = Duration.ofSeconds(30);
    private static final Duration NOTED = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 5;

    @Parameters(index = "0", paramLabel = "MACHINE", descriptionKey = "cli.machine")
    private String name;

    RunningCommand(Actions actions) {
        super(actions);
    }

    @Override
    final void run(OpenLibrary open) throws Refusal, InterruptedException {
        LibraryMachine machine = open.library().named(name);
        Optional<MachineSession> session = machine.session();
        if (session.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "machine.not-running", machine.name());
        }
        print(tell(open, machine, session.get()), open, machine);
    }

    /** Does it. @return what is said then */
    abstract String tell(OpenLibrary open, LibraryMachine machine, MachineSession session)
            throws Refusal, InterruptedException;

    /** Waits for the reply to a command. */
    static void await(LibraryMachine machine, CompletableFuture<?> reply) throws Refusal, InterruptedException {
        try {
            reply.get(REPLY.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw Refusal.of(
                    Refusal.Cause.GUEST,
                    "cli.refused",
                    machine.name(),
                    cause == null ? "" : String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            throw Refusal.of(Refusal.Cause.GUEST, "machine.silent");
        }
    }

    /** Waits until a machine says that it is in a state; its reply to the command may come first. */
    static void awaitState(MachineSession session, MachineState state) throws InterruptedException {
        long deadline = System.nanoTime() + REPLY.toNanos();
        while (session.state() != state && session.state() != MachineState.OFF && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Waits until the end of a machine that has ended stands in its history: nobody may be there to note it later. */
    static void awaitNoted(OpenLibrary open, LibraryMachine machine) throws InterruptedException {
        long deadline = System.nanoTime() + NOTED.toNanos();
        while (!isOverFor(open, machine) && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isOverFor(OpenLibrary open, LibraryMachine machine) {
        return open.library()
                .machine(machine.uuid())
                .map(now -> now.session().isEmpty() && now.history().isOver())
                .orElse(true);
    }

    static String sentence(String key, LibraryMachine machine) {
        return Texts.get(key, machine.name());
    }
}
