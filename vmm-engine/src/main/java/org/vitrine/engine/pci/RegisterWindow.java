package org.vitrine.engine.pci;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;

/** A block of registers that a base register of the chipset moves about. Any thread. */
public final class RegisterWindow {
    private final AddressSpace space;
    private final RegisterBlock block;
    private AddressSpace.@Nullable Mapping mapping;
    private volatile @Nullable Range shown;

    /** Part of an address space, in bytes. */
    public record Range(long base, long length) {}

    public RegisterWindow(AddressSpace space, RegisterBlock block) {
        this.space = space;
        this.block = block;
    }

    /** Where the block is now; null for nowhere. Takes no lock. */
    public @Nullable Range range() {
        return shown;
    }

    /**
     * Puts the block where the guest wants it, or nowhere if something else is there.
     *
     * @param wanted asked under a lock, so that the last of two racing writes wins; null for nowhere
     */
    public synchronized void follow(Supplier<@Nullable Range> wanted) {
        Range range = wanted.get();
        AddressSpace.Mapping present = mapping;
        if (present != null) {
            if (range != null && present.base() == range.base && present.length() == range.length) {
                return;
            }
            present.close();
            mapping = null;
            shown = null;
        }
        if (range == null || !space.isFree(range.base, range.length)) {
            return;
        }
        try {
            mapping = space.map(range.base, range.length, block);
            shown = range;
        } catch (IllegalArgumentException e) {
            // A BAR took the range between the look and the leap.
            mapping = null;
        }
    }
}
