package org.vitrine.engine.kvm;

import java.lang.foreign.MemorySegment;

/** The memory slots of a VM (KVM api.rst, 4.35 and 4.8). Any thread; changes to one slot are serialised by the caller. */
public interface MemorySlots {
    /**
     * Creates, changes the flags of, or (size 0) deletes a slot.
     *
     * @param slot from 0
     * @param flags of {@link KvmFlags}: {@link KvmFlags#MEM_LOG_DIRTY_PAGES}, {@link KvmFlags#MEM_READONLY}
     * @param guestAddress page-aligned guest physical address
     * @param size bytes, a multiple of the page size, or 0
     * @param hostAddress page-aligned address in this process
     */
    void set(int slot, int flags, long guestAddress, long size, long hostAddress);

    /**
     * Reads and clears the dirty log of a slot.
     *
     * @param bitmap one bit per 4 KiB page, least significant bit first, a multiple of 8 bytes
     */
    void dirtyLog(int slot, MemorySegment bitmap);
}
