package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.vitrine.app.detect.Detection;

/** Detects once, and prints the milliseconds from the rules being read to the answer. */
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
