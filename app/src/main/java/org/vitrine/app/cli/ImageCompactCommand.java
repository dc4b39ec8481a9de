package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine image compact}: gives back the space that an image does not need. */
@Command(name = "compact", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageCompactCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "cli.image.file")
    private Path file;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            descriptionKey = "cli.image.format")
    private List<String> format = new ArrayList<>();

    @Override
    public Integer call() throws Refusal {
        Optional<ImageFormat> kind = ImageCommand.format(format);
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            return ImageCommand.tell(() -> {
                ImageWork.compact(file, kind, progress);
                return ExitCodes.OK;
            });
        }
    }
}
