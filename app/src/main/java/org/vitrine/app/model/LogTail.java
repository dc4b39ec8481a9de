package org.vitrine.app.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a VM's log. The file is held open, so that it can be read when the VM process has removed it. */
final class LogTail implements AutoCloseable {
    private static final int MAX_BYTES = 16 << 10;

    private final @Nullable FileChannel file;

    private LogTail(@Nullable FileChannel file) {
        this.file = file;
    }

    /** Opens a log; one that cannot be opened has no lines. */
    static LogTail open(Path log) {
        try {
            return new LogTail(FileChannel.open(log, StandardOpenOption.READ));
        } catch (IOException e) {
            return new LogTail(null);
        }
    }

    /** The last lines that are not blank, oldest first. */
    List<String> lines(int count) {
        if (file == null) {
            return List.of();
        }
        try {
            long size = file.size();
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, MAX_BYTES));
            long start = size - bytes.capacity();
            while (bytes.hasRemaining() && file.read(bytes, start + bytes.position()) > 0) {
                continue;
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                System.getLogger(LogTail.class.getName()).log(System.Logger.Level.DEBUG, "A log was not closed", e);
            }
        }
    }
}
