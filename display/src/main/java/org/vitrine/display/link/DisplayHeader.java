package org.vitrine.display.link;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The shared page of one viewer: geometry under a seqlock, damaged rows, the wake flag. The server writes through
 * {@link #initialise}, {@link #publish}, {@link #addDamage} and {@link #requestWake}, from one thread at a time; the viewer
 * reads through the others, from one thread at a time.
 *
 * <table>
 * <caption>Layout; offsets in bytes, numbers little-endian</caption>
 * <tr><td>0</td><td>u32 magic, 0x56545244</td></tr>
 * <tr><td>4</td><td>u32 version, 1</td></tr>
 * <tr><td>8</td><td>u32 seqlock: odd while the fields from 12 to 47 change</td></tr>
 * <tr><td>12</td><td>u32 generation</td></tr>
 * <tr><td>16</td><td>u32 source: 0 surface, 1 VRAM</td></tr>
 * <tr><td>20</td><td>u32 format: 0 XRGB8888</td></tr>
 * <tr><td>24</td><td>u32 width, pixels</td></tr>
 * <tr><td>28</td><td>u32 height, rows</td></tr>
 * <tr><td>32</td><td>u32 stride, bytes</td></tr>
 * <tr><td>40</td><td>u64 start, bytes</td></tr>
 * <tr><td>48</td><td>u32 wake: 1 while a wake is outstanding</td></tr>
 * <tr><td>56</td><td>u64 frames: pictures with damage so far</td></tr>
 * <tr><td>64</td><td>u64 × 64: damaged rows, least significant bit first</td></tr>
 * </table>
 */
@SuppressWarnings("EnumOrdinal") // The order of these enums is the protocol's.
public final class DisplayHeader {
    /** Bytes of the page. */
    public static final long SIZE = 4096;

    static final int MAGIC = 0x5654_5244;
    static final int VERSION = 1;

    private static final VarHandle INT = order(ValueLayout.JAVA_INT).varHandle();
    private static final VarHandle LONG = order(ValueLayout.JAVA_LONG).varHandle();

    private static final long AT_MAGIC = 0;
    private static final long AT_VERSION = 4;
    private static final long AT_SEQUENCE = 8;
    private static final long AT_GENERATION = 12;
    private static final long AT_SOURCE = 16;
    private static final long AT_FORMAT = 20;
    private static final long AT_WIDTH = 24;
    private static final long AT_HEIGHT = 28;
    private static final long AT_STRIDE = 32;
    private static final long AT_START = 40;
    private static final long AT_WAKE = 48;
    private static final long AT_FRAMES = 56;
    private static final long AT_DAMAGE = 64;

    /** A writer needs well under a microsecond; one that is gone may leave the lock odd for ever. */
    private static final int READ_ATTEMPTS = 1000;

    private final MemorySegment page;

    /** @param page {@link #SIZE} bytes, 8-byte aligned */
    public DisplayHeader(MemorySegment page) {
        if (page.byteSize() < SIZE) {
            throw new IllegalArgumentException("a display header has " + SIZE + " bytes, not " + page.byteSize());
        }
        this.page = page;
    }

    private static <T extends ValueLayout> T order(T layout) {
        @SuppressWarnings("unchecked")
        T ordered = (T) layout.withOrder(ByteOrder.LITTLE_ENDIAN);
        return ordered;
    }

    /** Writes magic and version into a zeroed page. */
    public void initialise() {
        INT.set(page, AT_MAGIC, MAGIC);
        INT.setRelease(page, AT_VERSION, VERSION);
    }

    /** Whether the page is of this version. */
    public boolean isValid() {
        return (int) INT.getAcquire(page, AT_VERSION) == VERSION && (int) INT.get(page, AT_MAGIC) == MAGIC;
    }

    /** Replaces the geometry. */
    public void publish(Geometry geometry) {
        int sequence = (int) INT.get(page, AT_SEQUENCE);
        INT.setVolatile(page, AT_SEQUENCE, sequence | 1);
        VarHandle.fullFence();
        INT.set(page, AT_GENERATION, geometry.generation());
        INT.set(page, AT_SOURCE, geometry.source().ordinal());
        INT.set(page, AT_FORMAT, geometry.format().ordinal());
        INT.set(page, AT_WIDTH, geometry.width());
        INT.set(page, AT_HEIGHT, geometry.height());
        INT.set(page, AT_STRIDE, geometry.stride());
        LONG.set(page, AT_START, geometry.start());
        INT.setVolatile(page, AT_SEQUENCE, (sequence | 1) + 1);
    }

    /** The generation last published, without the lock: a cheap test for a change. */
    public int generation() {
        return (int) INT.getAcquire(page, AT_GENERATION);
    }

    /**
     * Reads the geometry.
     *
     * @return null if it could not be read whole or has an unknown source or format. It is otherwise unchecked: see
     *     {@link Geometry#fits}
     */
    public @Nullable Geometry geometry() {
        for (int i = 0; i < READ_ATTEMPTS; i++) {
            int before = (int) INT.getVolatile(page, AT_SEQUENCE);
            if ((before & 1) != 0) {
                Thread.onSpinWait();
                continue;
            }
            int generation = (int) INT.get(page, AT_GENERATION);
            int source = (int) INT.get(page, AT_SOURCE);
            int format = (int) INT.get(page, AT_FORMAT);
            int width = (int) INT.get(page, AT_WIDTH);
            int height = (int) INT.get(page, AT_HEIGHT);
            int stride = (int) INT.get(page, AT_STRIDE);
            long start = (long) LONG.get(page, AT_START);
            VarHandle.loadLoadFence();
            if ((int) INT.getVolatile(page, AT_SEQUENCE) == before) {
                return decode(generation, source, format, width, height, stride, start);
            }
        }
        return null;
    }

    private static @Nullable Geometry decode(
            int generation, int source, int format, int width, int height, int stride, long start) {
        Geometry.Source[] sources = Geometry.Source.values();
        Geometry.PixelFormat[] formats = Geometry.PixelFormat.values();
        if (source < 0 || source >= sources.length || format < 0 || format >= formats.length) {
            return null;
        }
        return new Geometry(generation, sources[source], formats[format], width, height, stride, start);
    }

    /** Adds damaged rows and counts a frame. */
    public void addDamage(RowSet rows) {
        for (int i = 0; i < RowSet.WORDS; i++) {
            if (rows.words[i] != 0) {
                LONG.getAndBitwiseOr(page, AT_DAMAGE + 8L * i, rows.words[i]);
            }
        }
        LONG.setRelease(page, AT_FRAMES, (long) LONG.get(page, AT_FRAMES) + 1);
    }

    /** Moves the damaged rows out into {@code into}, which is replaced. */
    public void takeDamage(RowSet into) {
        for (int i = 0; i < RowSet.WORDS; i++) {
            long at = AT_DAMAGE + 8L * i;
            into.words[i] = (long) LONG.getVolatile(page, at) == 0 ? 0 : (long) LONG.getAndSet(page, at, 0L);
        }
    }

    /** Pictures with damage since the viewer connected. */
    public long frames() {
        return (long) LONG.getAcquire(page, AT_FRAMES);
    }

    /** Marks a wake as outstanding; true if none was, so that the caller must send one. */
    public boolean requestWake() {
        return (int) INT.getAndSet(page, AT_WAKE, 1) == 0;
    }

    /** Marks the wake as answered. Comes before geometry and damage are read. */
    public void acknowledgeWake() {
        INT.getAndSet(page, AT_WAKE, 0);
    }
}
