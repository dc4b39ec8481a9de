package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine image commit}: writes an overlay into its backing file. */
@Command(name = "commit", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageCommitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "cli.image.file")
    private Path file;

    @Override
    public Integer call() throws Refusal {
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            return ImageCommand.tell(() -> {
                ImageWork.commit(file, progress);
                return ExitCodes.OK;
            });
        }
    }
}
