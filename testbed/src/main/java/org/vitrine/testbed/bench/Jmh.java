package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** JMH in a process of its own with the collector, compiler and heap that VM processes have. */
final class Jmh {
    private static final int WARM_UP = 2;

    private Jmh() {}

    /** To be completed by what is measured. */
    static ChainedOptionsBuilder options(Tools tools) {
        return new OptionsBuilder()
                .jvmArgs(
                        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "--enable-native-access=ALL-UNNAMED")
                .forks(1)
                .warmupIterations(WARM_UP)
                .measurementIterations(tools.runs())
                .verbosity(VerboseMode.SILENT);
    }

    static Collection<RunResult> run(ChainedOptionsBuilder options) throws IOException {
        try {
            return new Runner(options.build()).run();
        } catch (RunnerException e) {
            throw new IOException(e);
        }
    }
}
