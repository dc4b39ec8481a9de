package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.vitrine.testbed.bench.micro.BusBenchmark;
import org.vitrine.testbed.bench.micro.RingBenchmark;

/** The rings and the bus by themselves, by JMH, each with the compiler that VM processes have. */
final class Micro implements Measurement {
    @Override
    public String name() {
        return "micro";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException {
        try {
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include(RingBenchmark.class.getName())
                            .include(BusBenchmark.class.getName())
                            .jvmArgs(
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xmx128m",
                                    "--enable-native-access=ALL-UNNAMED")
                            .forks(1)
                            .warmupIterations(2)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(tools.runs())
                            .measurementTime(TimeValue.seconds(1))
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
            List<Finding> findings = new ArrayList<>();
            for (RunResult result : results) {
                var parameters = result.getParams();
                String form = parameters.getParam("form");
                String name = parameters.getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.(\\w+)", "$1, $2");
                findings.add(Finding.plain(
                        form == null ? name : name + ", " + form,
                        "ns",
                        result.getPrimaryResult().getScore(),
                        Double.NaN));
            }
            return findings;
        } catch (RunnerException e) {
            throw new IOException(e);
        }
    }
}
