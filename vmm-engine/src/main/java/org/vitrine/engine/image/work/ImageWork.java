package org.vitrine.engine.image.work;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.block.Ranges;
import org.vitrine.engine.image.chain.BackingName;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.foreign.VmdkImage;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Image;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.qcow2.Repair;
import org.vitrine.engine.image.raw.FileNode;

/**
 * What can be done with images that no machine uses: they are locked meanwhile. When it fails or is stopped, a disk's content is what it was.
 * {@link ImageException} says in one sentence what cannot be, {@link IOException} what the host could not do.
 */
public final class ImageWork {
    private static final int PIECE = 1 << 20;

    private ImageWork() {}

    /**
     * What an image is.
     *
     * @param size of the disk in bytes
     * @param fileSize bytes that the file takes on the host
     * @param qcow2 what only that format has
     */
    public record Description(ImageFormat format, long size, long fileSize, Optional<Qcow2Info> qcow2) {}

    /** Looks at an image, but not at what lies behind it. */
    public static Description describe(Path path, Optional<ImageFormat> format) throws ImageException, IOException {
        try (FileNode file = FileNode.open(path, true)) {
            ImageFormat kind = format.isPresent() ? format.get() : ImageFormat.guess(file);
            if (kind == ImageFormat.QCOW2) {
                Qcow2Info info = Qcow2Info.read(file);
                return new Description(kind, info.size(), allocated(file), Optional.of(info));
            }
            if (kind == ImageFormat.RAW) {
                return new Description(kind, file.size(), allocated(file), Optional.empty());
            }
            try (BlockNode image = Images.open(file, Optional.of(kind))) {
                long fileSize = image instanceof VmdkImage disk ? disk.fileSize() : allocated(file);
                return new Description(kind, image.size(), fileSize, Optional.empty());
            }
        }
    }

    private static long allocated(FileNode file) {
        long bytes = 0;
        for (long at = 0; at < file.size(); ) {
            Extent extent = file.extent(at, file.size() - at);
            bytes += extent.kind() == Extent.Kind.DATA ? extent.length() : 0;
            at += extent.length();
        }
        return bytes;
    }

    /** Bytes of an image's disk. */
    public static long diskSize(Path path, Optional<ImageFormat> format) throws ImageException, IOException {
        return describe(path, format).size();
    }

    /** Makes a raw disk of zeroes. @param replace whether a file of that name may be replaced */
    public static void createRaw(Path path, long size, boolean replace) throws ImageException, IOException {
        Ranges.checkDiskSize(path.toString(), size);
        checkFree(path, replace);
        Replacement.write(path, replace, file -> file.resize(size));
    }

    /** Makes an empty qcow2 image; its backing file, if any, must be there and open. */
    public static void createQcow2(Path path, Qcow2Options options, boolean replace)
            throws ImageException, IOException {
        checkFree(path, replace);
        if (options.backing().isPresent()) {
            openBacking(path, options.backing(), options.backingFormat())
                    .orElseThrow()
                    .close();
        }
        Replacement.write(path, replace, file -> Qcow2Creator.create(file, options));
    }

    /** Whoever replaces a file must not take it from under a machine. */
    private static void checkFree(Path path, boolean replace) throws ImageException {
        if (replace && java.nio.file.Files.exists(path)) {
            FileNode.open(path, false).close();
        }
    }

