package org.vitrine.testbed.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to boot.
 *
 * @param name names its files: letters, digits and hyphens
 * @param media ISO images, by their paths on this host
 * @param disks hard disks
 * @param kernel a Linux kernel to boot directly, or null
 * @param initrd its initramfs; ignored without a kernel
 * @param append its command line; ignored without a kernel
 * @param network its network interface; null for none
 * @param more words for Vitrine alone
 */
public record VmSpec(
        String name,
        List<Path> media,
        List<Disk> disks,
        int memoryMiB,
        int cpus,
        @Nullable Path kernel,
        @Nullable Path initrd,
        String append,
        @Nullable Network network,
        List<String> more) {
    private static final int MEMORY_MIB = 512;

    /**
     * A hard disk.
     *
     * @param format of the image
     * @param bus {@code ahci}, {@code nvme} or {@code virtio}
     */
    public record Disk(Path file, String format, String bus) {}

    /**
     * A network interface.
     *
     * @param model {@code virtio} or {@code e1000e}
     * @param tap the TAP that it is at, in the monitor's network namespace; null for a shared network of its own
     * @param passt whether passt carries the shared network, and not libslirp
     */
    public record Network(String model, @Nullable String tap, boolean passt) {}

    /** Without words for Vitrine alone. */
    public VmSpec(
            String name,
            List<Path> media,
            List<Disk> disks,
            int memoryMiB,
            int cpus,
            @Nullable Path kernel,
            @Nullable Path initrd,
            String append) {
        this(name, media, disks, memoryMiB, cpus, kernel, initrd, append, null, List.of());
    }

    /** One processor and 512 MiB that boot an ISO. */
    public static VmSpec iso(String name, Path iso) {
        return new VmSpec(name, List.of(iso), List.of(), MEMORY_MIB, 1, null, null, "");
    }

    /** One processor and 512 MiB that boot a kernel directly. */
    public static VmSpec linux(String name, Path kernel, Path initrd, String append) {
        return new VmSpec(name, List.of(), List.of(), MEMORY_MIB, 1, kernel, initrd, append);
    }

    /** One processor and 512 MiB that boot a disk. */
    public static VmSpec disk(String name, Path file, String format, String bus) {
        return new VmSpec(name, List.of(), List.of(), MEMORY_MIB, 1, null, null, "").withDisk(file, format, bus);
    }

    public VmSpec withDisk(Path file, String format, String bus) {
        List<Disk> all = new ArrayList<>(disks);
        all.add(new Disk(file, format, bus));
        return new VmSpec(name, media, all, memoryMiB, cpus, kernel, initrd, append, network, more);
    }

    /** With options that only Vitrine has. */
    public VmSpec with(String... words) {
        return new VmSpec(name, media, disks, memoryMiB, cpus, kernel, initrd, append, network, List.of(words));
    }

    /** With an interface of a shared network. @param model {@code virtio} or {@code e1000e} */
    public VmSpec withNetwork(String model) {
        return withNetwork(new Network(model, null, false));
    }

    public VmSpec withNetwork(Network other) {
        return new VmSpec(name, media, disks, memoryMiB, cpus, kernel, initrd, append, other, more);
    }

    public VmSpec withCpus(int number) {
        return new VmSpec(name, media, disks, memoryMiB, number, kernel, initrd, append, network, more);
    }

    public VmSpec withMemoryMiB(int size) {
        return new VmSpec(name, media, disks, size, cpus, kernel, initrd, append, network, more);
    }

    public VmSpec named(String other) {
        return new VmSpec(other, media, disks, memoryMiB, cpus, kernel, initrd, append, network, more);
    }
}
