package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.TimeValue;
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
        Collection<RunResult> results = Jmh.run(Jmh.options(tools)
                .include(RingBenchmark.class.getName())
                .include(BusBenchmark.class.getName())
                .warmupTime(TimeValue.seconds(1))
                .measurementTime(TimeValue.seconds(1)));
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
    }
}
