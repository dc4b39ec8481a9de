package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.vitrine.app.detect.Detection;

/**
 * Detects once, and prints the milliseconds that it took with the reading of the rules. What an application sets up anyway, such
 * as its log, is not in them.
 */
public final class DetectOnce {
    private DetectOnce() {}

    /** @param arguments the disc's file */
    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        String id =
                new Detection(Detection.OSINFO).detect(Path.of(arguments[0])).id();
        double millis = (System.nanoTime() - start) / 1e6;
        if (id.equals("unknown")) {
            throw new IOException("nothing was detected");
        }
        System.out.println(millis);
    }
}