    /** Opens what an image names as its backing file, for reading. */
    private static Optional<BlockNode> openBacking(Path image, Optional<String> name, Optional<String> format)
            throws ImageException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Images.open(BackingName.resolve(image, name.get()), true, format.flatMap(ImageFormat::of)));
    }

    /** Copies what a guest sees of a disk into a new raw file. */
    public static void convertToRaw(
            Path from, Optional<ImageFormat> format, Path to, boolean replace, Progress progress)
            throws ImageException, IOException {
        checkFree(to, replace);
        try (BlockNode source = Images.open(from, true, format)) {
            Replacement.write(to, replace, file -> {
                file.resize(source.size());
                Copying.all(source, file, progress);
            });
        }
    }

    /**
     * Copies what a guest sees of a disk into a new qcow2 image.
     *
     * @param options whose size is taken from the source
     */
    public static void convertToQcow2(
            Path from,
            Optional<ImageFormat> format,
            Path to,
            Qcow2Options options,
            boolean compress,
            boolean replace,
            Progress progress)
            throws ImageException, IOException {
        checkFree(to, replace);
        try (BlockNode source = Images.open(from, true, format)) {
            Replacement.write(to, replace, file -> {
                Qcow2Creator.create(file, options.withSize(source.size()));
                try (Qcow2Image target = Qcow2Image.open(file, null)) {
                    if (compress) {
                        Copying.compressed(source, target, progress);
                    } else {
                        Copying.all(source, target, progress);
                    }
                }
            });
        }
    }

    /** Changes a disk's size. @param shrink whether it may lose its end */
    public static void resize(Path path, Optional<ImageFormat> format, long size, boolean shrink)
            throws ImageException, IOException {
        try (BlockNode image = Images.open(path, false, format)) {
            if (size < image.size() && !shrink) {
                throw new ImageException("%s has %,d bytes and would lose its end; allow that with --shrink."
                        .formatted(path, image.size()));
            }
            image.resize(size);
            image.flush();
        }
    }

    /** Looks for contradictions in an image, and mends them if asked to; a raw one has none (empty). */
    public static Optional<Qcow2Check.Result> check(
            Path path, Optional<ImageFormat> format, boolean repair, Progress progress)
            throws ImageException, IOException {
        try (FileNode file = FileNode.open(path, !repair)) {
            ImageFormat kind = format.isPresent() ? format.get() : ImageFormat.guess(file);
            if (kind != ImageFormat.QCOW2) {
                return Optional.empty();
            }
            return Optional.of(repair ? Repair.repair(file, progress) : Qcow2Check.check(file, progress));
        }
    }

    /**
     * Puts another backing file, or none, behind a qcow2 image; the disk's content stays.
     *
     * @param name as it is to be written into the image
     */
    public static void rebase(Path path, Optional<String> name, Optional<String> format, Progress progress)
            throws ImageException, IOException {
        try (FileNode file = FileNode.open(path, false);
                BlockNode image = Images.open(file, Optional.of(ImageFormat.QCOW2));
                @Nullable BlockNode behind = openBacking(path, name, format).orElse(null)) {
            Optional<BlockNode> next = Optional.ofNullable(behind);
            for (long at = 0; at < image.size(); ) {
                progress.at(at, image.size());
                Extent extent = image.extent(at, Math.min(PIECE, image.size() - at));
                if (extent.kind() == Extent.Kind.BACKING) {
                    byte[] now = Copying.read(Optional.of(image), at, (int) extent.length());
                    if (!Arrays.equals(now, Copying.read(next, at, (int) extent.length()))) {
                        image.write(at, Buffers.of(now));
                    }
                }
                at += extent.length();
            }
            image.flush();
            Qcow2Creator.nameBacking(file, name, format);
            progress.at(image.size(), image.size());
        }
    }

    /** Writes another backing file's name into a qcow2 image and looks at neither: the disk's content changes if theirs differ. */
    public static void rebaseUnsafely(Path path, Optional<String> name, Optional<String> format)
            throws ImageException, IOException {
        try (FileNode file = FileNode.open(path, false)) {
            Qcow2Creator.nameBacking(file, name, format);
        }
    }

    /** Writes what a qcow2 image holds into its backing file, and empties it then: its disk stays as it is. */
    public static void commit(Path path, Progress progress) throws ImageException, IOException {
        try (FileNode file = FileNode.open(path, false)) {
            Qcow2Info info = Qcow2Info.read(file);
            if (info.backing().isEmpty()) {
                throw new ImageException(path + " has no backing file to commit to; convert it instead.");
            }
            if (!info.snapshots().isEmpty()) {
                throw new ImageException(path + " has snapshots inside, which would be lost; delete them first.");
            }
            Path below = BackingName.resolve(path, info.backing().get());
            Optional<ImageFormat> format = info.backingFormat().flatMap(ImageFormat::of);
            try (BlockNode backing = Images.open(below, false, format);
                    Qcow2Image image = Qcow2Image.open(file, backing)) {
                if (backing.size() < image.size()) {
                    backing.resize(image.size());
                }
                Copying.ownOnly(image, backing, progress);
                backing.flush();
                image.showBacking();
            }
        }
    }

    /** Writes an image anew without the space that it no longer needs. */
    public static void compact(Path path, Optional<ImageFormat> format, Progress progress)
            throws ImageException, IOException {
        try (FileNode file = FileNode.open(path, false)) {
            ImageFormat kind = format.isPresent() ? format.get() : ImageFormat.guess(file);
            if (kind == ImageFormat.RAW) {
                Replacement.write(path, true, fresh -> {
                    fresh.resize(file.size());
                    Copying.all(file, fresh, progress);
                });
                return;
            }
            Qcow2Info info = Qcow2Info.read(file);
            if (!info.snapshots().isEmpty()) {
                throw new ImageException(path + " has snapshots inside, which would be lost; delete them first.");
            }
            try (BlockNode image = Images.open(file, Optional.of(kind))) {
                Replacement.write(path, true, fresh -> {
                    Qcow2Creator.create(fresh, info.options());
                    BlockNode behind = openBacking(path, info.backing(), info.backingFormat())
                            .orElse(null);
                    try (Qcow2Image target = Qcow2Image.open(fresh, behind)) {
                        copyOwn(image, target, info.backing().isPresent(), progress);
                    }
                });
            }
        }
    }

    private static void copyOwn(BlockNode image, Qcow2Image target, boolean overlay, Progress progress)
            throws IOException {
        if (overlay) {
            Copying.ownOnly(image, target, progress);
        } else {
            Copying.all(image, target, progress);
        }
    }
}
