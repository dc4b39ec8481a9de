package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An image that is made for a machine whose configuration does not name it yet. A note beside it, {@code .NAME.unnamed}, says so, and is locked by whoever makes
 * it; what a killed one left is found by its note ({@link UnnamedImages}), and no file without one is ever taken for it.
 */
public final class UnnamedImage implements AutoCloseable {
    static final String SUFFIX = ".unnamed";

    private final Path note;
    private final FileChannel channel;

    private UnnamedImage(Path note, FileChannel channel) {
        this.note = note;
        this.channel = channel;
    }

    /** Notes an image that is about to be made; nothing is noted of a file that is there already. */
    public static UnnamedImage begin(Path image) throws IOException {
        Path folder = image.toAbsolutePath().getParent();
        if (folder == null || Files.exists(image)) {
            throw new java.nio.file.FileAlreadyExistsException(image.toString());
        }
        UnnamedImage begun = take(noteOf(image));
        DurableFiles.sync(folder);
        return begun;
    }

    /** Takes over a note that nobody holds any more. @throws IOException if somebody does */
    static UnnamedImage take(Path note) throws IOException {
        FileChannel channel = FileChannel.open(note, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new UnnamedImage(note, channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(note + " is held by this process", e);
        }
        channel.close();
        throw new IOException(note + " is held by another process");
    }

    static Path noteOf(Path image) {
        return image.resolveSibling("." + image.getFileName() + SUFFIX);
    }

    /** The image that a note is about. */
    Path image() {
        String name = String.valueOf(note.getFileName());
        return note.resolveSibling(name.substring(1, name.length() - SUFFIX.length()));
    }

    /** The image is named by now, or gone. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(note);
        }
    }
}
