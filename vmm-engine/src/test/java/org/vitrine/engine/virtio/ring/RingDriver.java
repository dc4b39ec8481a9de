package org.vitrine.engine.virtio.ring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A driver's side of a virtqueue. */
public interface RingDriver {
    /** What one descriptor describes. */
    record Buffer(long address, int length, boolean writable) {}

    /** What the device has used. @param id what {@link #offer} answered */
    record Used(int id, long written) {}

    boolean hasRoom(int descriptors);

    /** Makes a chain available, which the device sees after {@link #show}. @return what it is known by */
    int offer(List<Buffer> buffers);

    /** The same with one descriptor, which leads to a table. @param table where there is room for it */
    int offerIndirect(long table, List<Buffer> buffers);

    /** Shows the device all that was offered. @return whether it wants the doorbell to be rung for it */
    boolean show();

    /** Takes what the device has used, or null. */
    @Nullable
    Used take();

    /** Asks to be interrupted for the next buffer that is used, or for none. */
    void wantInterrupts(boolean wanted);
}
