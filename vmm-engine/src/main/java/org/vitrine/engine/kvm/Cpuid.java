package org.vitrine.engine.kvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.config.Processor;

/** A CPUID table as KVM takes it: struct kvm_cpuid2 with its entries (KVM api.rst, 4.20). Immutable. */
public final class Cpuid {
    static final int MAX_ENTRIES = 256;
    static final int ENTRY_SIZE = 40;

    private static final int LEAF1_ECX_VMX = 1 << 5;
    private static final int LEAF1_ECX_TSC_DEADLINE = 1 << 24;
    private static final int LEAF1_ECX_HYPERVISOR = 1 << 31;
    private static final int LEAF1_EDX_HTT = 1 << 28;
    private static final int EXTENDED1_ECX_CMP_LEGACY = 1 << 1;
    private static final int EXTENDED1_ECX_SVM = 1 << 2;
    private static final int TOPOLOGY_SMT = 1;
    private static final int TOPOLOGY_CORE = 2;

    /** One answer. @param flags bit 0: the index (ECX on input) matters */
    public record Entry(int function, int index, int flags, int eax, int ebx, int ecx, int edx) {
        Entry withEbx(int value) {
            return new Entry(function, index, flags, eax, value, ecx, edx);
        }

        Entry withEcx(int value) {
            return new Entry(function, index, flags, eax, ebx, value, edx);
        }

        Entry withEdx(int value) {
            return new Entry(function, index, flags, eax, ebx, ecx, value);
        }
    }

    private final List<Entry> entries;

    public Cpuid(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public List<Entry> entries() {
        return entries;
    }

    /** Width of a guest physical address (leaf 8000_0008, EAX bits 7:0). */
    public int physicalAddressBits() {
        return entries.stream()
                .filter(e -> e.function == 0x8000_0008)
                .mapToInt(e -> e.eax & 0xff)
                .findFirst()
                .orElse(36);
    }

    static Cpuid read(MemorySegment list) {
        int count = list.get(ValueLayout.JAVA_INT, 0);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            MemorySegment e = list.asSlice(8 + (long) i * ENTRY_SIZE, ENTRY_SIZE);
            entries.add(new Entry(
                    e.get(ValueLayout.JAVA_INT, 0),
                    e.get(ValueLayout.JAVA_INT, 4),
                    e.get(ValueLayout.JAVA_INT, 8),
                    e.get(ValueLayout.JAVA_INT, 12),
                    e.get(ValueLayout.JAVA_INT, 16),
                    e.get(ValueLayout.JAVA_INT, 20),
                    e.get(ValueLayout.JAVA_INT, 24)));
        }
        return new Cpuid(entries);
    }

    MemorySegment write(Arena arena) {
        MemorySegment list = arena.allocate(8 + (long) entries.size() * ENTRY_SIZE, 8);
        list.set(ValueLayout.JAVA_INT, 0, entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            MemorySegment e = list.asSlice(8 + (long) i * ENTRY_SIZE, ENTRY_SIZE);
            e.set(ValueLayout.JAVA_INT, 0, entry.function);
            e.set(ValueLayout.JAVA_INT, 4, entry.index);
            e.set(ValueLayout.JAVA_INT, 8, entry.flags);
            e.set(ValueLayout.JAVA_INT, 12, entry.eax);
            e.set(ValueLayout.JAVA_INT, 16, entry.ebx);
            e.set(ValueLayout.JAVA_INT, 20, entry.ecx);
            e.set(ValueLayout.JAVA_INT, 24, entry.edx);
        }
        return list;
    }

    Cpuid withTscDeadline() {
        return new Cpuid(entries.stream()
                .map(e -> e.function == 1 ? e.withEcx(e.ecx | LEAF1_ECX_TSC_DEADLINE) : e)
                .toList());
    }

    /**
     * The table of one vCPU.
     *
     * <p>SVM and VMX are hidden until nested state is saved; the performance counters are hidden because no snapshot carries them.
     * Sources: Intel SDM volume 2A, CPUID, leaves 1, 4, 0BH; AMD APM volume 3, appendix E, 8000_0001, 8000_0008, 8000_001D,
     * 8000_001E.
     *
     * @param apicId the vCPU's number, which is its local APIC id
     * @param processor the machine's, of 1 to 255 vCPUs
     */
    public Cpuid forVcpu(int apicId, Processor processor) {
        int logical = processor.cores() * processor.threads();
        int packageBits = processor.coreBits() + processor.threadBits();
        int core = apicId >>> processor.threadBits() & (1 << processor.coreBits()) - 1;
        int socket = apicId >>> packageBits;
        List<Entry> own = new ArrayList<>();
        for (Entry e : entries) {
            switch (e.function) {
                case 0x1 ->
                    own.add(e.withEbx((e.ebx & 0xffff) | Math.min(255, 1 << packageBits) << 16 | apicId << 24)
                            .withEcx((e.ecx & ~LEAF1_ECX_VMX) | LEAF1_ECX_HYPERVISOR)
                            .withEdx(logical > 1 ? e.edx | LEAF1_EDX_HTT : e.edx & ~LEAF1_EDX_HTT));
                case 0x4, 0x8000_001d -> own.add(withSharing(e, processor));
                case 0xa -> own.add(new Entry(0xa, e.index, e.flags, 0, 0, 0, 0));
                case 0xb, 0x1f -> {
                    // One SMT and one core level, written once below.
                    if (e.index == 0) {
                        own.add(new Entry(
                                e.function,
                                0,
                                1,
                                processor.threadBits(),
                                processor.threads(),
                                TOPOLOGY_SMT << 8,
                                apicId));
                        own.add(new Entry(e.function, 1, 1, packageBits, logical, TOPOLOGY_CORE << 8 | 1, apicId));
                        own.add(new Entry(e.function, 2, 1, 0, 0, 2, apicId));
                    }
                }
                case 0x8000_0001 ->
                    own.add(e.withEcx((e.ecx & ~EXTENDED1_ECX_SVM & ~EXTENDED1_ECX_CMP_LEGACY)
                            | (logical > 1 ? EXTENDED1_ECX_CMP_LEGACY : 0)));
                case 0x8000_0008 -> own.add(e.withEcx(packageBits << 12 | (logical - 1)));
                case 0x8000_000a -> own.add(new Entry(e.function, e.index, e.flags, 0, 0, 0, 0));
                case 0x8000_001e ->
                    own.add(new Entry(
                            e.function, e.index, e.flags, apicId, (processor.threads() - 1) << 8 | core, socket, 0));
                default -> own.add(e);
            }
        }
        return new Cpuid(own);
    }

    /** First and second level caches belong to the threads of a core, the third to a socket (EAX bits 7:5 level, 25:14 sharers less one). */
    private static Entry withSharing(Entry e, Processor processor) {
        if ((e.eax & 0x1f) == 0) {
            return e;
        }
        int level = e.eax >>> 5 & 7;
        int shared = level >= 3 ? processor.coreBits() + processor.threadBits() : processor.threadBits();
        int cores = e.function == 4 ? ((1 << processor.coreBits()) - 1) << 26 : e.eax & 0xfc00_0000;
        return new Entry(
                e.function,
                e.index,
                e.flags,
                (e.eax & 0x3fff) | ((1 << shared) - 1 & 0xfff) << 14 | cores,
                e.ebx,
                e.ecx,
                e.edx);
    }
}
