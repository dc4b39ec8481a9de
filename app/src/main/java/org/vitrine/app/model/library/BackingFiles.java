package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which files lie behind an image, by the names in their headers (QEMU's docs/interop/qcow2.txt, "Header"). It takes no lock, so that it can look while
 * machines run, and believes nothing: a chain has an end, and what is no header has nothing behind it.
 */
final class BackingFiles {
    private static final int MAGIC = 0x514649fb;
    private static final int HEADER = 20;
    private static final int MAX_NAME = 1023;
    private static final int MAX_DEPTH = 200;

    private BackingFiles() {}

    /** All files that an image needs besides itself, the nearest first; absolute, and real where they are there. */
    static Set<Path> behind(Path image) {
        Set<Path> found = new LinkedHashSet<>();
        Path at = image;
        while (found.size() < MAX_DEPTH) {
            Optional<Path> next = next(at);
            if (next.isEmpty() || !found.add(real(next.get()))) {
                break;
            }
            at = next.get();
        }
        return found;
    }

    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static Optional<Path> next(Path image) {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            ByteBuffer header = read(file, 0, HEADER);
            if (header.remaining() < HEADER || header.getInt(0) != MAGIC) {
                return Optional.empty();
            }
            long offset = header.getLong(8);
            int length = header.getInt(16);
            if (offset <= 0 || offset >= file.size() || length <= 0 || length > MAX_NAME) {
                return Optional.empty();
            }
            ByteBuffer name = read(file, offset, length);
            String text = StandardCharsets.UTF_8.decode(name).toString();
            Path folder = image.toAbsolutePath().getParent();
            return folder == null || text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            continue;
        }
        return buffer.flip();
    }
}
