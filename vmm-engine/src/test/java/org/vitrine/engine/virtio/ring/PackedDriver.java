package org.vitrine.engine.virtio.ring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.memory.GuestMemory;

/** A driver's side of a packed virtqueue, written from the specification (Virtual I/O Device 1.2, 2.8). */
public final class PackedDriver implements RingDriver {
    private static final int AVAILABLE = 1 << 7;
    private static final int USED = 1 << 15;

    private record First(int at, int flags) {}

    private final GuestMemory memory;
    private final RingLayout layout;
    private final boolean eventIndex;
    private final List<Integer> ids = new ArrayList<>();
    private final Map<Integer, Integer> lengths = new HashMap<>();
    /** First descriptors whose flags are still to be written. */
    private final List<First> hidden = new ArrayList<>();

    private int next;
    private boolean wrap = true;
    private int shown;
    private int used;
    private boolean usedWrap = true;
    private int room;

    public PackedDriver(GuestMemory memory, RingLayout layout, boolean eventIndex) {
        this.memory = memory;
        this.layout = layout;
        this.eventIndex = eventIndex;
        room = layout.size();
        for (int i = layout.size() - 1; i >= 0; i--) {
            // Buffer IDs mean nothing to the device.
            ids.add(i + 7);
        }
    }

    @Override
    public boolean hasRoom(int descriptors) {
        return room >= descriptors;
    }

    @Override
    public int offer(List<Buffer> buffers) {
        int id = ids.removeLast();
        for (int i = 0; i < buffers.size(); i++) {
            Buffer buffer = buffers.get(i);
            int flags = (i + 1 < buffers.size() ? 1 : 0) | (buffer.writable() ? 2 : 0);
            put(buffer.address(), buffer.length(), i + 1 < buffers.size() ? 0xdead : id, flags, i == 0);
        }
        lengths.put(id, buffers.size());
        return id;
    }

    @Override
    public int offerIndirect(long table, List<Buffer> buffers) {
        for (int i = 0; i < buffers.size(); i++) {
            long at = table + 16L * i;
            memory.writeLong(at, buffers.get(i).address());
            memory.writeInt(at + 8, buffers.get(i).length());
            memory.writeShort(at + 12, 0xbeef);
            memory.writeShort(at + 14, buffers.get(i).writable() ? 2 : 0);
        }
        int id = ids.removeLast();
        put(table, 16 * buffers.size(), id, 4, true);
        lengths.put(id, 1);
        return id;
    }

    /** Writes the next descriptor; the flags of a first one only when all is shown. */
    void put(long address, int length, int id, int flags, boolean first) {
        long at = layout.descriptors() + 16L * next;
        memory.writeLong(at, address);
        memory.writeInt(at + 8, length);
        memory.writeShort(at + 12, id);
        int all = flags | (wrap ? AVAILABLE : USED);
        if (first) {
            hidden.add(new First(next, all));
        } else {
            memory.writeShort(at + 14, all);
        }
        room--;
        shown++;
        if (++next == layout.size()) {
            next = 0;
            wrap = !wrap;
        }
    }

    @Override
    public boolean show() {
        for (First first : hidden.reversed()) {
            memory.writeShort(layout.descriptors() + 16L * first.at + 14, first.flags);
        }
        hidden.clear();
        int passed = shown;
        shown = 0;
        int flags = memory.readShort(layout.device() + 2);
        if (flags == 0 || !eventIndex) {
            return flags == 0;
        }
        if (flags == 1) {
            return false;
        }
        int event = memory.readShort(layout.device());
        // Steps from the event back to where the driver is now, on the line of all descriptors ever made available.
        int position = event & 0x7fff;
        boolean sameRound = (event & 0x8000) != 0 == wrap;
        int behind = next - (sameRound ? position : position - layout.size());
        return behind > 0 && behind <= passed;
    }

    @Override
    public Used take() {
        long at = layout.descriptors() + 16L * used;
        int flags = memory.readShort(at + 14);
        boolean a = (flags & AVAILABLE) != 0;
        boolean u = (flags & USED) != 0;
        if (a != u || u != usedWrap) {
            return null;
        }
        int id = memory.readShort(at + 12);
        Integer length = lengths.remove(id);
        if (length == null) {
            throw new AssertionError("the device used " + id + ", which it does not have");
        }
        ids.add(id);
        room += length;
        used += length;
        if (used >= layout.size()) {
            used -= layout.size();
            usedWrap = !usedWrap;
        }
        return new Used(id, (flags & 2) == 0 ? 0 : memory.readInt(at + 8) & 0xffff_ffffL);
    }

    @Override
    public void wantInterrupts(boolean wanted) {
        if (eventIndex && wanted) {
            memory.writeShort(layout.driver(), used | (usedWrap ? 0x8000 : 0));
            memory.writeShort(layout.driver() + 2, 2);
        } else {
            memory.writeShort(layout.driver() + 2, wanted ? 0 : 1);
        }
    }
}
