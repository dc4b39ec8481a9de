package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders that are there whole or not at all, whatever is killed when: written beside their place, flushed, renamed, and the folder flushed. */
final class DurableFiles {
    private DurableFiles() {}

    /** Puts content in place of a file's, or makes the file. @throws IOException and the old content is there still */
    static void write(Path file, byte[] content) throws IOException {
        Path folder = folderOf(file);
        Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".new");
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
        sync(folder);
    }

    /** Moves a file or folder within a file system; a crash leaves it at one of the two places. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        sync(folderOf(to));
        sync(folderOf(from));
    }

    /** Waits until a file's content, or the names in a folder, are on the medium. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** {@link #sync} for a folder and all that is below it. */
    static void syncAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.filter(path -> Files.isRegularFile(path) || Files.isDirectory(path))
                    .toList();
        }
        for (Path path : all.reversed()) {
            sync(path);
        }
    }

    /** Removes a folder with all that is in it; links in it are removed, not followed. */
    static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.toList();
        }
        for (Path path : all.reversed()) {
            Files.deleteIfExists(path);
        }
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
