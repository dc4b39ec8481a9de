package org.vitrine.engine.virtio.console;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A back end that the test holds the other end of. */
final class MemoryPort implements PortBackend {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    byte[] toRead = new byte[0];
    boolean open;
    int room = Integer.MAX_VALUE;
    Runnable wake = () -> {};

    /** The other end says something. */
    void say(String text) {
        byte[] more = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(toRead, toRead.length + more.length);
        System.arraycopy(more, 0, all, toRead.length, more.length);
        toRead = all;
        wake.run();
    }

    void setOpen(boolean now) {
        open = now;
        wake.run();
    }

    void makeRoom(int bytes) {
        room = bytes;
        wake.run();
    }

    @Override
    public void attach(Runnable whenChanged) {
        wake = whenChanged;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public int available() {
        return toRead.length;
    }

    @Override
    public int read(MemorySegment into) {
        int count = (int) Math.min(into.byteSize(), toRead.length);
        MemorySegment.copy(MemorySegment.ofArray(toRead), 0, into, 0, count);
        toRead = java.util.Arrays.copyOfRange(toRead, count, toRead.length);
        return count;
    }

    @Override
    public int room() {
        return room;
    }

    @Override
    public int write(MemorySegment from) {
        int count = (int) Math.min(from.byteSize(), room);
        written.writeBytes(from.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        if (room != Integer.MAX_VALUE) {
            room -= count;
        }
        return count;
    }

    @Override
    public void close() {}
}
