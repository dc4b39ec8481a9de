package org.vitrine.engine.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * Puts a Linux kernel into guest memory as a boot loader does (Linux, {@code Documentation/arch/x86/boot.rst}): kernel,
 * initrd, command line, boot parameters, and what the processor needs.
 *
 * <p>Below 640 KiB it takes 0x400 to 0x500 (BIOS data), 0x8000 to 0xf000 (descriptors and page tables), 0x10000 (boot
 * parameters), 0x20000 to 0x30000 (command line) and the extended BIOS data area at 0x9fc00; the kernel goes where it wants to
 * be, the initrd as high as it may.
 */
public final class LinuxLoader {
    private static final long BIOS_DATA = 0x400;
    private static final int BIOS_DATA_SIZE = 0x100;
    private static final int EBDA_SEGMENT = 0x0e;
    private static final int BASE_MEMORY_KIB = 0x13;
    private static final long BOOT_PARAMETERS = 0x1_0000;
    private static final long COMMAND_LINE = 0x2_0000;
    private static final int COMMAND_LINE_SPACE = 0x1_0000;
    private static final long EXTENDED_MEMORY = 0x10_0000;
    private static final long FOUR_GIB = 1L << 32;
    private static final long PAGE = 4096;
    private static final int RSDP_IN_EBDA = 16;

    private final GuestMemory memory;
    private final E820 map;

    /**
     * @param memory with RAM where the map says that there is
     * @param map what the kernel is told of it; only RAM of the map is used
     */
    public LinuxLoader(GuestMemory memory, E820 map) {
        this.memory = memory;
        this.map = map;
    }

    /**
     * Loads a kernel.
     *
     * @param initrd its initial RAM disk, or null for none
     * @param commandLine ASCII
     * @param rsdpAddress guest physical address of the ACPI root pointer
     * @param rsdp a copy of the pointer, for kernels that look for it in the extended BIOS data area
     * @return how the first vCPU starts
     * @throws BootException if a file cannot be booted, or does not fit into the machine's memory
     */
    public InitialCpuState load(Path kernel, @Nullable Path initrd, String commandLine, long rsdpAddress, byte[] rsdp)
            throws BootException {
        try (LinuxKernel image = LinuxKernel.open(kernel)) {
            byte[] line = commandLine(image, commandLine);
            long address = placeKernel(image);
            BootParameters parameters = new BootParameters(image, address)
                    .textScreen()
                    .memory(map)
                    .rsdp(rsdpAddress)
                    .commandLine(COMMAND_LINE);
            if (initrd != null) {
                loadInitrd(initrd, image, address + image.initSize(), parameters);
            }
            image.load(memory, address);
            memory.write(COMMAND_LINE, line);
            memory.write(BOOT_PARAMETERS, parameters.toByteArray());
            writeBiosData(rsdp);
            return (image.entersIn64Bits() ? BootProcessorMode.BITS_64 : BootProcessorMode.BITS_32)
                    .prepare(memory, image.entry(address), BOOT_PARAMETERS);
        }
    }

    private static byte[] commandLine(LinuxKernel kernel, String text) throws BootException {
        long limit = Math.min(kernel.commandLineLimit(), COMMAND_LINE_SPACE - 1);
        if (text.length() > limit) {
            throw kernel.problem("takes a command line of at most " + limit + " characters, and this one has "
                    + text.length() + ".");
        }
        if (!text.chars().allMatch(character -> character >= 0x20 && character < 0x7f)) {
            throw new BootException(
                    "The kernel's command line has characters that are not ASCII: write it without accents and line breaks.");
        }
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private long placeKernel(LinuxKernel kernel) throws BootException {
        long preferred = kernel.preferredAddress();
        long size = kernel.initSize();
        if (preferred >= EXTENDED_MEMORY && preferred % kernel.alignment() == 0 && isRam(preferred, size)) {
            return preferred;
        }
        if (kernel.relocatable()) {
            for (E820.Entry entry : map.entries()) {
                long start = Math.max(entry.address(), EXTENDED_MEMORY);
                long address = start + kernel.alignment() - 1 & -kernel.alignment();
                if (isRam(address, size)) {
                    return address;
                }
            }
        }
        throw kernel.problem("needs " + mebibytes(size) + " of memory at " + mebibytes(Math.max(preferred, 0))
                + ", where this machine has too little: give it more memory.");
    }

    /** Whether all of a range is RAM below 4 GiB, where descriptors and page tables reach. */
    private boolean isRam(long address, long size) {
        return address >= 0
                && address <= FOUR_GIB - size
                && map.entries().stream()
                        .anyMatch(entry -> entry.type() == E820.Type.RAM
                                && entry.address() <= address
                                && size <= entry.end() - address);
    }

    private void loadInitrd(Path path, LinuxKernel kernel, long kernelEnd, BootParameters parameters)
            throws BootException {
        try (BootFile initrd = BootFile.open("initrd", path)) {
            long address = placeInitrd(initrd, kernel, kernelEnd);
            initrd.load(0, initrd.size(), memory, address);
            parameters.initrd(address, initrd.size());
        }
    }

    private long placeInitrd(BootFile initrd, LinuxKernel kernel, long kernelEnd) throws BootException {
        long best = -1;
        long room = 0;
        for (E820.Entry entry : map.entries()) {
            long start = Math.max(entry.address(), kernelEnd);
            long end = Math.min(Math.min(entry.end(), kernel.initrdLimit()), FOUR_GIB);
            if (entry.type() == E820.Type.RAM && start < end) {
                room = Math.max(room, end - start);
                long address = end - initrd.size() & -PAGE;
                if (initrd.size() <= end - start && address >= start) {
                    best = Math.max(best, address);
                }
            }
        }
        if (best < 0) {
            throw initrd.problem("does not fit into the machine's memory: it has " + mebibytes(initrd.size())
                    + ", and beside the kernel there are " + mebibytes(room)
                    + " that it can use. Give the machine more memory.");
        }
        return best;
    }

    private static String mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + " MiB";
    }

    private void writeBiosData(byte[] rsdp) {
        byte[] data = ByteBuffer.allocate(BIOS_DATA_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(EBDA_SEGMENT, (short) (E820.EBDA >> 4))
                .putShort(BASE_MEMORY_KIB, (short) (E820.EBDA >> 10))
                .array();
        memory.write(BIOS_DATA, data);
        byte[] ebda = new byte[RSDP_IN_EBDA + rsdp.length];
        ebda[0] = 1;
        System.arraycopy(rsdp, 0, ebda, RSDP_IN_EBDA, rsdp.length);
        memory.write(E820.EBDA, ebda);
    }
}
