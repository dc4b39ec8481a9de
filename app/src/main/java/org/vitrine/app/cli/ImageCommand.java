package org.vitrine.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.ImageFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vitrine image …}: work on disk images that no machine uses. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        subcommands = {
            ImageCreateCommand.class,
            ImageInfoCommand.class,
            ImageCheckCommand.class,
            ImageConvertCommand.class,
            ImageResizeCommand.class,
            ImageRebaseCommand.class,
            ImageCommitCommand.class,
            ImageCompactCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), Texts.get("cli.image.which"));
    }

    /** Work whose failures are told in one sentence. */
    interface Work<T> {
        T run() throws ImageException, IOException;
    }

    static <T> T tell(Work<T> work) throws Refusal {
        try {
            return work.run();
        } catch (ImageException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refusal.inWords(Refusal.Cause.HOST, String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.stopped");
        }
    }

    static Optional<ImageFormat> format(List<String> id) throws Refusal {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Optional<ImageFormat> format = ImageFormat.of(id.getFirst());
        if (format.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.no-format", id.getFirst());
        }
        return format;
    }

    /** The format of an image that is to be made; qcow2 if none is named. */
    static ImageFormat formatToMake(List<String> id) throws Refusal {
        ImageFormat format = format(id).orElse(ImageFormat.QCOW2);
        if (!format.isWritable()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.read-only-format", format.id());
        }
        return format;
    }
}
