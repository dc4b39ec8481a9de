package org.vitrine.engine.flash;

/**
 * What a flash says of itself: the query structure of the Common Flash Interface (JEDEC JESD68.01) and the identifier
 * codes (Intel 28FxxxJ3A datasheet, "Read Identifier Codes"), for a device of bytes (x8).
 */
final class FlashQuery {
    private static final int QUERY_LENGTH = 0x40;
    private static final int INTEL = 0x89;
    private static final int DEVICE = 0x18;
    private static final int BLOCK_LOCK = 2;

    private final byte[] query = new byte[QUERY_LENGTH];
    private final boolean locked;

    /**
     * @param size bytes of the device
     * @param blockSize bytes of a block, a multiple of 256
     * @param bufferBits logarithm of the write buffer's size
     * @param locked whether all blocks are
     */
    FlashQuery(long size, int blockSize, int bufferBits, boolean locked) {
        this.locked = locked;
        put(0x10, 'Q', 'R', 'Y');
        put(0x13, 0x01, 0x00); // the primary command set is Intel's,
        put(0x15, 0x31, 0x00); // whose own table is there; no alternate one
        put(0x1b, 0x45, 0x55, 0x00, 0x00); // 4.5 to 5.5 V, no other for programming
        put(0x1f, 7, 7, 10, 0); // 128 µs for a word and a buffer, 1 s for a block, never for the whole
        put(0x23, 4, 4, 4, 0); // and sixteen times that at most
        put(0x27, 64 - Long.numberOfLeadingZeros(size - 1));
        put(0x28, 0, 0); // x8 alone
        put(0x2a, bufferBits, 0);
        put(0x2c, 1);
        int lastBlock = (int) (size / blockSize) - 1;
        put(0x2d, lastBlock, lastBlock >> 8, blockSize >> 8, blockSize >> 16);
        put(0x31, 'P', 'R', 'I', '1', '0');
        put(0x3a, 1); // status of each block: its lock bit
        put(0x3d, 0x50); // 5.0 V
    }

    private void put(int at, int... values) {
        for (int i = 0; i < values.length; i++) {
            query[at + i] = (byte) values[i];
        }
    }

    /** @param offset in the device, or in any of its blocks */
    int query(long offset) {
        int at = (int) (offset & 0xff);
        return at < query.length ? query[at] & 0xff : 0;
    }

    /** @param offset in the device, or in any of its blocks */
    int identifier(long offset) {
        return switch ((int) (offset & 0xff)) {
            case 0 -> INTEL;
            case 1 -> DEVICE;
            case BLOCK_LOCK -> locked ? 1 : 0;
            default -> 0;
        };
    }
}
