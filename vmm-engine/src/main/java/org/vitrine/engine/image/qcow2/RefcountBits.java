package org.vitrine.engine.image.qcow2;

/**
 * Entries of a refcount block ("Refcount block entry"): 1 to 64 bits each, big-endian; of those that share a byte the first has the least significant bits.
 *
 * @param order the logarithm of the bits
 */
record RefcountBits(int order) {
    long get(byte[] block, int index) {
        if (order < 3) {
            int shift = (index << order) & 7;
            return (block[byteOf(index)] & 0xff) >> shift & ((1 << (1 << order)) - 1);
        }
        long value = 0;
        int from = byteOf(index);
        for (int i = 0; i < bytes(); i++) {
            value = value << 8 | (block[from + i] & 0xff);
        }
        return value;
    }

    void set(byte[] block, int index, long value) {
        int from = byteOf(index);
        if (order < 3) {
            int shift = (index << order) & 7;
            int mask = ((1 << (1 << order)) - 1) << shift;
            block[from] = (byte) (block[from] & ~mask | (int) value << shift);
            return;
        }
        for (int i = 0; i < bytes(); i++) {
            block[from + i] = (byte) (value >>> 8 * (bytes() - 1 - i));
        }
    }

    /** The first byte that an entry lies in. */
    int byteOf(int index) {
        return (int) ((long) index << order >> 3);
    }

    /** How many bytes an entry touches. */
    int bytes() {
        return order < 3 ? 1 : 1 << (order - 3);
    }
}
