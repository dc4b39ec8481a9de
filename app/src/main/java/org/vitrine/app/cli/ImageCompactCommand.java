package org.vitrine.app.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vitrine image compact}: gives back the space that an image does not need. */
@Command(name = "compact", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageCompactCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ImageFile image;

    @Override
    public Integer call() throws Refusal {
        Optional<ImageFormat> kind = image.format();
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            return ImageCommand.tell(() -> {
                ImageWork.compact(image.path(), kind, progress);
                return ExitCodes.OK;
            });
        }
    }
}
