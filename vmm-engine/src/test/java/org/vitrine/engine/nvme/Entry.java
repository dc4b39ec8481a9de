package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A submission queue entry in the making. */
final class Entry {
    private final ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    private Entry(int opcode) {
        bytes.put(0, (byte) opcode);
    }

    static Entry of(int opcode) {
        return new Entry(opcode);
    }

    /** An I/O command on the namespace. @param blocks from 1 */
    static Entry io(int opcode, long first, int blocks) {
        return of(opcode).namespace(1).quadword(10, first).dword(12, blocks - 1);
    }

    static Entry createCompletion(int id, long base, int entries, int vector) {
        return of(5).prp(base, 0).dword(10, id | entries - 1 << 16).dword(11, vector << 16 | 3);
    }

    static Entry createSubmission(int id, long base, int entries, int completion) {
        return of(1).prp(base, 0).dword(10, id | entries - 1 << 16).dword(11, completion << 16 | 1);
    }

    static Entry setFeature(int id, int value) {
        return of(9).dword(10, id).dword(11, value);
    }

    Entry flags(int flags) {
        bytes.put(1, (byte) flags);
        return this;
    }

    Entry id(int id) {
        bytes.putShort(2, (short) id);
        return this;
    }

    Entry namespace(int id) {
        bytes.putInt(4, id);
        return this;
    }

    Entry prp(long first, long second) {
        bytes.putLong(24, first).putLong(32, second);
        return this;
    }

    Entry dword(int number, int value) {
        bytes.putInt(number * 4, value);
        return this;
    }

    Entry quadword(int number, long value) {
        bytes.putLong(number * 4, value);
        return this;
    }

    byte[] bytes() {
        return bytes.array();
    }
}
