package org.vitrine.engine.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A bzImage and what its setup header says (Linux, {@code Documentation/arch/x86/boot.rst}). Open until closed. Every number of
 * the header is checked here, so that it can be relied on.
 */
final class LinuxKernel implements AutoCloseable {
    /** Where the header begins and, in the image as in boot parameters, may end at most. */
    static final int HEADER = 0x1f1;

    static final int HEADER_LIMIT = 0x290;

    private static final int SECTOR = 512;
    private static final int DEFAULT_SETUP_SECTORS = 4;
    private static final int MAX_SETUP_SECTORS = 64;
    private static final int PARAGRAPH = 16;
    private static final int BOOT_FLAG = 0xaa55;
    private static final int MAGIC = 'H' | 'd' << 8 | 'r' << 16 | 'S' << 24;
    private static final int OLDEST = 0x0206;
    private static final int WITH_INIT_SIZE = 0x020a;
    private static final int WITH_XLOADFLAGS = 0x020c;
    private static final int LOADED_HIGH = 1;
    private static final int XLF_KERNEL_64 = 1;
    private static final int ENTRY_64 = 0x200;
    private static final long DEFAULT_ADDRESS = 0x10_0000;
    private static final long MAX_ALIGNMENT = 1 << 30;

    /** Memory that a kernel takes which does not say it, as a multiple of its compressed size. */
    private static final int GROWTH = 8;

    private final BootFile file;
    private final byte[] head;
    private final ByteBuffer header;
    private final int setupSize;
    private final long bodySize;

    private LinuxKernel(BootFile file) throws BootException {
        this.file = file;
        head = file.head(HEADER_LIMIT);
        header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (head.length < HEADER_LIMIT
                || (header.getShort(0x1fe) & 0xffff) != BOOT_FLAG
                || header.getInt(0x202) != MAGIC
                || (head[0x211] & LOADED_HIGH) == 0) {
            throw file.problem("is not a Linux kernel in the form of a bzImage: choose a file such as /boot/vmlinuz.");
        }
        if (version() < OLDEST) {
            throw file.problem("is too old to be booted directly: its boot protocol is %d.%02d, and 2.06 is needed."
                    .formatted(version() >> 8, version() & 0xff));
        }
        int sectors = head[0x1f1] & 0xff;
        setupSize = SECTOR * (1 + (sectors == 0 ? DEFAULT_SETUP_SECTORS : sectors));
        bodySize = (header.getInt(0x1f4) & 0xffff_ffffL) * PARAGRAPH;
        long missing = setupSize + bodySize - file.size();
        if (sectors > MAX_SETUP_SECTORS
                || missing >= PARAGRAPH
                || setupSize + ENTRY_64 >= file.size()
                || bodySize <= ENTRY_64) {
            throw file.problem("is damaged: its header names " + (setupSize + bodySize) + " bytes, and it has "
                    + file.size() + ".");
        }
        if (Long.bitCount(alignment()) != 1 || alignment() > MAX_ALIGNMENT || initSize() < bodySize) {
            throw file.problem("is damaged: its header asks for an impossible place in memory.");
        }
    }

    /** @throws BootException if it is not a kernel that can be booted */
    static LinuxKernel open(Path path) throws BootException {
        BootFile file = BootFile.open("kernel", path);
        try {
            return new LinuxKernel(file);
        } catch (BootException e) {
            file.close();
            throw e;
        }
    }

    private int version() {
        return header.getShort(0x206) & 0xffff;
    }

    /** The header as it goes into the boot parameters, from {@link #HEADER} on. */
    byte[] header() {
        int end = Math.min(HEADER_LIMIT, 0x202 + (head[0x201] & 0xff));
        return java.util.Arrays.copyOfRange(head, HEADER, Math.max(end, 0x248));
    }

    /** Bytes of the compressed kernel that are in the file. */
    private long loadSize() {
        return Math.min(bodySize, file.size() - setupSize);
    }

    /** Bytes that the kernel takes from its load address before it looks at the memory map. */
    long initSize() {
        return version() >= WITH_INIT_SIZE ? header.getInt(0x260) & 0xffff_ffffL : bodySize * GROWTH;
    }

    /** Where the kernel wants to be. */
    long preferredAddress() {
        return version() >= WITH_INIT_SIZE ? header.getLong(0x258) : DEFAULT_ADDRESS;
    }

    boolean relocatable() {
        return head[0x234] != 0;
    }

    /** A power of two: what the address of a relocatable kernel must be a multiple of. */
    long alignment() {
        return relocatable() ? header.getInt(0x230) & 0xffff_ffffL : 1;
    }

    /** The highest address that the initrd may reach to, exclusive. */
    long initrdLimit() {
        return (header.getInt(0x22c) & 0xffff_ffffL) + 1;
    }

    /** Bytes of a command line, without its NUL. */
    long commandLineLimit() {
        return header.getInt(0x238) & 0xffff_ffffL;
    }

    /** Whether the kernel is entered in 64-bit mode; else it is in 32-bit mode. */
    boolean entersIn64Bits() {
        return version() >= WITH_XLOADFLAGS && (header.getShort(0x236) & XLF_KERNEL_64) != 0;
    }

    /** Where the vCPU starts, for a kernel at an address. */
    long entry(long address) {
        return entersIn64Bits() ? address + ENTRY_64 : address;
    }

    /** Puts the kernel at an address of guest memory. */
    void load(org.vitrine.engine.memory.GuestMemory memory, long address) throws BootException {
        file.load(setupSize, loadSize(), memory, address);
    }

    BootException problem(String predicate) {
        return file.problem(predicate);
    }

    @Override
    public void close() throws BootException {
        file.close();
    }
}
