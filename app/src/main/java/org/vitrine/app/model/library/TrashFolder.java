package org.vitrine.app.model.library;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A trash directory of the desktop's (freedesktop.org, "The FreeDesktop.org Trash specification", 1.0): {@code files} with what was thrown away, {@code info} with
 * where it came from. Who else empties or restores it finds everything as the specification says.
 */
record TrashFolder(Path path) {
    /** Something in the trash. @param item in {@code files} @param info in {@code info} @param origin where it was */
    record Entry(Path item, Path info, Path origin) {}

    /** The trash of the file system that a folder is on: the user's own, or one at the top of another file system. */
    static TrashFolder forFile(Path file, Path home) throws IOException {
        Files.createDirectories(home);
        if (device(home) == device(file)) {
            return new TrashFolder(home);
        }
        Path top = file.toAbsolutePath();
        for (Path up = top.getParent(); up != null && device(up) == device(file); up = up.getParent()) {
            top = up;
        }
        int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        // An administrator's shared one counts only if it is sticky and no link.
        Path shared = top.resolve(".Trash");
        boolean usable = Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)
                && ((Integer) Files.getAttribute(shared, "unix:mode") & 01000) != 0;
        Path own = usable ? shared.resolve(Integer.toString(user)) : top.resolve(".Trash-" + user);
        return new TrashFolder(makePrivate(own));
    }

    private static long device(Path path) throws IOException {
        return (Long) Files.getAttribute(path, "unix:dev");
    }

    private static Path makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return folder;
    }

    private Path files() {
        return path.resolve("files");
    }

    private Path infos() {
        return path.resolve("info");
    }

    /** Moves something in. The info comes first, whose name says that the other is free; a kill leaves it at one of the two places. */
    Entry put(Path file, LocalDateTime when) throws IOException {
        makePrivate(files());
        makePrivate(infos());
        Path origin = file.toAbsolutePath().normalize();
        String content = "[Trash Info]\nPath=%s\nDeletionDate=%s\n"
                .formatted(
                        encode(origin),
                        when.truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME));
        for (int number = 1; ; number++) {
            String name = file.getFileName() + (number == 1 ? "" : "." + number);
            Path info = infos().resolve(name + ".trashinfo");
            Path item = files().resolve(name);
            try {
                Files.writeString(info, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            if (Files.exists(item, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(info);
                continue;
            }
            try {
                DurableFiles.sync(info);
                DurableFiles.sync(infos());
                DurableFiles.rename(file, item);
                return new Entry(item, info, origin);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(info);
                throw e;
            }
        }
    }

    /** Moves something back to where it came from, which must be free. */
    static void restore(Entry entry) throws IOException {
        if (Files.exists(entry.origin(), LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(entry.origin().toString());
        }
        DurableFiles.rename(entry.item(), entry.origin());
        Files.deleteIfExists(entry.info());
    }

    /** What an info says. @throws IOException if it says nothing that can be understood */
    static Entry read(Path info) throws IOException {
        String name = String.valueOf(info.getFileName());
        Path folder = info.toAbsolutePath().getParent();
        Path trash = folder == null ? null : folder.getParent();
        if (trash != null && name.endsWith(".trashinfo")) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("Path=")) {
                    Path origin = decode(line.substring("Path=".length()));
                    Path item =
                            trash.resolve("files").resolve(name.substring(0, name.length() - ".trashinfo".length()));
                    return new Entry(item, info, origin);
                }
            }
        }
        throw new IOException(info + " does not say where it came from");
    }

    private static String encode(Path path) {
        // A path is bytes: what is no plain character goes as they are (RFC 2396, 2.4).
        return path.toUri().getRawPath().replaceAll("(?<=.)/$", "");
    }

    private static Path decode(String text) throws IOException {
        try {
            return Path.of(URI.create("file://" + text));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a path: " + text, e);
        }
    }
}
