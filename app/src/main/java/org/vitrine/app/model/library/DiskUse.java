package org.vitrine.app.model.library;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The bytes that files take on their disk: holes in them take none. */
final class DiskUse {
    /** Of {@code struct stat} on x86-64 (glibc, bits/struct_stat.h). */
    private static final int STAT_SIZE = 144;

    private static final int BLOCKS_OFFSET = 64;
    /** {@code st_blocks} counts these, whatever the file system's blocks are (stat(3type)). */
    private static final int BLOCK = 512;

    static {
        Native.register("c");
    }

    private DiskUse() {}

    private static native int lstat(byte[] path, byte[] buffer);

    /** Of a file, or a folder with all that is below it; what vanishes meanwhile or cannot be read counts for nothing. */
    static long of(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(DiskUse::ofFile)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(DiskUse.class.getName())
                    .log(System.Logger.Level.DEBUG, "What {0} takes is not known: {1}", path, e.getMessage());
            return 0;
        }
    }

    private static long ofFile(Path file) {
        byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
        byte[] stat = new byte[STAT_SIZE];
        if (lstat(Arrays.copyOf(name, name.length + 1), stat) != 0) {
            return 0;
        }
        return ByteBuffer.wrap(stat).order(ByteOrder.LITTLE_ENDIAN).getLong(BLOCKS_OFFSET) * BLOCK;
    }
}
