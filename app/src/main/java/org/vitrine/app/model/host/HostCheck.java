package org.vitrine.app.model.host;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vitrine.app.model.host.HostCondition.Severity;
import org.vitrine.app.text.Sizes;

/**
 * Finds out what this host can do. It reads files and asks KVM, so it may take some milliseconds: not for the JavaFX
 * thread.
 */
public final class HostCheck {
    /** Where distributions put SeaBIOS. */
    private static final List<String> SEABIOS =
            List.of("/usr/share/seabios/bios-256k.bin", "/usr/share/qemu/bios-256k.bin", "/usr/share/seabios/bios.bin");

    private static final List<String> VGA_BIOS = List.of(
            "/usr/share/seabios/vgabios-stdvga.bin",
            "/usr/share/seavgabios/vgabios-stdvga.bin",
            "/usr/share/qemu/vgabios-stdvga.bin");

    private final HostFiles files;
    private final KvmProbe kvm;
    private final String user;

    /** @param user whose permissions matter, as /etc/group writes the name */
    public HostCheck(HostFiles files, KvmProbe kvm, String user) {
        this.files = files;
        this.kvm = kvm;
        this.user = user;
    }

    /** A check of the host that this runs on. */
    public static HostCheck ofThisHost() {
        return new HostCheck(HostFiles.ofThisHost(), new DeviceKvmProbe(), System.getProperty("user.name", ""));
    }

    /** What was found: virtualization, firmware, resources, in this order. */
    public List<HostFinding> findings() {
        return List.of(virtualization(), firmware(), resources());
    }

    /** The first finding that keeps guests from running. */
    public Optional<HostFinding> obstacle() {
        return findings().stream()
                .filter(finding -> finding.condition().severity() == Severity.FAILURE)
                .findFirst();
    }

    private HostFinding virtualization() {
        KvmProbe.Answer answer = kvm.ask();
        return switch (answer.outcome()) {
            case USABLE ->
                hasProcessorFlag("svm") || hasProcessorFlag("vmx")
                        ? found(HostCondition.KVM_READY)
                        : found(HostCondition.KVM_WITHOUT_HARDWARE);
            case ABSENT -> absentKvm();
            case DENIED -> deniedKvm();
            case BUSY ->
                hasModule("vboxdrv")
                        ? found(HostCondition.KVM_USED_BY_VIRTUALBOX)
                        : found(HostCondition.KVM_USED_BY_ANOTHER);
            case BROKEN -> found(HostCondition.KVM_BROKEN, Integer.toString(answer.errno()));
        };
    }

    private HostFinding absentKvm() {
        if (hasProcessorFlag("svm")) {
            return mendable(HostCondition.KVM_MODULE_NOT_LOADED, "sudo modprobe kvm_amd");
        }
        return hasProcessorFlag("vmx")
                ? mendable(HostCondition.KVM_MODULE_NOT_LOADED, "sudo modprobe kvm_intel")
                : found(HostCondition.KVM_NO_HARDWARE);
    }

    private HostFinding deniedKvm() {
        boolean member = files.valueAfter("/etc/group", "kvm:")
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .filter(members -> Arrays.asList(members.split(",", -1)).contains(user))
                .isPresent();
        return member
                ? found(HostCondition.KVM_PERMISSION_AFTER_LOGIN, user)
                : mendable(HostCondition.KVM_NO_PERMISSION, "sudo usermod -aG kvm " + user);
    }

    private HostFinding firmware() {
        Optional<String> seabios = files.firstReadable(SEABIOS);
        if (seabios.isPresent() && files.firstReadable(VGA_BIOS).isPresent()) {
            return found(HostCondition.FIRMWARE_READY, seabios.get());
        }
        return mendable(HostCondition.FIRMWARE_MISSING, PackageManager.of(files).seabiosCommand());
    }

    private HostFinding resources() {
        return found(
                HostCondition.RESOURCES,
                Sizes.bytes(memoryBytes("MemTotal:")),
                Sizes.bytes(memoryBytes("MemAvailable:")),
                Long.toString(files.lines("/proc/cpuinfo").stream()
                        .filter(line -> line.startsWith("processor"))
                        .count()));
    }

    /** The host's memory in MiB; {@link Integer#MAX_VALUE} if it cannot be known. */
    public int memoryMiB() {
        long mebibytes = memoryBytes("MemTotal:") >> 20;
        return mebibytes == 0 ? Integer.MAX_VALUE : (int) Math.min(mebibytes, Integer.MAX_VALUE);
    }

    /** What KVM says of itself here. Asks it each time: not for the JavaFX thread. */
    public KvmProbe.Answer kvm() {
        return kvm.ask();
    }

    private long memoryBytes(String key) {
        return files.valueAfter("/proc/meminfo", key)
                .map(value -> value.replace("kB", "").strip())
                .filter(value -> value.matches("\\d{1,15}"))
                .map(value -> Long.parseLong(value) << 10)
                .orElse(0L);
    }

    private boolean hasProcessorFlag(String flag) {
        return files.valueAfter("/proc/cpuinfo", "flags")
                .map(flags -> Arrays.asList(flags.split("\\s+", -1)).contains(flag))
                .orElse(false);
    }

    private boolean hasModule(String name) {
        return files.lines("/proc/modules").stream().anyMatch(line -> line.startsWith(name + " "));
    }

    private static HostFinding found(HostCondition condition, String... details) {
        return new HostFinding(condition, List.of(details), null);
    }

    private static HostFinding mendable(HostCondition condition, String command) {
        return new HostFinding(condition, List.of(command), command);
    }
}
