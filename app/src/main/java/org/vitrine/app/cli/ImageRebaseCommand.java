package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine image rebase}: puts another backing file behind an image. */
@Command(name = "rebase", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageRebaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "cli.image.file")
    private Path file;

    @Option(
            names = {"-b", "--backing"},
            paramLabel = "FILE",
            descriptionKey = "cli.image.new-backing")
    private @Nullable String backing;

    @Option(
            names = {"-F", "--backing-format"},
            paramLabel = "FORMAT",
            descriptionKey = "cli.image.backing-format")
    private List<String> backingFormat = new ArrayList<>();

    @Option(
            names = {"-u", "--unsafe"},
            descriptionKey = "cli.image.unsafe")
    private boolean unsafe;

    @Override
    public Integer call() throws Refusal {
        Optional<String> below = ImageCommand.format(backingFormat).map(ImageFormat::id);
        Optional<String> name = Optional.ofNullable(backing);
        if (name.isPresent() && below.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.backing-needs-format");
        }
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            return ImageCommand.tell(() -> {
                if (unsafe) {
                    ImageWork.rebaseUnsafely(file, name, below);
                } else {
                    ImageWork.rebase(file, name, below, progress);
                }
                return ExitCodes.OK;
            });
        }
    }
}
