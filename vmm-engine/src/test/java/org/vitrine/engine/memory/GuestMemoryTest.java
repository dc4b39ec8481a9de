package org.vitrine.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.kvm.MemorySlots;

class GuestMemoryTest {
    private final List<String> slotCalls = new ArrayList<>();
    private long[] vcpuWrites = {};
    private final GuestMemory memory = new GuestMemory(new MemorySlots() {
        @Override
        public void set(int slot, int flags, long guestAddress, long size, long hostAddress) {
            slotCalls.add("%d %d %x+%x".formatted(slot, flags, guestAddress, size));
        }

        @Override
        public void dirtyLog(int slot, MemorySegment bitmap) {
            MemorySegment.copy(vcpuWrites, 0, bitmap, ValueLayout.JAVA_LONG, 0, vcpuWrites.length);
            vcpuWrites = new long[0];
        }
    });
    private final MemoryRegion ram = MemoryRegion.anonymous("ram", 0x10000);

    @AfterEach
    void unmap() {
        ram.close();
    }

    @Test
    void values_are_little_endian_and_need_no_alignment() {
        memory.map(ram, 0x1000);

        memory.writeLong(0x1001, 0x1122334455667788L);

        assertThat(memory.readByte(0x1001)).isEqualTo(0x88);
        assertThat(memory.readShort(0x1002)).isEqualTo(0x6677);
        assertThat(memory.readInt(0x1005)).isEqualTo(0x11223344);
        assertThat(memory.readLong(0x1001)).isEqualTo(0x1122334455667788L);
    }

    @Test
    void outside_memory_reads_are_ones_and_writes_are_dropped() {
        memory.map(ram, 0x1000);

        assertThat(memory.readInt(0x11000 - 2)).isEqualTo(0xffff0000);
        assertThat(memory.readLong(-4)).isEqualTo(-1);
        memory.writeLong(Long.MAX_VALUE - 3, 0);
        memory.writeInt(0x11000 - 1, 0x11223344);

        assertThat(memory.readByte(0x11000 - 1)).isEqualTo(0x44);
    }

    @Test
    void a_value_across_two_neighbouring_mappings_is_whole() {
        memory.map(ram, 0x1000, 0x1000, 0x1000, true);
        memory.map(ram, 0x4000, 0x2000, 0x1000, true);

        memory.writeInt(0x1ffe, 0x11223344);

        assertThat(memory.readInt(0x1ffe)).isEqualTo(0x11223344);
        assertThat(ram.segment().get(ValueLayout.JAVA_BYTE, 0x4000)).isEqualTo((byte) 0x22);
        assertThat(memory.contains(0x1000, 0x2000)).isTrue();
        assertThat(memory.contains(0x1000, 0x2001)).isFalse();
        assertThat(memory.slice(0x1ffe, 4, false)).isNull();
    }

    @Test
    void a_read_only_mapping_drops_device_writes_and_says_so() {
        memory.map(ram, 0, 0x1000, 0x1000, false);

        assertThat(memory.write(0x1000, new byte[] {1})).isFalse();
        memory.writeInt(0x1000, -1);

        assertThat(memory.readInt(0x1000)).isZero();
        assertThat(memory.slice(0x1000, 4, true)).isNull();
        assertThat(slotCalls).containsExactly("0 2 1000+1000");
    }

    @Test
    void bulk_copies_fill_what_is_missing_with_ones() {
        memory.map(ram, 0x1000, 0x1000, 0x1000, true);
        byte[] into = new byte[4];

        assertThat(memory.write(0x1ffe, new byte[] {1, 2, 3, 4})).isFalse();
        assertThat(memory.read(0x1ffe, into)).isFalse();

        assertThat(into).containsExactly(1, 2, 0xff, 0xff);
    }

    @Test
    void bulk_copies_go_on_behind_a_hole() {
        memory.map(ram, 0x1000, 0x1000, 0x1000, true);
        memory.map(ram, 0x4000, 0x3000, 0x1000, true);
        byte[] from = new byte[0x3000];
        Arrays.fill(from, (byte) 7);
        byte[] into = new byte[from.length];

        assertThat(memory.write(0x1800, from)).isFalse();
        assertThat(memory.read(0x1800, into)).isFalse();

        Arrays.fill(from, 0x800, 0x1800, (byte) 0xff);
        Arrays.fill(from, 0x2800, 0x3000, (byte) 0xff);
        assertThat(into).isEqualTo(from);
    }

    @Test
    void a_tracker_sees_the_writes_of_devices_and_of_vcpus_once() {
        memory.map(ram, 0x2000, 0x8000, 0x4000, true);
        DirtyTracker tracker = memory.track(ram);
        DirtyTracker other = memory.track(ram);
        long[] dirty = new long[DirtyTracker.wordsFor(ram)];

        memory.writeByte(0x9fff, 1);
        vcpuWrites = new long[] {0b1000};

        assertThat(tracker.collect(dirty)).isTrue();
        assertThat(dirty[0]).isEqualTo(0b10_1000);
        assertThat(tracker.collect(dirty)).isFalse();
        assertThat(other.collect(dirty)).isTrue();
        assertThat(dirty[0]).isEqualTo(0b10_1000);
        tracker.close();
        other.close();
        assertThat(slotCalls).containsExactly("0 0 8000+4000", "0 1 8000+4000", "0 0 8000+4000");
    }

    @Test
    void slots_are_reused_and_impossible_mappings_refused() {
        GuestMemory.Mapping mapping = memory.map(ram, 0, 0x1000, 0x1000, true);
        assertThatThrownBy(() -> memory.map(ram, 0x1000)).hasMessageContaining("overlaps");
        assertThatThrownBy(() -> memory.map(ram, 0, 0x123, 0x1000, true)).hasMessageContaining("cannot map");
        assertThatThrownBy(() -> memory.map(ram, 0x8000, 0x20000, 0x9000, true)).hasMessageContaining("cannot map");
        mapping.close();
        mapping.close();
        memory.map(ram, 0, 0x5000, 0x1000, true);

        assertThat(slotCalls).containsExactly("0 0 1000+1000", "0 0 1000+0", "0 0 5000+1000");
    }
}
