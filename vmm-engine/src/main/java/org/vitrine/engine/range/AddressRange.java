package org.vitrine.engine.range;

/** Addresses one after the other. */
public abstract class AddressRange {
    /** The first address, not negative. */
    protected final long base;
    /** How many there are, at least 1. */
    protected final long length;

    protected AddressRange(long base, long length) {
        this.base = base;
        this.length = length;
    }

    public final long base() {
        return base;
    }

    public final long length() {
        return length;
    }
}
