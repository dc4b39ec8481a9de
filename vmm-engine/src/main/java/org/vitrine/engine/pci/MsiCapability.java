package org.vitrine.engine.pci;

/**
 * Message-signalled interrupts with 64-bit addresses and per-vector masks (PCI Local Bus 3.0, 6.8.1). Its state is in
 * configuration space; what sending needs is kept parsed. The caller holds the lock of {@link FunctionInterrupts}.
 */
final class MsiCapability {
    static final int LENGTH = 0x18;

    private static final int CONTROL = 2;
    private static final int ADDRESS_LOW = 4;
    private static final int ADDRESS_HIGH = 8;
    private static final int DATA = 12;
    private static final int MASK = 16;
    private static final int PENDING = 20;

    private static final int ENABLE = 0x01;
    private static final int MULTIPLE_ENABLE = 0x70;
    private static final int CAPABLE_64_BIT = 0x80;
    private static final int CAPABLE_MASKING = 0x100;

    private final ConfigSpace config;
    private final int offset;
    private final int vectors;
    private boolean enabled;
    private int enabledVectors = 1;
    private long address;
    private int data;
    private int mask;
    private int pending;

    MsiCapability(ConfigSpace config, int offset, int vectors) {
        this.config = config;
        this.offset = offset;
        this.vectors = vectors;
        int capable = Integer.numberOfTrailingZeros(vectors) << 1;
        int used = (int) ((1L << vectors) - 1);
        config.define(offset + CONTROL, 2, capable | CAPABLE_64_BIT | CAPABLE_MASKING);
        config.writable(offset + CONTROL, 2, ENABLE | MULTIPLE_ENABLE);
        config.writable(offset + ADDRESS_LOW, 4, ~3);
        config.writable(offset + ADDRESS_HIGH, 4, ~0);
        config.writable(offset + DATA, 2, 0xffff);
        config.writable(offset + MASK, 4, used);
        config.owned(offset + PENDING, 4, used);
    }

    boolean concerns(int from, int size) {
        return from < offset + LENGTH && offset < from + size;
    }

    /** Takes over what the registers say. */
    void refresh() {
        int control = config.read(offset + CONTROL, 2);
        enabled = (control & ENABLE) != 0;
        enabledVectors = Math.min(vectors, 1 << ((control & MULTIPLE_ENABLE) >> 4));
        address = config.read(offset + ADDRESS_LOW, 4) & 0xffff_ffffL
                | (long) config.read(offset + ADDRESS_HIGH, 4) << 32;
        data = config.read(offset + DATA, 2);
        mask = config.read(offset + MASK, 4);
        pending = config.read(offset + PENDING, 4);
    }

    boolean enabled() {
        return enabled;
    }

    int vectors() {
        return vectors;
    }

    /** Which message a vector uses: with fewer messages allocated than asked for, several share one. */
    int message(int vector) {
        return vector & (enabledVectors - 1);
    }

    boolean masked(int message) {
        return (mask >>> message & 1) != 0;
    }

    boolean anyPending() {
        return pending != 0;
    }

    boolean pending(int message) {
        return (pending >>> message & 1) != 0;
    }

    void setPending(int message, boolean value) {
        pending = value ? pending | 1 << message : pending & ~(1 << message);
        config.update(offset + PENDING, 4, ~0, pending);
    }

    long address() {
        return address;
    }

    int data(int message) {
        return data & -enabledVectors | message;
    }
}
