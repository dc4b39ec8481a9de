package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

/**
 * A run that leaves the machine as it was: it has a configuration of its own in the runtime directory, in which an overlay in the machine's folder is before each
 * disk that it may write to, and a copy of the UEFI variables in place of them. They are removed after it, or before the next start.
 */
final class DisposableRun {
    private DisposableRun() {}

    /** Starts it; the machine's lock is held. */
    static MachineSession start(MachineLibrary library, MachineFolder folder, MachineConfig config)
            throws Refusal, InterruptedException, IOException {
        if (config.saved() != null) {
            throw Refusal.of(Refusal.Cause.INPUT, "start.saved-disposable", config.name());
        }
        sweep(folder);
        try {
            Files.createDirectory(folder.disposable());
            MachineSession session = library.running().start(configure(folder, config));
            session.addListener(new MachineSession.Listener() {
                @Override
                public void ended(Optional<Refusal> failure) {
                    try {
                        sweep(folder);
                    } catch (IOException e) {
                        System.getLogger(DisposableRun.class.getName())
                                .log(
                                        System.Logger.Level.WARNING,
                                        "{0} stays: {1}",
                                        folder.disposable(),
                                        e.getMessage());
                    }
                }
            });
            return session;
        } catch (ImageException e) {
            sweep(folder);
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        } catch (IOException | Refusal | RuntimeException e) {
            sweep(folder);
            throw e;
        }
    }

    private static MachineConfig configure(MachineFolder folder, MachineConfig config)
            throws IOException, ImageException {
        List<Disk> disks = new ArrayList<>();
        for (Disk disk : config.disks()) {
            disks.add(disk.readOnly() ? disk : overlaid(folder, disk));
        }
        Path variables = config.firmware().variables();
        MachineConfig run = config.withDisks(disks)
                .withLifeCycle(config.lifeCycle().withDisposable(true))
                .withSnapshot(null);
        if (variables != null && Files.exists(variables)) {
            Path copy = folder.disposable().resolve("variables");
            Files.copy(variables, copy);
            run = run.withFirmware(config.firmware().withVariables(copy));
        }
        return run;
    }

    private static Disk overlaid(MachineFolder folder, Disk disk) throws IOException, ImageException {
        Optional<ImageFormat> known = Optional.ofNullable(disk.format()).flatMap(ImageFormat::of);
        ImageWork.Description below = ImageWork.describe(disk.file(), known);
        Path overlay = folder.disposable().resolve(disk.id() + ".qcow2");
        ImageWork.createQcow2(
                overlay,
                Qcow2Options.ofSize(below.size())
                        .over(disk.file().toString(), below.format().id()),
                false);
        return disk.withImage(overlay, ImageFormat.QCOW2.id());
    }

    /** Removes what a run left that is over. */
    static void sweep(MachineFolder folder) throws IOException {
        if (Files.exists(folder.disposable())) {
            DurableFiles.deleteAll(folder.disposable());
        }
    }
}
