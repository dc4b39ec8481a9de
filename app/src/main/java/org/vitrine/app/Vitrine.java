package org.vitrine.app;

import java.util.List;
import org.vitrine.app.cli.CommandLines;
import org.vitrine.app.model.MachineLauncher;

/** Vitrine's entry point. */
public final class Vitrine {
    private Vitrine() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("boot")) {
            // Beside the command line's parser, which takes as long.
            Thread.ofPlatform().daemon().name("prepare").start(MachineLauncher::prepare);
        }
        System.exit(CommandLines.run(List.of(arguments)));
    }
}
