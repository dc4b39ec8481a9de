package org.vitrine.app.model;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away machine as the user asks for it, not yet checked.
 *
 * @param media disc images, one CD drive each
 * @param disks hard disks
 * @param name how it is called; null names it after its first medium
 * @param memoryMiB guest RAM
 * @param cpus vCPUs
 * @param kernel a kernel to boot directly, or null
 * @param initrd its initial RAM disk, or null
 * @param commandLine the kernel's command line, or null
 * @param serial {@code none}, {@code stdio} or a file
 */
public record BootRequest(
        List<Path> media,
        List<DiskRequest> disks,
        @Nullable String name,
        int memoryMiB,
        int cpus,
        @Nullable Path kernel,
        @Nullable Path initrd,
        @Nullable String commandLine,
        String serial) {
    public static final int DEFAULT_MEMORY_MIB = 1024;
    public static final int DEFAULT_CPUS = 1;
    public static final String NO_SERIAL = "none";
    public static final String SERIAL_STDIO = "stdio";

    public BootRequest {
        media = List.copyOf(media);
        disks = List.copyOf(disks);
    }

    /** A machine with a disc in its drive and everything else as usual. */
    public static BootRequest ofDisc(Path iso) {
        return new BootRequest(
                List.of(iso), List.of(), null, DEFAULT_MEMORY_MIB, DEFAULT_CPUS, null, null, null, NO_SERIAL);
    }
}
