package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.HostFinding;
import org.vitrine.engine.config.MachineConfig;

/** Starts machines of the library; a saved one goes on where it was. Waits until the machine answers: not for the JavaFX thread. */
public final class StartMachine {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private final MachineLibrary library;
    private final HostCheck host;

    public StartMachine(MachineLibrary library, HostCheck host) {
        this.library = library;
        this.host = host;
    }

    /** Starts a machine as its configuration says: a disposable one as such. */
    public MachineSession start(UUID uuid) throws Refusal, InterruptedException {
        return start(uuid, false);
    }

    /** Starts a machine that is afterwards what it is now; a saved one goes on where it was, again and again. */
    public MachineSession startDisposable(UUID uuid) throws Refusal, InterruptedException {
        return start(uuid, true);
    }

    private MachineSession start(UUID uuid, boolean disposable) throws Refusal, InterruptedException {
        MachineFolder folder = library.folder(uuid);
        library.setStarting(uuid, true);
        // Held until the process has the machine, so that nobody changes it in between.
        try (MachineLock lock = MachineLock.take(folder)) {
            MachineConfig config = MachineReader.config(folder);
            if (library.running().isAlive(uuid)) {
                throw Refusal.of(Refusal.Cause.INPUT, "machine.runs-already", config.name());
            }
            check(config);
            awaitLeft(uuid);
            return launch(folder, config, disposable);
        } catch (IOException e) {
            throw HostTrouble.of(e, folder.path());
        } finally {
            library.setStarting(uuid, false);
            library.look(uuid);
        }
    }

    private MachineSession launch(MachineFolder folder, MachineConfig config, boolean disposable)
            throws Refusal, InterruptedException, IOException {
        MachineHistory history =
                MachineHistory.read(folder.history()).withStart(library.clock().instant());
        history.write(folder.history());
        try {
            Files.createDirectories(folder.logs());
            return library.running().startStored(config, folder.machineFile(), folder.log(), disposable);
        } catch (Refusal e) {
            history.withEnd(library.clock().instant(), e.sentence()).write(folder.history());
            throw e;
        }
    }

    /** A process that served the machine while it was off ends a moment after it is left. */
    private void awaitLeft(UUID uuid) throws Refusal, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (library.running().isServedOffline(uuid)) {
            if (System.nanoTime() - deadline > 0) {
                throw Refusal.of(Refusal.Cause.INPUT, "library.busy");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** What can be wrong is found here, where it gets a better sentence than a process that ends. */
    private void check(MachineConfig config) throws Refusal {
        HostFinding obstacle = host.obstacle().orElse(null);
        if (obstacle != null) {
            throw Refusal.inWords(
                    Refusal.Cause.HOST,
                    obstacle.sentence()
                            + obstacle.mend().map(mend -> " " + mend).orElse(""));
        }
        HostLimits.check(host, config.memoryMiB(), config.processor().cpus());
        HostLimits.check(host, config.firmware());
        for (MachineConfig.Optical drive : config.optical()) {
            Path medium = drive.medium();
            if (medium != null) {
                if (!Files.exists(medium)) {
                    throw Refusal.of(Refusal.Cause.INPUT, "start.disc-gone", medium, config.name());
                }
                IsoImage.check(medium);
            }
        }
        for (MachineConfig.Disk disk : config.disks()) {
            if (!Files.exists(disk.file())) {
                throw Refusal.of(Refusal.Cause.INPUT, "start.disk-gone", disk.file(), config.name());
            }
        }
    }
}
