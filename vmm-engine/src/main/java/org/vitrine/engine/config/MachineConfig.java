package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 * @param serial where COM1 goes: {@code "none"}, {@code "stdio"} or a file's path
 * @param devices device models by factory, such as the display adapter
 */
public record MachineConfig(
        int version,
        UUID uuid,
        String name,
        int memoryMiB,
        int cpus,
        @Nullable LinuxBoot linux,
        List<Optical> optical,
        String serial,
        List<DeviceConfig> devices) {
    public static final int VERSION = 1;

    /** The same machine with its serial port going elsewhere. */
    public MachineConfig withSerial(String target) {
        return new MachineConfig(version, uuid, name, memoryMiB, cpus, linux, optical, target, devices);
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
     * A device made by a {@code DeviceFactory}.
     *
     * @param kind the factory's kind
     */
    public record DeviceConfig(String id, String kind, Map<String, Object> properties) {}
}
