package org.vitrine.engine.image.qcow2;

/** Incompatible features (header, bytes 72 to 79): who does not know one must not open the image. */
enum Feature {
    DIRTY(0, "dirty bit", true),
    CORRUPT(1, "corrupt bit", true),
    EXTERNAL_DATA(2, "external data file", false),
    COMPRESSION_TYPE(3, "compression type", true),
    EXTENDED_L2(4, "extended L2 entries", false);

    private final int bit;
    private final String label;
    private final boolean supported;

    Feature(int bit, String label, boolean supported) {
        this.bit = bit;
        this.label = label;
        this.supported = supported;
    }

    long mask() {
        return 1L << bit;
    }

    boolean isIn(long features) {
        return (features & mask()) != 0;
    }

    String label() {
        return label;
    }

    static long supported() {
        long all = 0;
        for (Feature feature : values()) {
            if (feature.supported) {
                all |= feature.mask();
            }
        }
        return all;
    }

    /** The name of a bit, if it has one here. */
    static String label(int bit) {
        for (Feature feature : values()) {
            if (feature.bit == bit) {
                return feature.label;
            }
        }
        return "bit " + bit;
    }
}
