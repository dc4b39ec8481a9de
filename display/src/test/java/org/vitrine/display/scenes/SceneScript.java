package org.vitrine.display.scenes;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Accesses of a guest, scene by scene, in the form that {@code scene-player.asm} plays. */
public final class SceneScript {
    static final int OUT_8 = 1;
    static final int OUT_16 = 2;
    static final int IN_8 = 3;
    static final int FILL_8 = 4;
    static final int FILL_32 = 5;
    static final int COPY = 6;
    static final int SCENE = 7;
    static final int READ_8 = 8;
    static final int MERGE = 9;
    static final int PORTS = 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> names = new ArrayList<>();

    /** The scenes, in their order; a scene's number is its place. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** The script as the guest reads it. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private SceneScript put(int width, long value) {
        for (int i = 0; i < width; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    SceneScript out(int port, int value) {
        return put(1, OUT_8).put(2, port).put(1, value);
    }

    SceneScript out16(int port, int value) {
        return put(1, OUT_16).put(2, port).put(2, value);
    }

    SceneScript in(int port) {
        return put(1, IN_8).put(2, port);
    }

    /** Random bytes to a physical address. */
    SceneScript fill(int address, int count, int seed) {
        return put(1, FILL_8).put(4, address).put(4, count).put(4, seed);
    }

    /** Random words of 32 bits to the linear frame buffer. */
    SceneScript fillFrameBuffer(int offset, int words, int seed) {
        return put(1, FILL_32).put(4, offset).put(4, words).put(4, seed);
    }

    SceneScript copy(int address, byte[] data) {
        put(1, COPY).put(4, address).put(4, data.length);
        bytes.writeBytes(data);
        return this;
    }

    SceneScript read(int address) {
        return put(1, READ_8).put(4, address);
    }

    /** Reads each byte, which loads the latches, and writes a random one. */
    SceneScript merge(int address, int count, int seed) {
        return put(1, MERGE).put(4, address).put(4, count).put(4, seed);
    }

    /** Random bytes to a port. */
    SceneScript outRandom(int port, int count, int seed) {
        return put(1, PORTS).put(4, port).put(4, count).put(4, seed);
    }

    /** Ends a scene. */
    SceneScript scene(String name) {
        put(1, SCENE).put(1, names.size());
        names.add(name);
        return this;
    }

    SceneScript sequencer(int index, int value) {
        return out16(0x3c4, index | value << 8);
    }

    SceneScript graphics(int index, int value) {
        return out16(0x3ce, index | value << 8);
    }

    SceneScript crtc(int index, int value) {
        return out16(0x3d4, index | value << 8);
    }

    /** Writes an attribute register; the screen stays off until {@link #screenOn}. */
    SceneScript attribute(int index, int value) {
        return in(0x3da).out(0x3c0, index).out(0x3c0, value);
    }

    SceneScript screenOn() {
        return in(0x3da).out(0x3c0, 0x20);
    }

    SceneScript vbe(int index, int value) {
        return out16(0x1ce, index).out16(0x1cf, value);
    }
}
