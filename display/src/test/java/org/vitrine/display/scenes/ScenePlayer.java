package org.vitrine.display.scenes;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.memory.MemoryRegion;

/** Plays a {@link SceneScript} on an adapter in a test machine, as the guest does on a real one. */
public final class ScenePlayer {
    private final TestHost host;
    private final MemoryRegion frameBuffer;
    private final ByteBuffer script;
    private int random;

    public ScenePlayer(TestHost host, MemoryRegion frameBuffer, SceneScript script) {
        this.host = host;
        this.frameBuffer = frameBuffer;
        this.script = ByteBuffer.wrap(script.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Plays up to the end of the next scene. @return its number; -1 after the last */
    public int next() {
        while (script.hasRemaining()) {
            switch (script.get()) {
                case SceneScript.OUT_8 -> host.out(script.getShort() & 0xffff, script.get() & 0xff);
                case SceneScript.OUT_16 -> host.out(script.getShort() & 0xffff, 2, script.getShort() & 0xffff);
                case SceneScript.IN_8 -> host.in(script.getShort() & 0xffff);
                case SceneScript.FILL_8 -> fill(false);
                case SceneScript.FILL_32 -> fillFrameBuffer();
                case SceneScript.COPY -> copy();
                case SceneScript.SCENE -> {
                    return script.get() & 0xff;
                }
                case SceneScript.READ_8 -> host.load(script.getInt(), 1);
                case SceneScript.MERGE -> fill(true);
                case SceneScript.PORTS -> outRandom();
                default -> throw new IllegalStateException("bad script");
            }
        }
        return -1;
    }

    private int random() {
        random = random * 1664525 + 1013904223;
        return random;
    }

    private void fill(boolean merge) {
        int address = script.getInt();
        int count = script.getInt();
        random = script.getInt();
        for (int i = 0; i < count; i++) {
            if (merge) {
                host.load(address + i, 1);
            }
            host.store(address + i, 1, random() >>> 24);
        }
    }

    private void fillFrameBuffer() {
        int offset = script.getInt();
        int words = script.getInt();
        random = script.getInt();
        for (int i = 0; i < words; i++) {
            frameBuffer.segment().set(ValueLayout.JAVA_INT, offset + 4L * i, random());
        }
        frameBuffer.markDirty(offset, 4L * words);
    }

    private void copy() {
        int address = script.getInt();
        int count = script.getInt();
        for (int i = 0; i < count; i++) {
            host.store(address + i, 1, script.get() & 0xff);
        }
    }

    private void outRandom() {
        int port = script.getInt();
        int count = script.getInt();
        random = script.getInt();
        for (int i = 0; i < count; i++) {
            host.out(port, random() >>> 24);
        }
    }
}
