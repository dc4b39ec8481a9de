package org.vitrine.testbed.bench.micro;

/** Requests to an image of {@value #SIZE} bytes, one at a time. */
public enum ImageLoad {
    FIRST_WRITE("first write, 1 MiB", true, 1 << 20, 1 << 20, 512),
    WRITE_LARGE("write, 1 MiB", true, 1 << 20, 1 << 20, 1024),
    READ_LARGE("read, 1 MiB", false, 1 << 20, 1 << 20, 1024),
    // An odd number of blocks, so that every block has its turn.
    WRITE_SMALL("write, 4 KiB scattered", true, 4096, 4096 * 4099L, 40_000),
    READ_SMALL("read, 4 KiB scattered", false, 4096, 4096 * 4099L, 80_000);

    /** Bytes of the image's disk. */
    public static final long SIZE = 512L << 20;

    private final String words;
    private final boolean write;
    private final int length;
    private final long step;
    private final int count;

    ImageLoad(String words, boolean write, int length, long step, int count) {
        this.words = words;
        this.write = write;
        this.length = length;
        this.step = step;
        this.count = count;
    }

    /** What it is, in a table. */
    public String words() {
        return words;
    }

    /** Whether it writes; else it reads. */
    public boolean write() {
        return write;
    }

    /** Bytes of a request. */
    public int length() {
        return length;
    }

    /** Bytes from one request to the next, modulo {@link #SIZE}. */
    public long step() {
        return step;
    }

    /** So many requests. */
    public int count() {
        return count;
    }

    /** @param seconds that all requests took @return MiB a second */
    public double speed(double seconds) {
        return (double) length * count / (1 << 20) / seconds;
    }
}
