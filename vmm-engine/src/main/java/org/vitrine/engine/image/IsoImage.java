package org.vitrine.engine.image;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.LinuxException;

/**
 * A disc whose user data lies in a file, sector after sector (an {@code .iso}); opened read-only. A file that does not
 * end with a whole sector is filled up with zeroes.
 */
public final class IsoImage implements OpticalMedium {
    private static final long MOST_SECTORS = 0xffff_ffffL;

    private final Path file;
    private final Fd fd;
    private final long bytes;

    private IsoImage(Path file, Fd fd, long bytes) {
        this.file = file;
        this.fd = fd;
        this.bytes = bytes;
    }

    /**
     * Opens an image and checks that it is one.
     *
     * @throws ImageException if it is missing, no file, empty, unreadable, no disc image, or shorter than its file system
     */
    public static IsoImage open(Path file) throws ImageException {
        long bytes = size(file);
        Fd fd;
        try {
            fd = Fd.open(file.toString(), Fd.O_RDONLY);
        } catch (LinuxException e) {
            throw e.errno() == Errno.EACCES
                    ? unreadable(file, e)
                    : failed(file, e.errno().words(), e);
        }
        IsoImage image = new IsoImage(file, fd, bytes);
        try {
            image.check();
            return image;
        } catch (ImageException e) {
            fd.close();
            throw e;
        }
    }

    private static long size(Path file) throws ImageException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new ImageException(file + " does not exist; check the path.", e);
        } catch (AccessDeniedException e) {
            throw unreadable(file, e);
        } catch (FileSystemException e) {
            throw failed(file, e.getReason() != null ? e.getReason() : "the system gave no reason", e);
        } catch (IOException e) {
            throw failed(file, String.valueOf(e.getMessage()), e);
        }
        if (attributes.isDirectory()) {
            throw new ImageException(file + " is a directory; choose the ISO file itself.");
        }
        if (!attributes.isRegularFile()) {
            throw new ImageException(file + " is not a regular file; copy the disc into an ISO file first.");
        }
        if (attributes.size() == 0) {
            throw new ImageException(file + " is empty; download or copy it again.");
        }
        if (attributes.size() > MOST_SECTORS * SECTOR) {
            throw new ImageException(file + " is larger than any disc can be (8 TiB); choose another file.");
        }
        return attributes.size();
    }

    private void check() throws ImageException {
        VolumeDescriptors volume;
        try {
            volume = VolumeDescriptors.read(
                    (position, into) -> position + into.byteSize() <= bytes && fillFrom(position, into));
        } catch (IOException e) {
            throw failed(file, String.valueOf(e.getMessage()), e);
        }
        if (!volume.recognised()) {
            throw new ImageException(file
                    + " is not an ISO image: it has neither an ISO 9660 nor a UDF file system; choose another file.");
        }
        if (volume.bytes() > bytes) {
            throw new ImageException("%s is truncated: it has %,d bytes, but its file system takes %,d;"
                            .formatted(file, bytes, volume.bytes())
                    + " download or copy it again.");
        }
    }

    private static ImageException unreadable(Path file, Exception cause) {
        return new ImageException(
                file + " cannot be read because permission was denied; give yourself read permission for it.", cause);
    }

    private static ImageException failed(Path file, String why, Exception cause) {
        return new ImageException(file + " cannot be opened: " + why + ".", cause);
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public long sectors() {
        return (bytes + SECTOR - 1) / SECTOR;
    }

    @Override
    public void read(long position, MemorySegment into) throws IOException {
        if (position < 0 || position > sectors() * SECTOR - into.byteSize()) {
            throw new IOException("%s has no byte %,d.".formatted(file, position + into.byteSize()));
        }
        long inFile = Math.clamp(bytes - position, 0, into.byteSize());
        if (!fillFrom(position, into.asSlice(0, inFile))) {
            throw new IOException(file + " has become shorter while it was in use.");
        }
        into.asSlice(inFile).fill((byte) 0);
    }

    private boolean fillFrom(long position, MemorySegment into) throws IOException {
        try {
            return fd.pread(into, position) == into.byteSize();
        } catch (LinuxException e) {
            throw new IOException("reading " + file + " failed: " + e.errno().words(), e);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
