package org.vitrine.app;

import java.util.List;
import org.vitrine.app.cli.CommandLines;
import org.vitrine.app.model.Language;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;

/** Vitrine's entry point. */
public final class Vitrine {
    private Vitrine() {}

    public static void main(String[] arguments) {
        Language.apply(Settings.load(UserFolders.ofUser().settings(), Runnable::run));
        if (arguments.length > 0 && arguments[0].equals("boot")) {
            // Beside the command line's parser, which takes as long.
            Thread.ofPlatform().daemon().name("prepare").start(MachineLauncher::prepare);
        }
        System.exit(CommandLines.run(List.of(arguments)));
    }
}
