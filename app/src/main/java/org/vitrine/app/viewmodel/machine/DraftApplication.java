package org.vitrine.app.viewmodel.machine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.model.library.UnnamedImage;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

/**
 * Applies a draft: first the images that the configuration is going to name, then what a running machine takes at once, then the configuration, at last what
 * nothing names any more goes to the trash. If it fails, the configuration is what it was and new images are gone. Waits: not for the JavaFX thread.
 */
final class DraftApplication {
    private final MachineEdits edits;
    private final LiveChanges live;

    DraftApplication(MachineEdits edits, LiveChanges live) {
        this.edits = edits;
        this.live = live;
    }

    /**
     * What became of it.
     *
     * @param config as the machine has it now
     * @param later whether something is only seen at the machine's next start
     * @param trouble what did not work after the configuration was changed, a sentence each
     */
    record Result(MachineConfig config, boolean later, List<String> trouble) {}

    Result apply(Edit base, Edit sent) throws Refusal, InterruptedException {
        Set<Part> parts = base.differences(sent);
        MachineConfig now = edits.present(sent.config().uuid());
        checkFresh(parts, base, now);
        // Before anything is plugged in, which would stay when the configuration is refused.
        edits.check(now.uuid(), merge(parts, sent, now));
        List<Path> made = new ArrayList<>();
        List<UnnamedImage> unnamed = new ArrayList<>();
        boolean done = false;
        try {
            for (MachineConfig.Disk disk : sent.config().disks()) {
                if (sent.plan(disk.id()).orElse(null) instanceof ImagePlan.Create create) {
                    unnamed.add(make(disk, create.size()));
                    made.add(disk.file());
                }
            }
            if (!live.isRunning()) {
                for (MachineConfig.Disk disk : sent.config().disks()) {
                    if (sent.plan(disk.id()).orElse(null) instanceof ImagePlan.Grow grow) {
                        grow(disk, grow.size());
                    }
                }
            }
            // First, since a running machine's process names in its file what is plugged in, with the place that it
            // found.
            List<String> trouble = new ArrayList<>(live.apply(base, sent));
            MachineEdits.Result result = edits.apply(sent.config().uuid(), present -> {
                checkFresh(parts, base, present);
                return merge(parts, sent, present);
            });
            done = true;
            trouble.addAll(throwAway(base, sent));
            return new Result(result.config(), !result.atNextStart().isEmpty(), trouble);
        } finally {
            if (!done) {
                made.stream().filter(file -> !live.isRunning()).forEach(DraftApplication::remove);
            }
            unnamed.forEach(DraftApplication::forget);
        }
    }

    /** An image that came in a disk's place meanwhile, as a snapshot's does, is neither replaced nor grown, and what it is based on is not thrown away. */
    private static void checkFresh(Set<Part> parts, Edit base, MachineConfig present) throws Refusal {
        Edit now = Edit.of(present);
        for (Part part : parts) {
            if (part instanceof DiskPart disk && !new DiskPart(disk.id(), DiskPart.Field.IMAGE).sameIn(base, now)) {
                throw MachineEdits.stale(present);
            }
        }
    }

    /** What the machine has may be another configuration than the draft began with. */
    private static MachineConfig merge(Set<Part> parts, Edit sent, MachineConfig present) {
        Edit merged = Edit.of(present);
        for (Part part : parts) {
            merged = part.put(sent, merged);
        }
        return merged.config();
    }

    /** A kill before the configuration names the image leaves it with its note. */
    private static UnnamedImage make(MachineConfig.Disk disk, long size) throws Refusal {
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(disk.file().getParent()));
            UnnamedImage note = UnnamedImage.begin(disk.file());
            boolean made = false;
            try {
                ImageWork.createQcow2(disk.file(), Qcow2Options.ofSize(size), false);
                made = true;
                return note;
            } finally {
                if (!made) {
                    forget(note);
                }
            }
        } catch (ImageException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "disks.not-made", disk.file(), Texts.get("disks.move-exists"));
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.HOST, "disks.not-made", disk.file(), String.valueOf(e.getMessage()));
        }
    }

    private static void grow(MachineConfig.Disk disk, long size) throws Refusal {
        try {
            ImageWork.resize(disk.file(), Optional.ofNullable(disk.format()).flatMap(ImageFormat::of), size, false);
        } catch (ImageException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.HOST, "disks.not-grown", disk.file(), String.valueOf(e.getMessage()));
        }
    }

    private static void forget(UnnamedImage note) {
        try {
            note.close();
        } catch (IOException e) {
            System.getLogger(DraftApplication.class.getName())
                    .log(System.Logger.Level.WARNING, "A note of a new image stays: {0}", e.getMessage());
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(DraftApplication.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} stays, though nothing uses it: {1}", file, e.getMessage());
        }
    }

    private List<String> throwAway(Edit base, Edit sent) {
        List<String> trouble = new ArrayList<>();
        sent.plans().forEach((id, plan) -> {
            // One that is in use stays where it is, of which applying has told.
            if (plan instanceof ImagePlan.Trash && !live.hasStill(id)) {
                base.disk(id).ifPresent(disk -> live.trash(disk.file()).ifPresent(trouble::add));
            }
        });
        return trouble;
    }
}
