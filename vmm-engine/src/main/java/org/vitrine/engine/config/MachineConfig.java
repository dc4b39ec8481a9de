package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine as it is configured: the content of {@code machine.json}. Paths in it are absolute.
 *
 * @param version of the format that it was read in, now {@value #VERSION}
 * @param memoryMiB guest RAM
 * @param memoryBacking what of the host's memory that is
 * @param linux a kernel to boot directly instead of the firmware's choice
 * @param optical CD-ROM drives
 * @param disks hard disks
 * @param networks network interfaces, and what each is connected to
 * @param serial where COM1 goes: {@code "none"}, {@code "stdio"} or a file's path
 * @param devices device models by factory, such as the display adapter
 * @param virtio devices that need a driver of their own, beside disks and networks
 * @param snapshot the snapshot that the machine's present state grew out of; null if there is none
 * @param saved the state that the next start goes on from, in {@code saved/} or, after a return to a snapshot, in {@code snapshots/}; null if the machine is off
 */
public record MachineConfig(
        int version,
        UUID uuid,
        String name,
        About about,
        Processor processor,
        int memoryMiB,
        MemoryBacking memoryBacking,
        Firmware firmware,
        @Nullable LinuxBoot linux,
        List<Optical> optical,
        List<Disk> disks,
        List<Network> networks,
        String serial,
        List<DeviceConfig> devices,
        Virtio virtio,
        LifeCycle lifeCycle,
        @Nullable UUID snapshot,
        @Nullable UUID saved) {
    public static final int VERSION = 5;

    public MachineConfig {
        optical = List.copyOf(optical);
        disks = List.copyOf(disks);
        networks = List.copyOf(networks);
        devices = List.copyOf(devices);
    }

    /** A machine with a BIOS, one socket and nothing attached. */
    public static MachineConfig of(UUID uuid, String name, int memoryMiB, int cpus) {
        return new MachineConfig(
                VERSION,
                uuid,
                name,
                About.NOTHING,
                Processor.ofCores(cpus),
                memoryMiB,
                MemoryBacking.USUAL,
                Firmware.USUAL,
                null,
                List.of(),
                List.of(),
                List.of(),
                "none",
                List.of(),
                Virtio.NOTHING,
                LifeCycle.USUAL,
                null,
                null);
    }

    /** Number of vCPUs. */
    public int cpus() {
        return processor.cpus();
    }

    /** Another machine that is made alike. */
    public MachineConfig withUuid(UUID other) {
        return with(parts -> parts.uuid = other);
    }

    public MachineConfig withName(String other) {
        return with(parts -> parts.name = other);
    }

    public MachineConfig withAbout(About other) {
        return with(parts -> parts.about = other);
    }

    public MachineConfig withProcessor(Processor other) {
        return with(parts -> parts.processor = other);
    }

    public MachineConfig withMemoryMiB(int other) {
        return with(parts -> parts.memoryMiB = other);
    }

    public MachineConfig withMemoryBacking(MemoryBacking other) {
        return with(parts -> parts.memoryBacking = other);
    }

    public MachineConfig withFirmware(Firmware other) {
        return with(parts -> parts.firmware = other);
    }

    public MachineConfig withLinux(@Nullable LinuxBoot other) {
        return with(parts -> parts.linux = other);
    }

    public MachineConfig withOptical(List<Optical> other) {
        return with(parts -> parts.optical = other);
    }

    /** The same machine with other hard disks, or other images behind them. */
    public MachineConfig withDisks(List<Disk> other) {
        return with(parts -> parts.disks = other);
    }

    public MachineConfig withNetworks(List<Network> other) {
        return with(parts -> parts.networks = other);
    }

    public MachineConfig withSerial(String other) {
        return with(parts -> parts.serial = other);
    }

    public MachineConfig withDevices(List<DeviceConfig> other) {
        return with(parts -> parts.devices = other);
    }

    public MachineConfig withVirtio(Virtio other) {
        return with(parts -> parts.virtio = other);
    }

    public MachineConfig withLifeCycle(LifeCycle other) {
        return with(parts -> parts.lifeCycle = other);
    }

    /** The same machine, grown out of another snapshot. */
    public MachineConfig withSnapshot(@Nullable UUID other) {
        return with(parts -> parts.snapshot = other);
    }

    /** The same machine, to go on from a saved state or to be started from power-on. */
    public MachineConfig withSaved(@Nullable UUID other) {
        return with(parts -> parts.saved = other);
    }

    /** This configuration with what {@code change} sets. */
    private MachineConfig with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.config();
    }

    /** The components of a configuration that is being changed. */
    private static final class Parts {
        private final int version;
        private UUID uuid;
        private String name;
        private About about;
        private Processor processor;
        private int memoryMiB;
        private MemoryBacking memoryBacking;
        private Firmware firmware;
        private @Nullable LinuxBoot linux;
        private List<Optical> optical;
        private List<Disk> disks;
        private List<Network> networks;
        private String serial;
        private List<DeviceConfig> devices;
        private Virtio virtio;
        private LifeCycle lifeCycle;
        private @Nullable UUID snapshot;
        private @Nullable UUID saved;

        private Parts(MachineConfig present) {
            version = present.version;
            uuid = present.uuid;
            name = present.name;
            about = present.about;
            processor = present.processor;
            memoryMiB = present.memoryMiB;
            memoryBacking = present.memoryBacking;
            firmware = present.firmware;
            linux = present.linux;
            optical = present.optical;
            disks = present.disks;
            networks = present.networks;
            serial = present.serial;
            devices = present.devices;
            virtio = present.virtio;
            lifeCycle = present.lifeCycle;
            snapshot = present.snapshot;
            saved = present.saved;
        }

        private MachineConfig config() {
            return new MachineConfig(
                    version,
                    uuid,
                    name,
                    about,
                    processor,
                    memoryMiB,
                    memoryBacking,
                    firmware,
                    linux,
                    optical,
                    disks,
                    networks,
                    serial,
                    devices,
                    virtio,
                    lifeCycle,
                    snapshot,
                    saved);
        }
    }

    /** A kernel that is booted without a boot loader. */
    public record LinuxBoot(Path kernel, @Nullable Path initrd, String commandLine) {}

    /**
     * A CD-ROM drive.
     *
     * @param id its name in QMP, such as {@code "cd0"}
     * @param medium the ISO image in it, or null for an empty drive
     * @param bootIndex its place among what the firmware tries to boot, lowest first; null puts it behind those that have one
     * @param port of the AHCI controller, 0 to 5; null for the first one that is free, drives before disks and in order
     */
    public record Optical(
            String id,
            @Nullable Path medium,
            @Nullable Integer bootIndex,
            @Nullable Integer port) {
        /** A drive with no place of its own in the boot order. */
        public Optical(String id, @Nullable Path medium) {
            this(id, medium, null);
        }

        /** A drive at the first port that is free. */
        public Optical(String id, @Nullable Path medium, @Nullable Integer bootIndex) {
            this(id, medium, bootIndex, null);
        }

        /** The same drive with another medium in it, or none. */
        public Optical withMedium(@Nullable Path other) {
            return new Optical(id, other, bootIndex, port);
        }

        public Optical withBootIndex(@Nullable Integer other) {
            return new Optical(id, medium, other, port);
        }

        public Optical withPort(@Nullable Integer other) {
            return new Optical(id, medium, bootIndex, other);
        }
    }

    /**
     * A hard disk.
     *
     * @param id its name in QMP, such as {@code "disk0"}
     * @param file its image
     * @param format the image's, such as {@code "qcow2"}; null if its first bytes are to say. A disk of which that says raw cannot then be made
     *     to look like another format by its guest.
     * @param bootIndex its place among what the firmware tries to boot, lowest first; null puts it behind those that have one and the CD-ROM drives
     * @param port at AHCI the controller's port, 0 to 5, or null for the first one that is free; else the PCI Express slot, 1 to 4, or null for a place
     *     on bus 0, from which no disk can be taken while the machine runs
     * @param discard what becomes of blocks that the guest needs no more
     */
    public record Disk(
            String id,
            Path file,
            @Nullable String format,
            Bus bus,
            Cache cache,
            boolean readOnly,
            @Nullable Integer bootIndex,
            @Nullable Integer port,
            Discard discard) {
        /** A disk whose guest can give blocks back. */
        public Disk(
                String id,
                Path file,
                @Nullable String format,
                Bus bus,
                Cache cache,
                boolean readOnly,
                @Nullable Integer bootIndex,
                @Nullable Integer port) {
            this(id, file, format, bus, cache, readOnly, bootIndex, port, Discard.UNMAP);
        }

        /** A disk at the first place that is free. */
        public Disk(
                String id,
                Path file,
                @Nullable String format,
                Bus bus,
                Cache cache,
                boolean readOnly,
                @Nullable Integer bootIndex) {
            this(id, file, format, bus, cache, readOnly, bootIndex, null);
        }

        /** The same disk with another image behind it. */
        public Disk withImage(Path otherFile, String otherFormat) {
            return new Disk(id, otherFile, otherFormat, bus, cache, readOnly, bootIndex, port, discard);
        }

        /** The same disk with the image that is behind another. */
        public Disk withImageOf(Disk other) {
            return new Disk(id, other.file, other.format, bus, cache, readOnly, bootIndex, port, discard);
        }

        public Disk withPort(@Nullable Integer other) {
            return new Disk(id, file, format, bus, cache, readOnly, bootIndex, other, discard);
        }

        public Disk withDiscard(Discard other) {
            return new Disk(id, file, format, bus, cache, readOnly, bootIndex, port, other);
        }

        /** What a disk hangs on. */
        public enum Bus {
            AHCI,
            NVME,
            VIRTIO;

            /** By its name in {@code machine.json} and on the command line. */
            public static Optional<Bus> of(String word) {
                return Words.find(values(), word);
            }

            public String word() {
                return Words.of(this);
            }
        }

        /** What becomes of blocks that a guest says it needs no more, by QEMU's names. */
        public enum Discard {
            /** Their space goes back to the host. */
            UNMAP,
            /** They stay: the guest is not offered to give any back. */
            IGNORE;

            /** By its name in {@code machine.json} and on the command line. */
            public static Optional<Discard> of(String word) {
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

    /**
     * A device made by a {@code DeviceFactory}.
     *
     * @param kind the factory's kind
     */
    public record DeviceConfig(String id, String kind, Map<String, Object> properties) {}
}
