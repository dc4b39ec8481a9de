package org.vitrine.engine.firmware;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.vitrine.engine.memory.GuestMemory;

/** A file that is booted, open for reading; whatever is wrong with it is said in one sentence. */
final class BootFile implements AutoCloseable {
    private static final long CHUNK = 64 << 20;

    private final String role;
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private BootFile(String role, Path path, FileChannel channel, long size) {
        this.role = role;
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /** @param role what the file is to be, such as {@code "kernel"} */
    static BootFile open(String role, Path path) throws BootException {
        String subject = "The " + role + " " + path;
        try {
            if (!Files.exists(path)) {
                throw new BootException(subject + " does not exist.");
            }
            if (!Files.isRegularFile(path)) {
                throw new BootException(subject + " is not a file.");
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            long size = channel.size();
            if (size == 0) {
                channel.close();
                throw new BootException(subject + " is empty.");
            }
            return new BootFile(role, path, channel, size);
        } catch (AccessDeniedException e) {
            throw new BootException(subject + " may not be read: you lack the permission.");
        } catch (NoSuchFileException e) {
            throw new BootException(subject + " does not exist.");
        } catch (IOException e) {
            throw unreadable(subject, e);
        }
    }

    private static BootException unreadable(String subject, IOException e) {
        return new BootException(subject + " cannot be read: " + e.getMessage() + ".");
    }

    /** Bytes, at least 1. */
    long size() {
        return size;
    }

    /** A sentence about the file. */
    BootException problem(String predicate) {
        return new BootException("The " + role + " " + path + " " + predicate);
    }

    /** The first bytes, fewer if the file is shorter. */
    byte[] head(int length) throws BootException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, size));
        fill(buffer, 0);
        return buffer.array();
    }

    /**
     * Reads part of the file into guest memory.
     *
     * @throws IllegalStateException if that is not writable memory, which whoever placed it has to know
     */
    void load(long offset, long length, GuestMemory memory, long address) throws BootException {
        for (long done = 0; done < length; ) {
            long now = Math.min(CHUNK, length - done);
            MemorySegment slice = memory.slice(address + done, now, true);
            if (slice == null) {
                throw new IllegalStateException(
                        "%#x+%#x is not RAM of the machine, where the %s was placed".formatted(address, length, role));
            }
            fill(slice.asByteBuffer(), offset + done);
            memory.markDirty(address + done, now);
            done += now;
        }
    }

    private void fill(ByteBuffer buffer, long offset) throws BootException {
        try {
            long at = offset;
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, at);
                if (count < 0) {
                    throw problem("became shorter while it was read.");
                }
                at += count;
            }
        } catch (IOException e) {
            throw unreadable("The " + role + " " + path, e);
        }
    }

    @Override
    public void close() throws BootException {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable("The " + role + " " + path, e);
        }
    }
}
