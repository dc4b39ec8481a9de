package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine image convert}: copies a disk into a new image. */
@Command(name = "convert", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "cli.image.file")
    private Path file;

    @Parameters(index = "1", paramLabel = "TARGET", descriptionKey = "cli.image.target")
    private Path target;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            descriptionKey = "cli.image.format")
    private List<String> format = new ArrayList<>();

    @Option(
            names = {"-O", "--to"},
            paramLabel = "FORMAT",
            defaultValue = "qcow2",
            descriptionKey = "cli.image.to")
    private List<String> to = new ArrayList<>();

    @Option(
            names = {"-c", "--compress"},
            descriptionKey = "cli.image.compress")
    private boolean compress;

    @Option(names = "--force", descriptionKey = "cli.image.force")
    private boolean force;

    @Override
    public Integer call() throws Refusal {
        Optional<ImageFormat> from = ImageCommand.format(format);
        ImageFormat kind = ImageCommand.formatToMake(to);
        if (compress && kind == ImageFormat.RAW) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.raw-uncompressed");
        }
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            return ImageCommand.tell(() -> {
                if (kind == ImageFormat.RAW) {
                    ImageWork.convertToRaw(file, from, target, force, progress);
                } else {
                    ImageWork.convertToQcow2(file, from, target, Qcow2Options.ofSize(0), compress, force, progress);
                }
                return ExitCodes.OK;
            });
        }
    }
}
