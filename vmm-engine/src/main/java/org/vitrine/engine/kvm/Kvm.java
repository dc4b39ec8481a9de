package org.vitrine.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.LinuxException;

/** The system ioctls of /dev/kvm (KVM api.rst, 4). */
public final class Kvm implements AutoCloseable {
    public static final String DEVICE = "/dev/kvm";
    private static final int API_VERSION = 12;

    private final Fd fd;

    private Kvm(Fd fd) {
        this.fd = fd;
    }

    /**
     * Opens /dev/kvm and checks that it can do all that the engine builds on.
     *
     * @throws KvmException with one sentence for the user if this host cannot run guests
     */
    public static Kvm open() throws KvmException {
        Fd fd;
        try {
            fd = Fd.open(DEVICE, Fd.O_RDWR);
        } catch (LinuxException e) {
            throw new KvmException(whyNot(e.errno()), e);
        }
        Kvm kvm = new Kvm(fd);
        try {
            kvm.check();
        } catch (KvmException | RuntimeException e) {
            kvm.close();
            throw e;
        }
        return kvm;
    }

    private static String whyNot(Errno errno) {
        return switch (errno) {
            case ENOENT, ENODEV ->
                "This host has no /dev/kvm, so no guest can run. Enable virtualisation (AMD-V or VT-x) in the firmware's"
                        + " setup and load the kernel module kvm_amd or kvm_intel.";
            case EACCES, EPERM ->
                "You may not open /dev/kvm, so no guest can run. Add yourself to the group kvm (sudo adduser $USER kvm) and log in again.";
            case EBUSY ->
                "/dev/kvm is in use by another virtual machine monitor, so no guest can run. Close VirtualBox's or VMware's machines first.";
            default -> "/dev/kvm cannot be opened: " + errno.words() + ". Run vitrine doctor for what this host lacks.";
        };
    }

    private void check() throws KvmException {
        int version = system(KvmIoctl.GET_API_VERSION, 0);
        if (version != API_VERSION) {
            throw new KvmException("This kernel's KVM speaks API version " + version + ", Vitrine needs " + API_VERSION
                    + ". Run a kernel of the last fifteen years.");
        }
        for (Capability capability : Capability.values()) {
            if (extension(capability.number) <= 0) {
                throw new KvmException("This kernel's KVM lacks " + capability
                        + ", without which no guest can run. Update the kernel.");
            }
        }
    }

    private int system(KvmIoctl request, long argument) {
        return fd.ioctl(request.title(), request.request, argument);
    }

    private int extension(int number) {
        return system(KvmIoctl.CHECK_EXTENSION, number);
    }

    /** The most vCPUs that one VM may have on this host. */
    public int maxVcpus() {
        int max = extension(Capability.MAX_VCPUS);
        return max > 0 ? max : Math.max(4, extension(Capability.NR_VCPUS));
    }

    /** Whether this host's KVM can run vCPUs in System Management Mode (KVM_CAP_X86_SMM). False where it cannot be asked. */
    public static boolean hasSystemManagementMode() {
        try (Kvm kvm = open()) {
            return kvm.extension(Capability.X86_SMM) > 0;
        } catch (KvmException e) {
            return false;
        }
    }

    boolean hasTscDeadlineTimer() {
        return extension(Capability.TSC_DEADLINE_TIMER) > 0;
    }

    /**
     * Makes an empty VM.
     *
     * @throws KvmException if the host refuses, as it does while another hypervisor holds the CPU's virtualisation
     */
    public KvmVm createVm() throws KvmException {
        try {
            int vm = system(KvmIoctl.CREATE_VM, 0);
            return new KvmVm(
                    new Fd(vm),
                    system(KvmIoctl.GET_VCPU_MMAP_SIZE, 0),
                    extension(Capability.COALESCED_MMIO.number),
                    msrIndices());
        } catch (LinuxException e) {
            throw new KvmException(whyNot(e.errno()), e);
        }
    }

    /** What KVM can offer a guest as CPUID on this host. */
    public Cpuid supportedCpuid() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(8 + (long) Cpuid.MAX_ENTRIES * Cpuid.ENTRY_SIZE, 8);
            list.set(ValueLayout.JAVA_INT, 0, Cpuid.MAX_ENTRIES);
            fd.ioctl(KvmIoctl.GET_SUPPORTED_CPUID.title(), KvmIoctl.GET_SUPPORTED_CPUID.request, list);
            Cpuid cpuid = Cpuid.read(list);
            return hasTscDeadlineTimer() ? cpuid.withTscDeadline() : cpuid;
        }
    }

    private int[] msrIndices() {
        int capacity = 4096;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(4 + 4L * capacity, 8);
            list.set(ValueLayout.JAVA_INT, 0, capacity);
            fd.ioctl(KvmIoctl.GET_MSR_INDEX_LIST.title(), KvmIoctl.GET_MSR_INDEX_LIST.request, list);
            return list.asSlice(4, 4L * list.get(ValueLayout.JAVA_INT, 0)).toArray(ValueLayout.JAVA_INT);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
