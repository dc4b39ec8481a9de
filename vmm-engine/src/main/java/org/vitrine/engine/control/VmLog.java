package org.vitrine.engine.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log of a VM process: {@code time level thread logger: message}, a line each, further lines of a message indented. A
 * guest can provoke messages without end, so the file keeps to {@value #MAX_BYTES} bytes, with one predecessor as {@code .1}. It is appended to, since the
 * process's standard error may lead to the same file.
 */
final class VmLog extends Handler implements AutoCloseable {
    static final long MAX_BYTES = 4 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long limit;
    private boolean broken;

    VmLog(Path file, long limit) throws IOException {
        this.file = file;
        this.limit = limit;
        this.channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        setFormatter(new LineFormatter());
    }

    /** Sends what all System.Loggers of this process say to a file, and nowhere else. */
    static VmLog install(Path file) throws IOException {
        VmLog log = new VmLog(file, MAX_BYTES);
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(log);
        return log;
    }

    @Override
    public synchronized void publish(@Nullable LogRecord record) {
        if (record == null || broken || !isLoggable(record)) {
            return;
        }
        try {
            if (channel.size() >= limit) {
                beginAnew();
            }
            ByteBuffer line = StandardCharsets.UTF_8.encode(getFormatter().format(record));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            // A full disk must not take the guest with it, and there is nobody left to tell.
            broken = true;
        }
    }

    private void beginAnew() throws IOException {
        Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        channel.truncate(0);
    }

    @Override
    public void flush() {}

    @Override
    public synchronized void close() {
        broken = true;
        try {
            channel.close();
        } catch (IOException e) {
            reportError("The log was not closed", e, java.util.logging.ErrorManager.CLOSE_FAILURE);
        }
    }

    private static final class LineFormatter extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringBuilder line = new StringBuilder(160);
            line.append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
                    .append(' ')
                    .append(record.getLevel().getName())
                    .append(" [")
                    .append(Thread.currentThread().getName())
                    .append("] ")
                    .append(record.getLoggerName())
                    .append(": ")
                    .append(formatMessage(record));
            Throwable thrown = record.getThrown();
            if (thrown != null) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                line.append('\n').append(trace.toString().stripTrailing());
            }
            return printable(line) + "\n";
        }

        /** Text of the guest's or a client's must not look like a line of ours. */
        private static String printable(CharSequence text) {
            StringBuilder clean = new StringBuilder(text.length() + 16);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    clean.append("\n\t");
                } else if (c == '\t' || !Character.isISOControl(c)) {
                    clean.append(c);
                } else {
                    clean.append('?');
                }
            }
            return clean.toString();
        }
    }
}
