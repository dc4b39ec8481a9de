package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.viewmodel.create.SourceReader;
import org.vitrine.app.viewmodel.create.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vitrine [FILE…]}: opens the application, with the sheet for a new machine if there are files. */
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

    @Parameters(arity = "0..*", paramLabel = "FILE", descriptionKey = "cli.vitrine.iso")
    private List<Path> files = new ArrayList<>();

    VitrineCommand(Actions actions) {
        this.actions = actions;
    }

    @Override
    public Integer call() throws Refusal {
        SourceReader reader = new SourceReader(iso -> Suggestion.unknown());
        for (Path file : files) {
            Optional<String> problem = reader.read(file).problem();
            if (problem.isPresent()) {
                throw Refusal.inWords(Refusal.Cause.INPUT, problem.get());
            }
        }
        return actions.openApplication(files);
    }
}
