package org.vitrine.engine.virtio.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file at whose end is put what the guest writes, up to {@value #MOST_BYTES} bytes in all: a guest must not fill the host's disk. */
public final class FilePort implements PortBackend {
    static final long MOST_BYTES = 64 << 20;

    private static final Logger LOG = System.getLogger(FilePort.class.getName());
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private long size;
    private boolean full;

    /** @throws IOException if the file cannot be written */
    public FilePort(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = channel.size();
    }

    @Override
    public void attach(Runnable wake) {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public int read(MemorySegment into) {
        return 0;
    }

    @Override
    public int room() {
        return CHUNK;
    }

    @Override
    public int write(MemorySegment from) {
        int taken = (int) Math.min(from.byteSize(), CHUNK);
        if (full) {
            return taken;
        }
        ByteBuffer bytes = from.asSlice(0, Math.min(taken, MOST_BYTES - Math.min(size, MOST_BYTES)))
                .asByteBuffer();
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
            if (size >= MOST_BYTES) {
                full("it has " + size + " bytes");
            }
        } catch (IOException e) {
            full(String.valueOf(e.getMessage()));
        }
        return taken;
    }

    private void full(String why) {
        full = true;
        LOG.log(Level.WARNING, "What the guest writes to {0} from now on is lost: {1}", file, why);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} could not be closed: {1}", file, e.getMessage());
        }
    }
}
