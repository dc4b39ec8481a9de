package org.vitrine.engine.snapshot;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.linux.LinuxException;

/**
 * What tells whether a snapshot's memory is what was written. It is mapped and read only when it is touched, so it cannot be read before a machine goes on without
 * making a large machine wait. Hence two things are kept beside it: a CRC-32C of each mebibyte ({@value #SUMS}), and the file's inode and its time of last change
 * (st_ctim, which the kernel alone sets) when it was whole ({@value #STAMP}).
 *
 * <p>A file that nothing has written to since bears its stamp, and need not be read first. One that does not, because it was written to, or copied, moved or brought back
 * from a backup, is compared with its sums before anything is made of it, and stamped anew. What neither sees at once is a medium that gives other bytes than it was
 * given: that is found by reading all of it, which is done while the machine runs.
 */
public final class MemoryFile {
    static final String SUMS = "memory.sums";
    static final String STAMP = "memory.stamp";

    private static final int BLOCK = 1 << 20;
    private static final int MAX_STAMP = 200;

    private MemoryFile() {}

    /**
     * The checksums of a file's blocks, as integers in big-endian order.
     *
     * @throws IOException if the file cannot be read
     */
    static byte[] sums(Path file, LongConsumer progress) throws IOException {
        try (DiskFile memory = open(file);
                Arena arena = Arena.ofConfined()) {
            long size = memory.size();
            ByteBuffer sums = ByteBuffer.allocate(Math.toIntExact((size + BLOCK - 1) / BLOCK * Integer.BYTES));
            MemorySegment block = arena.allocate(BLOCK, 4096);
            for (long at = 0; at < size; at += BLOCK) {
                progress.accept(at);
                sums.putInt(sum(memory, at, Math.min(BLOCK, size - at), block));
            }
            return sums.array();
        } catch (LinuxException e) {
            throw unreadable(e);
        }
    }

    private static DiskFile open(Path file) throws IOException {
        try {
            return DiskFile.open(file.toString(), false);
        } catch (LinuxException e) {
            throw unreadable(e);
        }
    }

    private static IOException unreadable(LinuxException e) {
        return new SnapshotException(
                "The snapshot's memory cannot be read: %s.".formatted(e.errno().words()), e);
    }

    private static int sum(DiskFile memory, long at, long length, MemorySegment block) throws SnapshotException {
        MemorySegment part = block.asSlice(0, length);
        if (memory.nextData(at) >= at + length) {
            part.fill((byte) 0);
        } else if (memory.read(List.of(part), at) < length) {
            throw new SnapshotException("Its memory is cut short.");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(part.asByteBuffer());
        return (int) checksum.getValue();
    }

    /**
     * Compares all of a snapshot's memory with its checksums.
     *
     * @throws SnapshotException if it is not what was written, with the place
     */
    static void verify(DiskFile memory, List<Manifest.Region> regions, byte[] expected, LongConsumer progress)
            throws SnapshotException {
        ByteBuffer sums = ByteBuffer.wrap(expected);
        try (Arena arena = Arena.ofConfined()) {
            long size = memory.size();
            if (sums.remaining() != (size + BLOCK - 1) / BLOCK * Integer.BYTES) {
                throw new SnapshotException("Its memory has another length than its checksums.");
            }
            MemorySegment block = arena.allocate(BLOCK, 4096);
            for (long at = 0; at < size; at += BLOCK) {
                progress.accept(at);
                if (sums.getInt() != sum(memory, at, Math.min(BLOCK, size - at), block)) {
                    throw new SnapshotException("Its memory is damaged, %s.".formatted(place(regions, at)));
                }
            }
            progress.accept(size);
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "Its memory cannot be read: %s.".formatted(e.errno().words()), e);
        }
    }

    private static String place(List<Manifest.Region> regions, long at) {
        for (Manifest.Region region : regions) {
            if (at < region.offset() + region.size()) {
                return "in the mebibyte at %#x of its region %s"
                        .formatted(Math.max(0, at - region.offset()), region.name());
            }
        }
        return "behind its last region";
    }

    /** Notes that a file is what its checksums say, as long as nothing writes to it. */
    static void stamp(Path file) throws IOException {
        DurableFile.write(file.resolveSibling(STAMP), current(file));
    }

    /** Whether nothing has written to a file since it was stamped. */
    static boolean isUntouched(Path file) throws IOException {
        Path stamp = file.resolveSibling(STAMP);
        try {
            return Files.size(stamp) <= MAX_STAMP && java.util.Arrays.equals(Files.readAllBytes(stamp), current(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static byte[] current(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:ino,ctime,size", LinkOption.NOFOLLOW_LINKS);
        return "%s %s %s\n"
                .formatted(attributes.get("ino"), instant(attributes.get("ctime")), attributes.get("size"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** With all the digits that the system gives. */
    private static Instant instant(@Nullable Object time) throws IOException {
        if (time instanceof FileTime changed) {
            return changed.toInstant();
        }
        throw new IOException("This system does not tell when a file was changed.");
    }
}
