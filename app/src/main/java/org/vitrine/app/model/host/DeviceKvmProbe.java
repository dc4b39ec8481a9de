package org.vitrine.app.model.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/**
 * Asks the real /dev/kvm (Linux, Documentation/virt/kvm/api.rst). Making a VM matters: only then does KVM take hold of
 * the processor, so a VirtualBox that is there first shows.
 */
public final class DeviceKvmProbe implements KvmProbe {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;
    private static final long KVM_CREATE_VM = 0xae01;
    private static final long KVM_CHECK_EXTENSION = 0xae03;
    private static final long KVM_CAP_MAX_VCPUS = 66;
    private static final long KVM_CAP_X86_SMM = 117;
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ENXIO = 6;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;

    /** The C library's functions that the probe needs: the application does not see the engine's. */
    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native int ioctl(int fd, long request, long argument) throws LastErrorException;

        static native int close(int fd) throws LastErrorException;
    }

    @Override
    public Answer ask() {
        try {
            int device = Calls.open("/dev/kvm", O_RDWR | O_CLOEXEC);
            try {
                int maxCpus = Calls.ioctl(device, KVM_CHECK_EXTENSION, KVM_CAP_MAX_VCPUS);
                boolean systemManagement = Calls.ioctl(device, KVM_CHECK_EXTENSION, KVM_CAP_X86_SMM) > 0;
                Calls.close(Calls.ioctl(device, KVM_CREATE_VM, 0));
                return new Answer(Outcome.USABLE, 0, maxCpus, systemManagement);
            } finally {
                Calls.close(device);
            }
        } catch (LastErrorException e) {
            return new Answer(outcome(e.getErrorCode()), e.getErrorCode(), 0, false);
        }
    }

    static Outcome outcome(int errno) {
        return switch (errno) {
            case ENOENT, ENXIO, ENODEV -> Outcome.ABSENT;
            case EACCES, EPERM -> Outcome.DENIED;
            case EBUSY -> Outcome.BUSY;
            default -> Outcome.BROKEN;
        };
    }
}
