package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/** The error information log (NVM Express 1.4, 5.14.1.1): the last {@value #ENTRIES} commands that failed. Any thread. */
final class ErrorLog {
    static final int ENTRIES = 16;

    private static final int ENTRY_BYTES = 64;
    private static final int NO_PARAMETER = 0xffff;
    private static final long MOST = Long.MAX_VALUE / 2;

    /** A ring of entries; number n, counted from 1, is at (n - 1) modulo {@value #ENTRIES}. */
    private final byte[] ring = new byte[ENTRIES * ENTRY_BYTES];

    private long count;

    synchronized void record(Command command, Status status) {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) (count % ENTRIES) * ENTRY_BYTES;
        count++;
        entry.putLong(0, count);
        entry.putShort(8, (short) command.queue().id());
        entry.putShort(10, (short) command.id());
        entry.putShort(12, (short) (status.field() << 1));
        entry.putShort(14, (short) NO_PARAMETER);
        if (command.queue().id() != 0) {
            entry.putLong(16, command.quadword10());
        }
        entry.putInt(24, command.namespace());
        System.arraycopy(entry.array(), 0, ring, at, ENTRY_BYTES);
    }

    /** How many commands have failed since power-on. */
    synchronized long count() {
        return count;
    }

    /** The log page, the latest entry first. */
    synchronized byte[] log() {
        byte[] log = new byte[ring.length];
        for (int i = 0; i < Math.min(count, ENTRIES); i++) {
            int at = (int) ((count - 1 - i) % ENTRIES) * ENTRY_BYTES;
            System.arraycopy(ring, at, log, i * ENTRY_BYTES, ENTRY_BYTES);
        }
        return log;
    }

    synchronized void reset() {
        count = 0;
        Arrays.fill(ring, (byte) 0);
    }

    synchronized void save(StateWriter out) {
        out.put("errors.count", count);
        out.put("errors.ring", ring);
    }

    synchronized void load(StateReader in) throws StateException {
        count = in.getLong("errors.count", 0, MOST);
        in.getBytes("errors.ring", ring);
    }
}
