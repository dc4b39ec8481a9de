package org.vitrine.engine.pci;

import java.util.Arrays;
import org.vitrine.engine.device.StateException;

/**
 * The bytes of a function's configuration space, each bit of which is read-only, writable, cleared by writing one, or
 * changed by the function itself. Little-endian. Any thread; a leaf in the lock order.
 */
final class ConfigSpace {
    /** Bytes of a conventional function's space, and of a PCI Express function's. */
    static final int CONVENTIONAL = 256;

    static final int EXPRESS = 4096;

    private final byte[] value = new byte[EXPRESS];
    private final byte[] initial = new byte[EXPRESS];
    private final byte[] writable = new byte[EXPRESS];
    private final byte[] clearable = new byte[EXPRESS];
    private final byte[] owned = new byte[EXPRESS];
    private volatile int length = CONVENTIONAL;

    int length() {
        return length;
    }

    /** Makes the extended space visible. */
    void extend() {
        length = EXPRESS;
    }

    /** Reads 1, 2, 3 or 4 bytes; what lies outside the space is all ones. */
    synchronized int read(int offset, int size) {
        int result = 0;
        for (int i = 0; i < size; i++) {
            int at = offset + i;
            result |= (at >= 0 && at < length ? value[at] & 0xff : 0xff) << (8 * i);
        }
        return result;
    }

    int read(PciRegister register) {
        return read(register.offset, register.size);
    }

    /** A write by the guest. What lies outside the space is dropped. */
    synchronized void write(int offset, int size, int data) {
        for (int i = 0; i < size; i++) {
            int at = offset + i;
            if (at >= 0 && at < length) {
                int written = data >>> (8 * i);
                int kept = value[at] & ~(written & clearable[at]);
                value[at] = (byte) ((kept & ~writable[at]) | (written & writable[at]));
            }
        }
    }

    /** Declares a value after reset. */
    synchronized void define(int offset, int size, int data) {
        for (int i = 0; i < size; i++) {
            initial[offset + i] = (byte) (data >>> (8 * i));
            value[offset + i] = initial[offset + i];
        }
    }

    void define(PciRegister register, int data) {
        define(register.offset, register.size, data);
    }

    /** Declares which bits the guest can write, instead of those declared before. */
    synchronized void writable(int offset, int size, int mask) {
        put(writable, offset, size, mask);
    }

    void writable(PciRegister register, int mask) {
        writable(register.offset, register.size, mask);
    }

    /** Declares which bits a one that the guest writes clears. */
    synchronized void clearable(int offset, int size, int mask) {
        put(clearable, offset, size, mask);
    }

    /** Declares which bits the function changes at run time through {@link #update}. */
    synchronized void owned(int offset, int size, int mask) {
        put(owned, offset, size, mask);
    }

    private static void put(byte[] masks, int offset, int size, int mask) {
        for (int i = 0; i < size; i++) {
            masks[offset + i] = (byte) (mask >>> (8 * i));
        }
    }

    /** A change by the function: of the bits in {@code mask}, as far as they are not read-only. */
    synchronized void update(int offset, int size, int mask, int data) {
        for (int i = 0; i < size; i++) {
            int at = offset + i;
            int changing = (mask >>> (8 * i)) & (owned[at] | writable[at] | clearable[at]);
            value[at] = (byte) ((value[at] & ~changing) | ((data >>> (8 * i)) & changing));
        }
    }

    synchronized void reset() {
        System.arraycopy(initial, 0, value, 0, EXPRESS);
    }

    /** A copy of the space. */
    synchronized byte[] save() {
        return Arrays.copyOf(value, length);
    }

    /** Replaces the space by a saved one, which may differ only where the guest or the function can change it. */
    synchronized void load(byte[] saved) throws StateException {
        if (saved.length != length) {
            throw new StateException("The saved PCI configuration space has " + saved.length + " bytes, not " + length
                    + ": it is of a different device.");
        }
        for (int at = 0; at < length; at++) {
            if (((saved[at] ^ initial[at]) & ~(writable[at] | clearable[at] | owned[at])) != 0) {
                throw new StateException(
                        "The saved PCI configuration space is of a different device: byte %#x is %#04x, not %#04x."
                                .formatted(at, saved[at] & 0xff, initial[at] & 0xff));
            }
        }
        System.arraycopy(saved, 0, value, 0, length);
    }
}
