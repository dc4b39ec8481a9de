package org.vitrine.app.model.host;

/** Tries /dev/kvm. */
@FunctionalInterface
public interface KvmProbe {
    /** How the attempt ended. */
    enum Outcome {
        USABLE,
        /** The device does not exist, or nothing is behind it. */
        ABSENT,
        DENIED,
        /** Another program holds the processor's virtualization. */
        BUSY,
        BROKEN
    }

    /**
     * An attempt's end.
     *
     * @param errno the error number of an attempt that failed, else 0
     * @param maxCpus vCPUs that KVM allows in one VM; 0 if it could not be asked
     * @param systemManagement whether vCPUs can run in System Management Mode
     */
    record Answer(Outcome outcome, int errno, int maxCpus, boolean systemManagement) {
        /** The most vCPUs that a machine can have, of the {@code limit} that the engine takes. */
        public int cpusUpTo(int limit) {
            return maxCpus == 0 ? limit : Math.min(maxCpus, limit);
        }
    }

    /** Opens the device, makes a VM and drops it again. */
    Answer ask();
}
