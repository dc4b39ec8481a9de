package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/** The SMART / health information log (NVM Express 1.4, 5.14.1.2): it counts what the guest does, and never ails. */
final class Health {
    /** Kelvin. */
    static final int TEMPERATURE = 323;

    private static final int LENGTH = 512;
    /** Critical warning: a temperature is beyond its threshold. */
    private static final int WARNING_TEMPERATURE = 0x02;

    private static final long BLOCKS_PER_UNIT = 1000;

    private final AtomicLong blocksRead = new AtomicLong();
    private final AtomicLong blocksWritten = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    /** A read command succeeded. Any thread, as all here. */
    void read(long blocks) {
        blocksRead.addAndGet(blocks);
        reads.incrementAndGet();
    }

    /** A write command succeeded. */
    void written(long blocks) {
        blocksWritten.addAndGet(blocks);
        writes.incrementAndGet();
    }

    /** The critical warning byte. */
    static int warning(Features features) {
        return features.temperatureBeyond(TEMPERATURE) ? WARNING_TEMPERATURE : 0;
    }

    /** @param errors how many commands failed since power-on */
    byte[] log(Features features, long errors) {
        ByteBuffer log = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        log.put(0, (byte) warning(features));
        log.putShort(1, (short) TEMPERATURE);
        final int percent = 100;
        final int threshold = 10;
        log.put(3, (byte) percent);
        log.put(4, (byte) threshold);
        log.putLong(32, units(blocksRead.get()));
        log.putLong(48, units(blocksWritten.get()));
        log.putLong(64, reads.get());
        log.putLong(80, writes.get());
        log.putLong(112, 1);
        log.putLong(176, errors);
        return log.array();
    }

    private static long units(long blocks) {
        return Math.ceilDiv(blocks, BLOCKS_PER_UNIT);
    }

    void reset() {
        blocksRead.set(0);
        blocksWritten.set(0);
        reads.set(0);
        writes.set(0);
    }

    void save(StateWriter out) {
        out.put("health.blocksRead", blocksRead.get());
        out.put("health.blocksWritten", blocksWritten.get());
        out.put("health.reads", reads.get());
        out.put("health.writes", writes.get());
    }

    void load(StateReader in) throws StateException {
        blocksRead.set(in.getLong("health.blocksRead", 0, Long.MAX_VALUE));
        blocksWritten.set(in.getLong("health.blocksWritten", 0, Long.MAX_VALUE));
        reads.set(in.getLong("health.reads", 0, Long.MAX_VALUE));
        writes.set(in.getLong("health.writes", 0, Long.MAX_VALUE));
    }
}
