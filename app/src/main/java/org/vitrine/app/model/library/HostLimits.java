package org.vitrine.app.model.library;

import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.KvmProbe;
import org.vitrine.app.text.Sizes;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.Firmware;

/**
 * What a machine can have on this host.
 *
 * @param minMemoryMiB with less no machine starts
 * @param maxMemoryMiB what the host has
 * @param hostCpus what the host has; a machine may have more vCPUs, which then take turns
 * @param maxCpus what KVM allows
 * @param systemManagement whether KVM can run vCPUs in System Management Mode
 */
public record HostLimits(int minMemoryMiB, int maxMemoryMiB, int hostCpus, int maxCpus, boolean systemManagement) {
    /** The largest disk that can be made: 64 TiB. */
    public static final long MAX_DISK = 64L << 40;

    /** So many any KVM allows: it need not be asked. */
    private static final int ALWAYS_ALLOWED_CPUS = 4;

    /** Asks the host: not for the JavaFX thread. */
    public static HostLimits of(HostCheck host) {
        KvmProbe.Answer kvm = host.kvm();
        return new HostLimits(
                ConfigRules.MIN_MEMORY_MIB,
                host.memoryMiB(),
                Runtime.getRuntime().availableProcessors(),
                kvm.cpusUpTo(ConfigRules.MAX_CPUS),
                kvm.systemManagement());
    }

    /** @throws Refusal if firmware needs what a machine cannot have */
    static void check(HostCheck host, Firmware firmware) throws Refusal {
        try {
            ConfigRules.checkSecureBoot(firmware, () -> host.kvm().systemManagement());
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
    }

    /** @throws Refusal if this host has not as much */
    static void check(HostCheck host, int memoryMiB, int cpus) throws Refusal {
        if (memoryMiB < ConfigRules.MIN_MEMORY_MIB) {
            throw refusal("boot.memory-too-small", Integer.toString(memoryMiB), ConfigRules.MIN_MEMORY_MIB);
        }
        int memory = host.memoryMiB();
        if (memoryMiB > memory) {
            throw refusal(
                    "boot.memory-too-large",
                    Sizes.mebibytes(memoryMiB),
                    Sizes.mebibytes(memory),
                    Integer.toString(memory));
        }
        if (cpus < 1) {
            throw refusal("boot.cpus-too-few", Integer.toString(cpus));
        }
        int most = cpus > ALWAYS_ALLOWED_CPUS ? host.kvm().cpusUpTo(ConfigRules.MAX_CPUS) : ConfigRules.MAX_CPUS;
        if (cpus > most) {
            throw refusal("boot.cpus-too-many", Integer.toString(cpus), most);
        }
    }

    private static Refusal refusal(String key, Object... arguments) {
        return Refusal.of(Refusal.Cause.INPUT, key, arguments);
    }
}
