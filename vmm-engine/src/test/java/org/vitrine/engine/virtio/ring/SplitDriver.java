package org.vitrine.engine.virtio.ring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.memory.GuestMemory;

/** A driver's side of a split virtqueue, written from the specification (Virtual I/O Device 1.2, 2.7). */
public final class SplitDriver implements RingDriver {
    private final GuestMemory memory;
    private final RingLayout layout;
    private final boolean eventIndex;
    private final List<Integer> free = new ArrayList<>();
    private final Map<Integer, List<Integer>> chains = new HashMap<>();
    private int available;
    private int shown;
    private int used;

    public SplitDriver(GuestMemory memory, RingLayout layout, boolean eventIndex) {
        this.memory = memory;
        this.layout = layout;
        this.eventIndex = eventIndex;
        for (int i = layout.size() - 1; i >= 0; i--) {
            free.add(i);
        }
    }

    @Override
    public boolean hasRoom(int descriptors) {
        return free.size() >= descriptors;
    }

    @Override
    public int offer(List<Buffer> buffers) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i++) {
            indices.add(free.removeLast());
        }
        for (int i = 0; i < buffers.size(); i++) {
            boolean last = i + 1 == buffers.size();
            write(
                    layout.descriptors() + 16L * indices.get(i),
                    buffers.get(i),
                    (last ? 0 : 1),
                    last ? 0 : indices.get(i + 1));
        }
        int head = indices.getFirst();
        chains.put(head, indices);
        put(head);
        return head;
    }

    @Override
    public int offerIndirect(long table, List<Buffer> buffers) {
        for (int i = 0; i < buffers.size(); i++) {
            boolean last = i + 1 == buffers.size();
            write(table + 16L * i, buffers.get(i), last ? 0 : 1, last ? 0 : i + 1);
        }
        int head = free.removeLast();
        describe(layout.descriptors() + 16L * head, table, 16 * buffers.size(), 4, 0);
        chains.put(head, List.of(head));
        put(head);
        return head;
    }

    private void write(long at, Buffer buffer, int flags, int next) {
        describe(at, buffer.address(), buffer.length(), flags | (buffer.writable() ? 2 : 0), next);
    }

    /** Writes a descriptor as it is. */
    void describe(long at, long address, int length, int flags, int next) {
        memory.writeLong(at, address);
        memory.writeInt(at + 8, length);
        memory.writeShort(at + 12, flags);
        memory.writeShort(at + 14, next);
    }

    /** Makes a descriptor available, which the device sees after {@link #show}. */
    void put(int head) {
        memory.writeShort(layout.driver() + 4 + 2L * (available % layout.size()), head);
        available = (available + 1) & 0xffff;
    }

    /** Claims to have made so many more available. */
    void jump(int by) {
        available = (available + by) & 0xffff;
    }

    @Override
    public boolean show() {
        int before = shown;
        shown = available;
        memory.writeShort(layout.driver() + 2, available);
        if (!eventIndex) {
            return (memory.readShort(layout.device()) & 1) == 0;
        }
        int event = memory.readShort(layout.device() + 4 + 8L * layout.size());
        return ((available - event - 1) & 0xffff) < ((available - before) & 0xffff);
    }

    @Override
    public Used take() {
        if (used == memory.readShort(layout.device() + 2)) {
            return null;
        }
        long entry = layout.device() + 4 + 8L * (used % layout.size());
        used = (used + 1) & 0xffff;
        int head = memory.readInt(entry);
        List<Integer> indices = chains.remove(head);
        if (indices == null) {
            throw new AssertionError("the device used " + head + ", which it does not have");
        }
        free.addAll(indices);
        return new Used(head, memory.readInt(entry + 4) & 0xffff_ffffL);
    }

    @Override
    public void wantInterrupts(boolean wanted) {
        if (eventIndex) {
            memory.writeShort(layout.driver() + 4 + 2L * layout.size(), wanted ? used : (used - 1) & 0xffff);
        } else {
            memory.writeShort(layout.driver(), wanted ? 0 : 1);
        }
    }
}
