package org.vitrine.engine.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.kvm.Segment;
import org.vitrine.engine.memory.GuestMemory;

/**
 * The mode of the processor at a kernel's entry (Linux, {@code Documentation/arch/x86/boot.rst}, 32-bit and 64-bit boot
 * protocol): flat segments 0x10 and 0x18; in 64-bit mode the first 4 GiB mapped to themselves, in 32-bit mode no paging.
 */
enum BootProcessorMode {
    BITS_32(0x00cf_9b00_0000_ffffL, 0, 0, 0),
    BITS_64(0x00af_9b00_0000_ffffL, Cr0.PAGING, 1 << 5, 1 << 8 | 1 << 10);

    private static final long GDT = 0x8000;
    private static final long STACK = 0x9000;
    private static final long PAGE_TABLES = 0x9000;
    private static final int PAGE = 4096;
    private static final int DIRECTORIES = 4;
    private static final int ENTRIES = 512;
    private static final int PRESENT_WRITABLE = 3;
    private static final int LARGE = 0x80;

    private static final int CODE_SELECTOR = 0x10;
    private static final int DATA_SELECTOR = 0x18;
    private static final long DATA_DESCRIPTOR = 0x00cf_9300_0000_ffffL;
    private static final int BUSY_TASK = 0xb;
    private static final long RFLAGS = 1 << 1;

    private final long codeDescriptor;
    private final long paging;
    private final long cr4;
    private final long efer;

    BootProcessorMode(long codeDescriptor, long paging, long cr4, long efer) {
        this.codeDescriptor = codeDescriptor;
        this.paging = paging;
        this.cr4 = cr4;
        this.efer = efer;
    }

    private static final class Cr0 {
        private static final long PROTECTION_EXTENSION_TYPE_AND_NUMERIC_ERROR = 0x31;
        private static final long PAGING = 1L << 31;
    }

    /** Writes descriptor and page tables, from {@code 0x8000} to {@code 0xf000}, and describes the processor. */
    InitialCpuState prepare(GuestMemory memory, long entry, long bootParameters) {
        byte[] gdt = ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(CODE_SELECTOR, codeDescriptor)
                .putLong(DATA_SELECTOR, DATA_DESCRIPTOR)
                .array();
        memory.write(GDT, gdt);
        if (this == BITS_64) {
            memory.write(PAGE_TABLES, identityMap());
        }
        return new InitialCpuState(
                entry,
                STACK,
                bootParameters,
                RFLAGS,
                Cr0.PROTECTION_EXTENSION_TYPE_AND_NUMERIC_ERROR | paging,
                this == BITS_64 ? PAGE_TABLES : 0,
                cr4,
                efer,
                GDT,
                gdt.length - 1,
                Segment.flatCode(CODE_SELECTOR, this == BITS_64),
                Segment.flatData(DATA_SELECTOR),
                new Segment(0, 0xffff, 0, BUSY_TASK, 0, false, true, false, false));
    }

    /** A PML4, a page directory pointer table and four page directories of 2 MiB pages. */
    private static byte[] identityMap() {
        ByteBuffer tables = ByteBuffer.allocate((2 + DIRECTORIES) * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        tables.putLong(0, PAGE_TABLES + PAGE | PRESENT_WRITABLE);
        for (int directory = 0; directory < DIRECTORIES; directory++) {
            tables.putLong(PAGE + 8 * directory, PAGE_TABLES + (2L + directory) * PAGE | PRESENT_WRITABLE);
        }
        for (int page = 0; page < DIRECTORIES * ENTRIES; page++) {
            tables.putLong(2 * PAGE + 8 * page, (long) page << 21 | LARGE | PRESENT_WRITABLE);
        }
        return tables.array();
    }
}
