package org.vitrine.testbed.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;

/** An access that finds its device among as many as a board has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BusBenchmark {
    private static final int BLOCKS = 48;
    private static final long STEP = 0x1000;

    private final AddressSpace space = new AddressSpace("MMIO", 1L << 52);
    private int next;

    /** A register that keeps what is written to it. */
    private static final class Register implements RegisterBlock {
        private long value;

        @Override
        public long read(long offset, int size) {
            return value + offset;
        }

        @Override
        public void write(long offset, int size, long newValue) {
            value = newValue;
        }
    }

    @Setup
    public void map() {
        for (int i = 0; i < BLOCKS; i++) {
            space.map(2 * STEP * i, STEP, new Register());
        }
    }

    private long address() {
        next = (next + 7) % BLOCKS;
        return 2 * STEP * next + 8;
    }

    @Benchmark
    public long read() {
        return space.read(address(), 4);
    }

    @Benchmark
    public void write() {
        space.write(address(), 4, next);
    }
}
