package org.vitrine.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.chain.ImageFormat;

/** Turns what the user asked for into a machine's configuration, or says why that cannot be. Reads files. */
public final class BootRequests {
    /** So many any KVM allows: it need not be asked. */
    private static final int ALWAYS_ALLOWED_CPUS = 4;

    private final HostCheck host;

    public BootRequests(HostCheck host) {
        this.host = host;
    }

    /**
     * Checks a request.
     *
     * @return the configuration of a new machine, its paths absolute
     * @throws Refusal with what is wrong first
     */
    public MachineConfig configure(BootRequest request) throws Refusal {
        if (request.media().isEmpty() && request.disks().isEmpty() && request.kernel() == null) {
            throw refusal("boot.nothing");
        }
        if (request.media().size() > ConfigRules.MAX_OPTICAL) {
            throw refusal("boot.too-many-media", request.media().size(), ConfigRules.MAX_OPTICAL);
        }
        for (Path medium : request.media()) {
            IsoImage.check(medium);
        }
        for (DiskRequest disk : request.disks()) {
            disk.check();
        }
        checkMemory(request.memoryMiB());
        checkCpus(request.cpus());
        MachineConfig.LinuxBoot linux = checkLinux(request);
        List<MachineConfig.Optical> drives = new ArrayList<>();
        for (Path medium : request.media()) {
            drives.add(new MachineConfig.Optical("cd" + drives.size(), medium.toAbsolutePath()));
        }
        if (drives.isEmpty()) {
            drives.add(new MachineConfig.Optical("cd0", null));
        }
        MachineConfig config = MachineConfig.of(UUID.randomUUID(), name(request), request.memoryMiB(), request.cpus())
                .withLinux(linux)
                .withOptical(drives)
                .withDisks(disks(request.disks()))
                .withSerial(checkSerial(request.serial()))
                .withDevices(List.of(new MachineConfig.DeviceConfig("vga0", "VGA", Map.of())));
        try {
            ConfigRules.check(config);
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
        return config;
    }

    private static List<MachineConfig.Disk> disks(List<DiskRequest> requests) {
        List<MachineConfig.Disk> disks = new ArrayList<>();
        for (DiskRequest request : requests) {
            disks.add(new MachineConfig.Disk(
                            "disk" + disks.size(),
                            request.file().toAbsolutePath(),
                            request.format().map(ImageFormat::id).orElse(null),
                            request.bus(),
                            request.cache(),
                            request.readOnly(),
                            null)
                    .withDiscard(request.discard()));
        }
        return disks;
    }

    private void checkMemory(int mebibytes) throws Refusal {
        int hostMemory = host.memoryMiB();
        if (mebibytes < ConfigRules.MIN_MEMORY_MIB) {
            throw refusal("boot.memory-too-small", Integer.toString(mebibytes), ConfigRules.MIN_MEMORY_MIB);
        }
        if (mebibytes > hostMemory) {
            throw refusal(
                    "boot.memory-too-large",
                    Sizes.mebibytes(mebibytes),
                    Sizes.mebibytes(hostMemory),
                    Integer.toString(hostMemory));
        }
    }

    private void checkCpus(int cpus) throws Refusal {
        if (cpus < 1) {
            throw refusal("boot.cpus-too-few", Integer.toString(cpus));
        }
        int most = cpus > ALWAYS_ALLOWED_CPUS ? host.kvm().cpusUpTo(ConfigRules.MAX_CPUS) : ConfigRules.MAX_CPUS;
        if (cpus > most) {
            throw refusal("boot.cpus-too-many", Integer.toString(cpus), most);
        }
    }

    private static MachineConfig.@Nullable LinuxBoot checkLinux(BootRequest request) throws Refusal {
        Path kernel = request.kernel();
        Path initrd = request.initrd();
        String commandLine = request.commandLine();
        if (kernel == null) {
            if (initrd != null || commandLine != null) {
                throw refusal("boot.kernel-needed");
            }
            return null;
        }
        LinuxKernelImage.check(kernel);
        if (initrd != null) {
            FileChecks.inspect(initrd, file -> {
                if (file.size() >= (long) request.memoryMiB() << 20) {
                    throw refusal(
                            "boot.initrd-too-large",
                            initrd,
                            Sizes.bytes(file.size()),
                            Sizes.mebibytes(request.memoryMiB()));
                }
            });
        }
        return new MachineConfig.LinuxBoot(
                kernel.toAbsolutePath(),
                initrd == null ? null : initrd.toAbsolutePath(),
                commandLine == null ? "" : commandLine);
    }

    private static String checkSerial(String serial) throws Refusal {
        if (serial.equals(BootRequest.NO_SERIAL) || serial.equals(BootRequest.SERIAL_STDIO)) {
            return serial;
        }
        Path file = Path.of(serial).toAbsolutePath();
        FileChecks.checkWritable(file, "boot.serial-unwritable");
        return file.toString();
    }

    private static String name(BootRequest request) throws Refusal {
        String name = request.name();
        if (name != null) {
            if (name.isBlank()
                    || name.length() > ConfigRules.MAX_NAME_LENGTH
                    || name.codePoints().anyMatch(Character::isISOControl)) {
                throw refusal("boot.name-unusable", ConfigRules.MAX_NAME_LENGTH);
            }
            return name;
        }
        Path kernel = request.kernel();
        boolean isImage = true;
        Path source = null;
        if (!request.media().isEmpty()) {
            source = request.media().getFirst();
        } else if (kernel != null) {
            source = kernel;
            isImage = false;
        } else if (!request.disks().isEmpty()) {
            source = request.disks().getFirst().file();
        }
        Path file = source == null ? null : source.getFileName();
        if (file == null) {
            return Texts.get("boot.unnamed");
        }
        String base = file.toString();
        int dot = base.lastIndexOf('.');
        String stem = dot > 0 && isImage ? base.substring(0, dot) : base;
        return stem.length() > ConfigRules.MAX_NAME_LENGTH ? stem.substring(0, ConfigRules.MAX_NAME_LENGTH) : stem;
    }

    private static Refusal refusal(String key, Object... arguments) {
        return Refusal.of(Refusal.Cause.INPUT, key, arguments);
    }
}
