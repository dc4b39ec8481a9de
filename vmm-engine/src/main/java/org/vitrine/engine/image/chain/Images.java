package org.vitrine.engine.image.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.WritethroughNode;
import org.vitrine.engine.image.foreign.Vdi;
import org.vitrine.engine.image.foreign.Vhd;
import org.vitrine.engine.image.foreign.Vhdx;
import org.vitrine.engine.image.foreign.Vmdk;
import org.vitrine.engine.image.qcow2.Qcow2Image;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.image.raw.RawImage;

/** Opens images together with their backing files, each locked; those behind the first are only read. */
public final class Images {
    private static final int MOST_IMAGES = 1000;

    private Images() {}

    /** The images that are being opened together. @param seen what identifies their files */
    private record Chain(CacheMode cache, Set<Object> seen) {}

    /**
     * Opens an image.
     *
     * @param format what it is; if empty its first bytes say so, and then it must not have been a guest's raw disk
     * @throws ImageException if it or any backing file is missing, in use, damaged or not known, or one lies behind itself
     */
    public static BlockNode open(Path path, boolean readOnly, Optional<ImageFormat> format) throws ImageException {
        return open(path, readOnly, format, CacheMode.WRITEBACK);
    }

    /** As above, with a mode that also holds for what lies behind. */
    public static BlockNode open(Path path, boolean readOnly, Optional<ImageFormat> format, CacheMode cache)
            throws ImageException {
        BlockNode image = open(path, readOnly, format, true, new Chain(cache, new HashSet<>()));
        return cache == CacheMode.WRITETHROUGH ? new WritethroughNode(image) : image;
    }

    /**
     * Opens what a file holds, for writing if the file is open so. The image owns the file then; if it fails, the file is left open.
     *
     * @param format as above
     */
    public static BlockNode open(FileNode file, Optional<ImageFormat> format) throws ImageException {
        return open(file, format, true, new Chain(CacheMode.WRITEBACK, new HashSet<>()));
    }

    private static BlockNode open(
            Path path, boolean readOnly, Optional<ImageFormat> format, boolean mayHaveBacking, Chain chain)
            throws ImageException {
        FileNode file = FileNode.open(path, readOnly, chain.cache);
        try {
            return open(file, format, mayHaveBacking, chain);
        } catch (ImageException e) {
            file.close();
            throw e;
        }
    }

    /** @param mayHaveBacking false if nothing says that a guest did not write the image's first bytes */
    private static BlockNode open(FileNode file, Optional<ImageFormat> format, boolean mayHaveBacking, Chain chain)
            throws ImageException {
        Path path = file.path();
        try {
            if (!chain.seen.add(identity(path))) {
                throw new ImageException(path + " is its own backing file; rebase one of the images in between.");
            }
            if (chain.seen.size() > MOST_IMAGES) {
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
                case QCOW2 -> openQcow2(path, file, mayHaveBacking, chain);
                case VDI -> Vdi.open(file);
                case VHD -> Vhd.open(file);
                case VHDX -> Vhdx.open(file);
                case VMDK -> Vmdk.open(file, new VmdkFiles(path, mayHaveBacking, chain));
            };
        } catch (IOException e) {
            throw new ImageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath();
    }

    private static BlockNode openQcow2(Path path, FileNode file, boolean mayHaveBacking, Chain chain)
            throws ImageException, IOException {
        Qcow2Info info = Qcow2Info.read(file);
        @Nullable BlockNode backing = null;
        if (info.backing().isPresent()) {
            if (!mayHaveBacking) {
                throw new ImageException(path + " names a backing file, but the image in front of it does not record"
                        + " its format; record it with “vitrine image rebase --unsafe”.");
            }
            backing = openBacking(path, info, chain);
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

    private static BlockNode openBacking(Path path, Qcow2Info info, Chain chain) throws ImageException {
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
            return open(BackingName.resolve(path, name), true, format, format.isPresent(), chain);
        } catch (ImageException e) {
            throw new ImageException(path + " needs its backing file: " + e.getMessage(), e);
        }
    }

    /**
     * The files beside a VMware disk's descriptor.
     *
     * @param mayHaveMore false if nothing says that a guest did not write the descriptor
     */
    private record VmdkFiles(Path disk, boolean mayHaveMore, Chain chain) implements Vmdk.Companions {
        @Override
        public BlockNode extent(String name) throws ImageException {
            checkAllowed();
            // What a disk from elsewhere names must not reach the host's other files.
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.matches("(?s).*[/\\\\\\x00].*")) {
                throw new ImageException(
                        "%s names the extent “%.200s”, which is not the name of a file beside it;".formatted(disk, name)
                                + " put that file into the same folder, and its bare name into the descriptor.");
            }
            try {
                return FileNode.open(disk.resolveSibling(name), true, chain.cache);
            } catch (ImageException e) {
                throw new ImageException(disk + " needs its extent: " + e.getMessage(), e);
            }
        }

        @Override
        public BlockNode parent(String hint) throws ImageException {
            checkAllowed();
            try {
                return open(BackingName.resolve(disk, hint), true, Optional.of(ImageFormat.VMDK), true, chain);
            } catch (ImageException e) {
                throw new ImageException(disk + " needs its parent: " + e.getMessage(), e);
            }
        }

        private void checkAllowed() throws ImageException {
            if (!mayHaveMore) {
                throw new ImageException(disk + " names further files, but the image in front of it does not record its"
                        + " format; record it with “vitrine image rebase --unsafe”.");
            }
        }
    }
}
