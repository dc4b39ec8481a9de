package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vitrine [ISO…]}: opens the application. */
@Command(
        name = "vitrine",
        mixinStandardHelpOptions = true,
        version = "Vitrine 0.1.0",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the guest shut down, or all went well",
            "2:the command line asks for what cannot be",
            "3:this host cannot run guests",
            "4:the guest failed"
        })
final class VitrineCommand implements Callable<Integer> {
    private final Actions actions;

    @Parameters(arity = "0..*", paramLabel = "ISO", descriptionKey = "cli.vitrine.iso")
    private List<Path> discs = new ArrayList<>();

    VitrineCommand(Actions actions) {
        this.actions = actions;
    }

    @Override
    public Integer call() throws Refusal {
        for (Path disc : discs) {
            IsoImage.check(disc);
        }
        return actions.openApplication(discs);
    }
}
