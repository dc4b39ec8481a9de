package org.vitrine.app.viewmodel.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.raw.FileNode;

/**
 * Moves the image of a disk to another folder: copied beside its new place, renamed, named in the configuration, and only then removed where it was. A kill at any
 * moment leaves a machine whose disk is there.
 */
public final class DiskMove {
    private static final int PIECE = 4 << 20;

    private final MachineEdits edits;

    public DiskMove(MachineEdits edits) {
        this.edits = edits;
    }

    /** Begins to move. @param folder where the image is to be */
    public LongWork<Path> start(UUID machine, Disk disk, Path folder) {
        String name = String.valueOf(disk.file().getFileName());
        return LongWork.start(
                Texts.get("disks.moving", name),
                LongWork.Unit.BYTES,
                Texts.get("disks.moved", name),
                progress -> move(machine, disk, folder.resolve(name), progress));
    }

    private Path move(UUID machine, Disk disk, Path to, Progress progress) throws Refusal, InterruptedException {
        Path from = disk.file();
        String name = String.valueOf(from.getFileName());
        if (Files.exists(to)) {
            throw stays(name, Texts.get("disks.move-exists"));
        }
        // Locked as a machine locks it, so that none starts meanwhile.
        try (FileNode locked = FileNode.open(from, false)) {
            if (hasBackingFile(disk, locked)) {
                throw stays(name, Texts.get("disks.move-layers"));
            }
            copy(from, to, progress);
            boolean named = false;
            try {
                var unused = edits.apply(machine, present -> renamed(present, disk.id(), from, to));
                named = true;
            } finally {
                Files.deleteIfExists(named ? from : to);
            }
            return to;
        } catch (ImageException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw stays(name, String.valueOf(e.getMessage()));
        }
    }

    private static boolean hasBackingFile(Disk disk, FileNode file) throws ImageException, IOException {
        Optional<ImageFormat> format = Optional.ofNullable(disk.format()).flatMap(ImageFormat::of);
        ImageFormat kind = format.isPresent() ? format.get() : ImageFormat.guess(file);
        return kind == ImageFormat.QCOW2 && Qcow2Info.read(file).backing().isPresent();
    }

    private static MachineConfig renamed(MachineConfig present, String id, Path from, Path to) {
        return present.withDisks(present.disks().stream()
                .map(each -> each.id().equals(id) && each.file().equals(from)
                        ? DiskEdits.withImage(each, to, each.format())
                        : each)
                .toList());
    }

    private static Refusal stays(String name, String why) {
        return Refusal.of(Refusal.Cause.HOST, "disks.not-moved", name, why);
    }

    /** Within a file system the new name is enough, and the old one goes later. */
    private static void copy(Path from, Path to, Progress progress) throws IOException {
        try {
            Files.createLink(to, from);
            return;
        } catch (IOException | UnsupportedOperationException e) {
            System.getLogger(DiskMove.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "{0} is copied, since it cannot be linked: {1}",
                            from,
                            e.getMessage());
        }
        Path beside = to.resolveSibling("." + to.getFileName() + ".part");
        boolean done = false;
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long size = in.size();
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            for (long at = 0; at < size; ) {
                progress.at(at, size);
                piece.clear();
                int read = in.read(piece, at);
                if (read <= 0) {
                    break;
                }
                piece.flip();
                if (isZero(piece)) {
                    // A hole stays one.
                    at += read;
                    continue;
                }
                while (piece.hasRemaining()) {
                    at += out.write(piece, at);
                }
            }
            if (out.size() < size) {
                out.write(ByteBuffer.allocate(1), size - 1);
            }
            out.force(true);
            progress.at(size, size);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(beside);
            }
        }
    }

    private static boolean isZero(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
