package org.vitrine.engine.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;

/** Small files that are there whole or not at all, whatever is killed when: written beside their place, flushed, renamed, and the directory flushed. */
public final class DurableFile {
    private static final String COMING = ".new";

    /** The end of such a file's name: a random number, and {@link #COMING}. */
    private static final String LEFT = "[0-9]+" + Pattern.quote(COMING);

    private DurableFile() {}

    /** Puts content in place of a file's, or makes the file, which is its owner's alone. @throws IOException and the old content is there still */
    public static void write(Path file, byte[] content) throws IOException {
        Path directory = directoryOf(file);
        Path beside = Files.createTempFile(
                directory,
                "." + file.getFileName(),
                COMING,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        syncDirectory(directory);
    }

    /** Removes what kills left beside a file while it was being written. Nobody may be writing it now. */
    public static void sweep(Path file) throws IOException {
        sweep(directoryOf(file), Pattern.compile(Pattern.quote("." + file.getFileName()) + LEFT));
    }

    /** Removes what kills left in a directory while files in it were being written. Nobody may be writing any now. Harmless if there is no such directory. */
    public static void sweepAll(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            sweep(directory, Pattern.compile("\\..+" + LEFT));
        }
    }

    private static void sweep(Path directory, Pattern left) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (left.matcher(String.valueOf(entry.getFileName())).matches()) {
                    Files.delete(entry);
                }
            }
        }
    }

    /** Moves a file or directory within a directory; a crash leaves it under either name. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(directoryOf(to));
    }

    /** Waits until the names in a directory are on the medium. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Where a file is or would be. */
    public static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
