package org.vitrine.testbed.bench;

import java.io.IOException;
import java.util.List;

/** Something that can be measured: a word of {@code testbed/bench}'s command line. */
interface Measurement {
    /** The word. */
    String name();

    /** Measures both sides in turns. */
    List<Finding> measure(Tools tools) throws IOException, InterruptedException;
}
