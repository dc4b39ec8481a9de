package org.vitrine.app.model.library;

import java.nio.file.Files;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Machines;

/**
 * Keeps what each machine's screen showed last, for when it is off: taken when the machine is paused or asked to shut down, before it is switched off, and now and then,
 * since a guest that ends asks nobody. Live pictures are the display link's affair.
 */
public final class LastPictures implements AutoCloseable {
    private static final long PERIOD_SECONDS = 60;
    private static final long PATIENCE_SECONDS = 5;

    private final MachineLibrary library;
    private final ScheduledExecutorService taking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("last-pictures").factory());

    private LastPictures(MachineLibrary library) {
        this.library = library;
    }

    /** Begins to keep pictures of all machines that run. */
    public static LastPictures keep(MachineLibrary library, Machines machines) {
        LastPictures pictures = new LastPictures(library);
        machines.addListener(pictures::follow);
        machines.sessions().forEach(pictures::follow);
        var unused = pictures.taking.scheduleWithFixedDelay(
                pictures::takeAll, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return pictures;
    }

    private void follow(MachineSession session) {
        UUID uuid = session.uuid();
        var unused = session.onEvent(event -> {
            if (event.name().equals("STOP") || event.name().equals("POWERDOWN")) {
                taking.execute(() -> take(uuid));
            }
        });
    }

    private void takeAll() {
        for (LibraryMachine machine : library.machines()) {
            if (machine.state() == LibraryMachine.State.RUNNING) {
                take(machine.uuid());
            }
        }
    }

    /** Takes a picture now, and waits a while for it; nothing happens if the machine does not run. */
    void take(UUID uuid) {
        MachineFolder folder = library.folder(uuid);
        MachineSession session = library.running().session(uuid).orElse(null);
        if (session == null || !Files.isDirectory(folder.path())) {
            return;
        }
        try {
            var unused = session.screenshot(folder.picture()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            library.look(uuid);
        } catch (ExecutionException | TimeoutException e) {
            // A machine without a screen has no picture.
            System.getLogger(LastPictures.class.getName())
                    .log(System.Logger.Level.DEBUG, "No picture of {0}: {1}", uuid, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        taking.shutdownNow();
    }
}
