package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/** A submission queue entry, copied out of guest memory (NVM Express 1.4, 4.2), and the queue that it came from. */
final class Command {
    static final int BYTES = 64;

    private static final int FUSED = 0x03;
    private static final int NOT_PRP = 0xc0;
    private static final int DWORD_10 = 40;

    private final SubmissionQueue queue;
    private final ByteBuffer entry;

    /** @param entry {@value #BYTES} bytes, not copied */
    Command(SubmissionQueue queue, byte[] entry) {
        this.queue = queue;
        this.entry = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Copies an entry; null if it does not lie in memory. */
    static @Nullable Command read(GuestMemory memory, long address, SubmissionQueue queue) {
        byte[] entry = new byte[BYTES];
        return memory.read(address, entry) ? new Command(queue, entry) : null;
    }

    SubmissionQueue queue() {
        return queue;
    }

    /** The entry as it was. */
    byte[] bytes() {
        return entry.array();
    }

    int opcode() {
        return entry.get(0) & 0xff;
    }

    /** Whether it is half of a fused operation, or describes its data by SGLs: neither is supported. */
    boolean unsupportedForm() {
        return (entry.get(1) & (FUSED | NOT_PRP)) != 0;
    }

    /** The command identifier, which the guest chose. */
    int id() {
        return entry.getShort(2) & 0xffff;
    }

    int namespace() {
        return entry.getInt(4);
    }

    long prp1() {
        return entry.getLong(24);
    }

    long prp2() {
        return entry.getLong(32);
    }

    /** @param number 10 to 15 */
    int dword(int number) {
        return entry.getInt(DWORD_10 + 4 * (number - 10));
    }

    /** Dword 10 and 11 as one number: the first block of most I/O commands. */
    long quadword10() {
        return entry.getLong(DWORD_10);
    }

    /** The low half of dword 10: a queue's identifier. */
    int low10() {
        return dword(10) & 0xffff;
    }

    /** The high half of dword 10. */
    int high10() {
        return dword(10) >>> 16;
    }
}
