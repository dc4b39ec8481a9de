package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The image that a command works on, and its format where it is named. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageFile {
    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "cli.image.file")
    private Path path;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            descriptionKey = "cli.image.format")
    private List<String> format = new ArrayList<>();

    Path path() {
        return path;
    }

    Optional<ImageFormat> format() throws Refusal {
        return ImageCommand.format(format);
    }
}
