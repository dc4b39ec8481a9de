package org.vitrine.app.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrine image info}: what an image is. */
@Command(name = "info", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageInfoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ImageFile image;

    @Option(names = "--json", descriptionKey = "cli.image.json")
    private boolean json;

    @Override
    public Integer call() throws Refusal {
        Optional<ImageFormat> kind = image.format();
        ImageReport report = ImageCommand.tell(() -> ImageReport.read(image.path(), kind));
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.json() : report.text());
        out.flush();
        return ExitCodes.OK;
    }
}
