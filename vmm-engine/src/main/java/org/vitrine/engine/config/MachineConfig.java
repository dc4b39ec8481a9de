package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine as it is configured: the content of {@code machine.json}.
 *
 * @param version of the format, now {@value #VERSION}
 * @param memoryMiB guest RAM
 * @param cpus number of vCPUs
 * @param linux a kernel to boot directly instead of the firmware's choice
 * @param optical CD-ROM drives, in the order of their AHCI ports
 * @param disks hard disks; those at AHCI take the ports after the CD-ROM drives, in order
 * @param serial where COM1 goes: {@code "none"}, {@code "stdio"} or a file's path
 * @param devices device models by factory, such as the display adapter
 * @param snapshot the snapshot that the machine's present state grew out of; null if there is none
 */
public record MachineConfig(
        int version,
        UUID uuid,
        String name,
        int memoryMiB,
        int cpus,
        @Nullable LinuxBoot linux,
        List<Optical> optical,
        List<Disk> disks,
        String serial,
        List<DeviceConfig> devices,
        @Nullable UUID snapshot) {
    public static final int VERSION = 2;

    /** A machine that grew out of no snapshot. */
    public MachineConfig(
            int version,
            UUID uuid,
            String name,
            int memoryMiB,
            int cpus,
            @Nullable LinuxBoot linux,
            List<Optical> optical,
            List<Disk> disks,
            String serial,
            List<DeviceConfig> devices) {
        this(version, uuid, name, memoryMiB, cpus, linux, optical, disks, serial, devices, null);
    }

    /** The same machine with its serial port going elsewhere. */
    public MachineConfig withSerial(String target) {
        return new MachineConfig(
                version, uuid, name, memoryMiB, cpus, linux, optical, disks, target, devices, snapshot);
    }

    /** The same machine with other images behind its disks. */
    public MachineConfig withDisks(List<Disk> others) {
        return new MachineConfig(
                version, uuid, name, memoryMiB, cpus, linux, optical, others, serial, devices, snapshot);
    }

    /** The same machine, grown out of another snapshot. */
    public MachineConfig withSnapshot(@Nullable UUID other) {
        return new MachineConfig(version, uuid, name, memoryMiB, cpus, linux, optical, disks, serial, devices, other);
    }

    /** A kernel that is booted without a boot loader. */
    public record LinuxBoot(Path kernel, @Nullable Path initrd, String commandLine) {}

    /**
     * A CD-ROM drive.
     *
     * @param id its name in QMP, such as {@code "cd0"}
     * @param medium the ISO image in it, or null for an empty drive
     */
    public record Optical(String id, @Nullable Path medium) {}

    /**
     * A hard disk.
     *
     * @param id its name in QMP, such as {@code "disk0"}
     * @param file its image
     * @param format the image's, such as {@code "qcow2"}; null if its first bytes are to say. A disk of which that says raw cannot then be made
     *     to look like another format by its guest.
     * @param bootIndex its place among what the firmware tries to boot, lowest first; null puts it behind those that have one and the CD-ROM drives
     */
    public record Disk(
            String id,
            Path file,
            @Nullable String format,
            Bus bus,
            Cache cache,
            boolean readOnly,
            @Nullable Integer bootIndex) {
        /** The same disk with another image behind it. */
        public Disk withImage(Path otherFile, String otherFormat) {
            return new Disk(id, otherFile, otherFormat, bus, cache, readOnly, bootIndex);
        }

        /** What a disk hangs on. */
        public enum Bus {
            AHCI,
            NVME;

            /** By its name in {@code machine.json} and on the command line. */
            public static Optional<Bus> of(String word) {
                return Words.find(values(), word);
            }

            public String word() {
                return Words.of(this);
            }
        }

        /** How the host caches a disk, by QEMU's names. */
        public enum Cache {
            /** In the host's memory, until the guest flushes. */
            WRITEBACK,
            /** Not in the host's memory: direct I/O. The disk's own cache is flushed when the guest flushes. */
            NONE,
            /** Every write is on the medium when it completes. */
            WRITETHROUGH,
            /** The guest's flushes are ignored: a crash of the host may cost everything. */
            UNSAFE;

            /** By its name in {@code machine.json} and on the command line. */
            public static Optional<Cache> of(String word) {
                return Words.find(values(), word);
            }

            public String word() {
                return Words.of(this);
            }
        }
    }

    /** The spelling of enums outside of Java: lower case. */
    private static final class Words {
        private static <E extends Enum<E>> Optional<E> find(E[] all, String word) {
            return Arrays.stream(all).filter(value -> of(value).equals(word)).findFirst();
        }

        private static String of(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A device made by a {@code DeviceFactory}.
     *
     * @param kind the factory's kind
     */
    public record DeviceConfig(String id, String kind, Map<String, Object> properties) {}
}
