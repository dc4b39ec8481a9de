package org.vitrine.engine.image.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.foreign.Vdi;
import org.vitrine.engine.image.foreign.Vhd;
import org.vitrine.engine.image.qcow2.Qcow2Image;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.image.raw.RawImage;

/** Opens images together with their backing files, each locked; those behind the first are only read. */
public final class Images {
    private static final int MOST_IMAGES = 1000;

    private Images() {}

    /**
     * Opens an image.
     *
     * @param format what it is; if empty its first bytes say so, and then it must not have been a guest's raw disk
     * @throws ImageException if it or any backing file is missing, in use, damaged or not known, or one lies behind itself
     */
    public static BlockNode open(Path path, boolean readOnly, Optional<ImageFormat> format) throws ImageException {
        return open(path, readOnly, format, true, new HashSet<>());
    }

    /**
     * Opens what a file holds, for writing if the file is open so. The image owns the file then; if it fails, the file is left open.
     *
     * @param format as above
     */
    public static BlockNode open(FileNode file, Optional<ImageFormat> format) throws ImageException {
        return open(file, format, true, new HashSet<>());
    }

    private static BlockNode open(
            Path path, boolean readOnly, Optional<ImageFormat> format, boolean mayHaveBacking, Set<Object> seen)
            throws ImageException {
        FileNode file = FileNode.open(path, readOnly);
        try {
            return open(file, format, mayHaveBacking, seen);
        } catch (ImageException e) {
            file.close();
            throw e;
        }
    }

    /** @param mayHaveBacking false if nothing says that a guest did not write the image's first bytes */
    private static BlockNode open(FileNode file, Optional<ImageFormat> format, boolean mayHaveBacking, Set<Object> seen)
            throws ImageException {
        Path path = file.path();
        try {
            if (!seen.add(identity(path))) {
                throw new ImageException(path + " is its own backing file; rebase one of the images in between.");
            }
            if (seen.size() > MOST_IMAGES) {
                throw new ImageException(path + " lies behind more than 1,000 images; commit some of them.");
            }
            ImageFormat kind = format.isPresent() ? format.get() : ImageFormat.guess(file);
            if (!kind.isWritable() && !file.isReadOnly()) {
                throw new ImageException(
                        "%s is a %s image, which is only read here; convert it, or put an overlay before it."
                                .formatted(path, kind.id()));
            }
            return switch (kind) {
                case RAW -> RawImage.open(file);
                case QCOW2 -> openQcow2(path, file, mayHaveBacking, seen);
                case VDI -> Vdi.open(file);
                case VHD -> Vhd.open(file);
            };
        } catch (IOException e) {
            throw new ImageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath();
    }

    private static BlockNode openQcow2(Path path, FileNode file, boolean mayHaveBacking, Set<Object> seen)
            throws ImageException, IOException {
        Qcow2Info info = Qcow2Info.read(file);
        @Nullable BlockNode backing = null;
        if (info.backing().isPresent()) {
            if (!mayHaveBacking) {
                throw new ImageException(path + " names a backing file, but the image in front of it does not record"
                        + " its format; record it with “vitrine image rebase --unsafe”.");
            }
            backing = openBacking(path, info, seen);
        }
        try {
            return Qcow2Image.open(file, backing);
        } catch (ImageException | IOException e) {
            if (backing != null) {
                backing.close();
            }
            throw e;
        }
    }

    private static BlockNode openBacking(Path path, Qcow2Info info, Set<Object> seen) throws ImageException {
        String name = info.backing().orElseThrow();
        Optional<ImageFormat> format = Optional.empty();
        if (info.backingFormat().isPresent()) {
            String id = info.backingFormat().get();
            format = ImageFormat.of(id);
            if (format.isEmpty()) {
                throw new ImageException("%s needs its backing file %s as %s, which is not supported; convert it."
                        .formatted(path, name, id));
            }
        }
        try {
            return open(BackingName.resolve(path, name), true, format, format.isPresent(), seen);
        } catch (ImageException e) {
            throw new ImageException(path + " needs its backing file: " + e.getMessage(), e);
        }
    }
}
