package org.vitrine.engine.image.raw;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.LinuxException;

/**
 * A file or block device of the host, locked against other programs. Unlike other nodes it grows when it is written past its end, and reads as zeroes
 * there: a format's tables decide what lies where. Holes stay holes.
 */
public final class FileNode implements BlockNode {
    /** Zeroes are written from here where a file system has no holes. */
    private static final int ZEROES = 1 << 16;

    private final Path path;
    private final DiskFile file;
    private final boolean readOnly;
    private final boolean flushes;
    private final DirectAccess access;
    private final AtomicLong size;
    private volatile boolean toldRemoved;
    private volatile boolean closed;

    private FileNode(Path path, DiskFile file, boolean readOnly, CacheMode cache) {
        this.path = path;
        this.file = file;
        this.readOnly = readOnly;
        this.flushes = cache != CacheMode.UNSAFE;
        this.access = new DirectAccess(file);
        this.size = new AtomicLong(file.size());
    }

    /**
     * Opens and locks an existing image.
     *
     * @throws ImageException if it is missing, a directory, not permitted or in use
     */
    public static FileNode open(Path path, boolean readOnly) throws ImageException {
        return open(path, readOnly, CacheMode.WRITEBACK);
    }

    /** As above. {@link CacheMode#WRITETHROUGH} is no matter of files: whoever is above flushes. */
    public static FileNode open(Path path, boolean readOnly, CacheMode cache) throws ImageException {
        checkKind(path);
        DiskFile file;
        try {
            file = cache == CacheMode.NONE
                    ? DiskFile.openDirect(path.toString(), !readOnly)
                    : DiskFile.open(path.toString(), !readOnly);
        } catch (LinuxException e) {
            if (cache == CacheMode.NONE && e.errno() == Errno.EINVAL) {
                throw new ImageException(
                        path + " cannot be used without the host's cache, its file system cannot do that;"
                                + " choose another cache mode.",
                        e);
            }
            throw refused(path, readOnly, e);
        }
        return locked(path, file, readOnly, cache);
    }

    /** Makes and locks a new, empty file. @throws ImageException if there is one already, or it cannot be made */
    public static FileNode create(Path path) throws ImageException {
        DiskFile file;
        try {
            file = DiskFile.create(path.toString());
        } catch (LinuxException e) {
            throw new ImageException(
                    path + " cannot be created: " + e.errno().words() + "; choose another name or folder.", e);
        }
        return locked(path, file, false, CacheMode.WRITEBACK);
    }

    private static FileNode locked(Path path, DiskFile file, boolean readOnly, CacheMode cache) throws ImageException {
        try {
            ImageLock.take(file, path.toString(), !readOnly);
            return new FileNode(path, file, readOnly, cache);
        } catch (ImageException e) {
            file.close();
            throw e;
        } catch (LinuxException e) {
            file.close();
            throw refused(path, readOnly, e);
        }
    }

    private static void checkKind(Path path) throws ImageException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new ImageException(path + " is a directory; name an image file in it.");
            }
            // A FIFO would block, and a terminal is no disk; block devices are "other" too.
            if (attributes.isOther() && !isBlockDevice(path)) {
                throw new ImageException(path + " is neither a file nor a disk; name an image file.");
            }
        } catch (NoSuchFileException e) {
            throw new ImageException(path + " does not exist; check the path.", e);
        } catch (AccessDeniedException e) {
            throw new ImageException(path + " cannot be reached, permission was denied; change its permissions.", e);
        } catch (FileSystemException e) {
            throw new ImageException(path + " cannot be opened: " + e.getReason() + "; check the path.", e);
        } catch (IOException e) {
            throw new ImageException(path + " cannot be opened: " + e.getMessage() + ".", e);
        }
    }

    private static boolean isBlockDevice(Path path) throws IOException {
        final int type = 0170000;
        final int blockDevice = 0060000;
        return ((Integer) Files.getAttribute(path, "unix:mode") & type) == blockDevice;
    }

    private static ImageException refused(Path path, boolean readOnly, LinuxException e) {
        String whatFor = readOnly ? "read" : "written";
        return new ImageException(
                path + " cannot be " + whatFor + ": " + e.errno().words() + "; check its permissions and its disk.", e);
    }

    public Path path() {
        return path;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return size.get();
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        try {
            access.read(position, into);
        } catch (LinuxException e) {
            throw failed("read", e);
        }
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        checkWritable();
        try {
            access.write(position, from);
        } catch (LinuxException e) {
            throw failed("written", e);
        }
        size.accumulateAndGet(position + from.byteSize(), Math::max);
    }

    @Override
    public void writeZeroes(long position, long length) throws IOException {
        checkWritable();
        long end = position + length;
        try {
            long inside = Math.clamp(size() - position, 0, length);
            if (inside > 0 && !access.punchHole(position, inside)) {
                writeZeroesByHand(position, inside);
            }
            if (end > size()) {
                access.extendTo(end);
                size.accumulateAndGet(end, Math::max);
            }
        } catch (LinuxException e) {
            throw failed("written", e);
        }
    }

    private void writeZeroesByHand(long position, long length) {
        Buffers zeroes = Buffers.of(new byte[(int) Math.min(length, ZEROES)]);
        for (long at = 0; at < length; at += zeroes.byteSize()) {
            access.write(position + at, zeroes.slice(0, Math.min(zeroes.byteSize(), length - at)));
        }
    }

    @Override
    public void discard(long position, long length) throws IOException {
        checkWritable();
        try {
            long inside = Math.clamp(size() - position, 0, length);
            if (inside > 0) {
                access.punchHole(position, inside);
            }
        } catch (LinuxException e) {
            throw failed("written", e);
        }
    }

    @Override
    public void flush() throws IOException {
        if (readOnly || !flushes) {
            return;
        }
        try {
            file.sync();
        } catch (LinuxException e) {
            throw failed("flushed", e);
        }
        tellIfRemoved();
    }

    /** Once, so that whoever knows can go on. */
    private void tellIfRemoved() throws BlockException {
        if (!toldRemoved && file.isRemoved()) {
            toldRemoved = true;
            throw new BlockException(
                    BlockException.Kind.MEDIUM,
                    name()
                            + " was removed while it is in use: all that is in it is lost when it is closed. Save elsewhere what matters, and go on.");
        }
    }

    @Override
    public Extent extent(long position, long length) {
        long data = file.nextData(position);
        if (data > position) {
            return new Extent(Math.min(length, data - position), Extent.Kind.ZERO);
        }
        long hole = file.nextHole(position);
        return hole <= position
                ? new Extent(length, Extent.Kind.ZERO)
                : new Extent(Math.min(length, hole - position), Extent.Kind.DATA);
    }

    @Override
    public void resize(long newSize) throws IOException {
        checkWritable();
        try {
            file.truncate(newSize);
            size.set(newSize);
        } catch (LinuxException e) {
            throw failed("resized", e);
        }
    }

    private void checkWritable() throws BlockException {
        if (readOnly) {
            throw new BlockException(BlockException.Kind.READ_ONLY, name() + " is open for reading only.");
        }
    }

    private BlockException failed(String done, LinuxException e) {
        Errno errno = e.errno();
        BlockException.Kind kind = switch (errno) {
            case ENOSPC, EDQUOT, EFBIG -> BlockException.Kind.NO_SPACE;
            case EROFS, EACCES, EPERM -> BlockException.Kind.READ_ONLY;
            default -> BlockException.Kind.MEDIUM;
        };
        return new BlockException(kind, name() + " could not be " + done + ": " + errno.words() + ".", e);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}
