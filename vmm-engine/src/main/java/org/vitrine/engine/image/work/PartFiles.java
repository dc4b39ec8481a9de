package org.vitrine.engine.image.work;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.raw.FileNode;

/**
 * Files that are being written, {@code .NAME.PID.part} beside NAME, each locked by whoever writes it. One that a killed process left behind is removed when
 * a process next writes into its folder: its process is gone, and nobody holds its locks. Who is between making one and locking it is told by the number;
 * who writes in another container, where numbers mean other processes, by the locks.
 */
final class PartFiles {
    private static final System.Logger LOG = System.getLogger(PartFiles.class.getName());
    private static final Pattern NAME = Pattern.compile("\\..+\\.(\\d{1,10})\\.part");
    /** Those of this process that are under way: an earlier one in a container may have had the same number. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private PartFiles() {}

    /** Makes and locks the file for a target, after those that nobody writes any more are gone. {@link #release} must follow. */
    static FileNode create(Path target, Path name) throws ImageException {
        Path part = target.resolveSibling(
                        "." + name + "." + ProcessHandle.current().pid() + ".part")
                .toAbsolutePath();
        if (!OWN.add(part)) {
            throw new ImageException(target + " is being written already; wait until that is done.");
        }
        boolean done = false;
        try {
            sweep(part);
            FileNode file = FileNode.create(part);
            done = true;
            return file;
        } finally {
            if (!done) {
                OWN.remove(part);
            }
        }
    }

    /** The file is not written any more. */
    static void release(FileNode file) {
        OWN.remove(file.path());
    }

    private static void sweep(Path own) {
        Path folder = own.getParent();
        if (folder == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.part")) {
            for (Path file : files) {
                if (isAbandoned(file, own)) {
                    remove(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} was not swept: {1}", folder, e.getMessage());
        }
    }

    private static boolean isAbandoned(Path file, Path own) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        long pid = Long.parseLong(name.group(1));
        if (pid == ProcessHandle.current().pid()) {
            return file.equals(own) || !OWN.contains(file);
        }
        return ProcessHandle.of(pid).isEmpty();
    }

    private static void remove(Path file) throws IOException {
        try (FileNode node = FileNode.open(file, false)) {
            Files.deleteIfExists(node.path());
        } catch (ImageException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is left alone: {1}", file, e.getMessage());
        }
    }
}
