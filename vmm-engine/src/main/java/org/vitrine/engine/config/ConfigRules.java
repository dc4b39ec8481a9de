package org.vitrine.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a machine's configuration must keep to, each breach in one sentence. */
public final class ConfigRules {
    /** With less, the firmware does not come up. */
    public static final int MIN_MEMORY_MIB = 16;

    /** With so little OVMF was still seen to reach its shell. */
    public static final int MIN_UEFI_MEMORY_MIB = 64;

    public static final int MAX_CPUS = 64;
    public static final int MAX_NAME_LENGTH = 255;
    /** AHCI ports of the board. */
    public static final int MAX_OPTICAL = 6;

    /** PCI Express slots of the board, numbered from 1. */
    public static final int MAX_SLOTS = 4;

    /** Of all buses together. */
    public static final int MAX_DISKS = 16;

    public static final int MAX_DEVICES = 64;
    /** Longer than any kernel takes (COMMAND_LINE_SIZE is 2048 on x86). */
    public static final int MAX_COMMAND_LINE = 4095;

    /** Of a virtio console device. */
    public static final int MAX_VIRTIO_PORTS = 8;

    /** A port's socket has its name, and Linux has room for little of it. */
    private static final Pattern PORT_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,31}");

    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private ConfigRules() {}

    /** Checks what holds on every host. @throws ConfigException with what is wrong first */
    public static void check(MachineConfig config) throws ConfigException {
        checkName(config.name());
        checkMemory(config.memoryMiB());
        checkMemoryBacking(config);
        checkFirmware(config);
        checkProcessor(config.processor());
        AboutRules.check(config.about());
        if (config.linux() != null && config.linux().commandLine().length() > MAX_COMMAND_LINE) {
            throw ConfigRule.COMMAND_LINE_LONG.broken(MAX_COMMAND_LINE);
        }
        if (config.serial().isEmpty() || config.serial().indexOf('\0') >= 0) {
            throw ConfigRule.SERIAL_EMPTY.broken();
        }
        if (config.optical().size() > MAX_OPTICAL) {
            throw ConfigRule.DRIVES_MANY.broken(config.optical().size(), MAX_OPTICAL);
        }
        if (config.devices().size() > MAX_DEVICES) {
            throw ConfigRule.DEVICES_MANY.broken(config.devices().size(), MAX_DEVICES);
        }
        checkDisks(config);
        NetworkRules.check(config.networks());
        checkPorts(config);
        checkBootOrder(config);
        checkVirtioPorts(config.virtio().ports());
        Set<String> ids = new HashSet<>();
        for (MachineConfig.Optical drive : config.optical()) {
            checkId(drive.id(), ids);
        }
        for (MachineConfig.Disk disk : config.disks()) {
            checkId(disk.id(), ids);
        }
        for (Network network : config.networks()) {
            checkId(network.id(), ids);
        }
        for (MachineConfig.DeviceConfig device : config.devices()) {
            checkId(device.id(), ids);
        }
    }

    private static void checkDisks(MachineConfig config) throws ConfigException {
        List<MachineConfig.Disk> disks = config.disks();
        if (disks.size() > MAX_DISKS) {
            throw ConfigRule.DISKS_MANY.broken(disks.size(), MAX_DISKS);
        }
        long atAhci = disks.stream()
                .filter(disk -> disk.bus() == MachineConfig.Disk.Bus.AHCI)
                .count();
        if (config.optical().size() + atAhci > MAX_OPTICAL) {
            throw ConfigRule.AHCI_FULL.broken(config.optical().size(), atAhci, MAX_OPTICAL);
        }
        Map<Path, String> files = new HashMap<>();
        for (MachineConfig.Disk disk : disks) {
            String other = files.put(disk.file().toAbsolutePath().normalize(), disk.id());
            if (other != null) {
                throw ConfigRule.DISK_TWICE.broken(printable(other), printable(disk.id()));
            }
        }
    }

    private static void checkPorts(MachineConfig config) throws ConfigException {
        Map<Integer, String> ahci = new HashMap<>();
        Map<Integer, String> slots = new HashMap<>();
        for (MachineConfig.Optical drive : config.optical()) {
            checkPort(drive.id(), drive.port(), ConfigTerm.AHCI_PORT, 0, MAX_OPTICAL - 1, ahci);
        }
        for (MachineConfig.Disk disk : config.disks()) {
            if (disk.bus() == MachineConfig.Disk.Bus.AHCI) {
                checkPort(disk.id(), disk.port(), ConfigTerm.AHCI_PORT, 0, MAX_OPTICAL - 1, ahci);
            } else {
                checkPort(disk.id(), disk.port(), ConfigTerm.SLOT, 1, MAX_SLOTS, slots);
            }
        }
        for (Network network : config.networks()) {
            checkPort(network.id(), network.port(), ConfigTerm.SLOT, 1, MAX_SLOTS, slots);
        }
    }

    private static void checkPort(
            String id, @Nullable Integer port, ConfigTerm what, int first, int last, Map<Integer, String> taken)
            throws ConfigException {
        if (port == null) {
            return;
        }
        if (port < first || port > last) {
            throw ConfigRule.PLACE_MISSING.broken(printable(id), what, port, first, last);
        }
        String other = taken.put(port, id);
        if (other != null) {
            throw ConfigRule.PLACE_TAKEN.broken(printable(other), printable(id), what, port);
        }
    }

    /** The ports of the virtio console device. @throws ConfigException with what is wrong first */
    public static void checkVirtioPorts(List<Virtio.Port> ports) throws ConfigException {
        if (ports.size() > MAX_VIRTIO_PORTS) {
            throw ConfigRule.PORTS_MANY.broken(ports.size(), MAX_VIRTIO_PORTS);
        }
        Set<String> names = new HashSet<>();
        for (Virtio.Port port : ports) {
            if (!PORT_NAME.matcher(port.name()).matches()) {
                throw ConfigRule.PORT_NAME.broken(printable(port.name()));
            }
            if (!names.add(port.name())) {
                throw ConfigRule.PORT_TWICE.broken(port.name());
            }
        }
    }

    private static void checkBootOrder(MachineConfig config) throws ConfigException {
        Map<Integer, String> places = new HashMap<>();
        for (MachineConfig.Optical drive : config.optical()) {
            checkBootIndex(drive.id(), drive.bootIndex(), places);
        }
        for (MachineConfig.Disk disk : config.disks()) {
            checkBootIndex(disk.id(), disk.bootIndex(), places);
        }
        for (Network network : config.networks()) {
            checkBootIndex(network.id(), network.bootIndex(), places);
        }
    }

    private static void checkBootIndex(String id, @Nullable Integer index, Map<Integer, String> places)
            throws ConfigException {
        if (index == null) {
            return;
        }
        if (index < 0) {
            throw ConfigRule.BOOT_INDEX_NEGATIVE.broken(printable(id), index);
        }
        String other = places.put(index, id);
        if (other != null) {
            throw ConfigRule.BOOT_INDEX_TWICE.broken(printable(other), printable(id), index);
        }
    }

    /**
     * Checks the wish against this host's memory.
     *
     * @throws ConfigException if the host has less
     */
    public static void checkHostMemory(MachineConfig config) throws ConfigException {
        int host = hostMemoryMiB();
        if (config.memoryMiB() > host) {
            throw ConfigRule.MEMORY_HOST.broken(config.memoryMiB(), host);
        }
    }

    /**
     * Refuses Secure Boot: firmware that has it keeps its keys from the guest by System Management Mode, for which the board has no memory and no interrupt.
     *
     * @param inKvm whether this host's KVM could run a vCPU in that mode (KVM_CAP_X86_SMM); asked only if it matters
     */
    public static void checkSecureBoot(Firmware firmware, BooleanSupplier inKvm) throws ConfigException {
        if (firmware.secureBoot()) {
            throw (inKvm.getAsBoolean() ? ConfigRule.SECURE_BOOT_BOARD : ConfigRule.SECURE_BOOT_HOST).broken();
        }
    }

    /** The host's RAM in MiB; the largest int if the host does not say. */
    public static int hostMemoryMiB() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemTotal:")) {
                    String kibibytes = line.substring("MemTotal:".length())
                            .replace("kB", "")
                            .strip();
                    return Math.toIntExact(Long.parseLong(kibibytes) >> 10);
                }
            }
        } catch (IOException | NumberFormatException | ArithmeticException e) {
            System.getLogger(ConfigRules.class.getName())
                    .log(System.Logger.Level.WARNING, "The host's memory is not known: {0}", e.getMessage());
        }
        return Integer.MAX_VALUE;
    }

    /** A name is what a title bar can show: a line that is neither blank nor too long. */
    public static void checkName(String name) throws ConfigException {
        if (name.isBlank()) {
            throw ConfigRule.NAME_EMPTY.broken();
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw ConfigRule.NAME_LONG.broken(MAX_NAME_LENGTH);
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw ConfigRule.NAME_CONTROL.broken();
        }
    }

    public static void checkMemory(int mebibytes) throws ConfigException {
        if (mebibytes < MIN_MEMORY_MIB) {
            throw ConfigRule.MEMORY_LITTLE.broken(mebibytes, MIN_MEMORY_MIB);
        }
    }

    /** Whether RAM can be of the host memory that it is to be of. */
    public static void checkMemoryBacking(MachineConfig config) throws ConfigException {
        MemoryBacking backing = config.memoryBacking();
        if (!backing.pages().isReserved()) {
            return;
        }
        int page = backing.pages().mebibytes();
        if (config.memoryMiB() % page != 0) {
            throw ConfigRule.MEMORY_PAGES.broken(
                    config.memoryMiB(), page, Math.ceilDiv(config.memoryMiB(), page) * page);
        }
        if (backing.merge()) {
            throw ConfigRule.MEMORY_MERGE.broken();
        }
    }

    /** Sockets, cores and threads, each and all together. */
    public static void checkProcessor(Processor processor) throws ConfigException {
        if (processor.sockets() < 1 || processor.cores() < 1 || processor.threads() < 1) {
            // A number of CPUs that came without a topology is the number of cores.
            if (processor.sockets() == 1 && processor.threads() == 1) {
                checkCpus(processor.cores());
            }
            throw ConfigRule.PROCESSOR_EMPTY.broken(processor.sockets(), processor.cores(), processor.threads());
        }
        checkCpus(processor.cpus());
    }

    private static void checkFirmware(MachineConfig config) throws ConfigException {
        if (config.firmware().kind() == Firmware.Kind.UEFI && config.memoryMiB() < MIN_UEFI_MEMORY_MIB) {
            throw ConfigRule.MEMORY_UEFI.broken(config.memoryMiB(), MIN_UEFI_MEMORY_MIB);
        }
        if (config.firmware().kind() != Firmware.Kind.UEFI && config.firmware().secureBoot()) {
            throw ConfigRule.SECURE_BOOT_BIOS.broken();
        }
    }

    public static void checkCpus(int cpus) throws ConfigException {
        if (cpus < 1) {
            throw ConfigRule.CPUS_FEW.broken(cpus);
        }
        if (cpus > MAX_CPUS) {
            throw ConfigRule.CPUS_MANY.broken(cpus, MAX_CPUS);
        }
    }

    private static void checkId(String id, Set<String> taken) throws ConfigException {
        if (!ID.matcher(id).matches()) {
            throw ConfigRule.DEVICE_NAME.broken(printable(id));
        }
        if (!taken.add(id)) {
            throw ConfigRule.DEVICE_TWICE.broken(id);
        }
    }

    static String printable(String text) {
        String head = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
