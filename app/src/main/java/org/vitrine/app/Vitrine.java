package org.vitrine.app;

import java.util.List;
import org.vitrine.app.cli.CommandLines;

/** Vitrine's entry point. */
public final class Vitrine {
    private Vitrine() {}

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(List.of(arguments)));
    }
}
