package org.vitrine.app.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine image resize}: makes a disk larger or smaller. */
@Command(name = "resize", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageResizeCommand implements Callable<Integer> {

    @Mixin
    private ImageFile image;

    @Parameters(index = "1", paramLabel = "SIZE", converter = ByteCount.class, descriptionKey = "cli.image.size")
    private long size;

    @Option(names = "--shrink", descriptionKey = "cli.image.shrink")
    private boolean shrink;

    @Override
    public Integer call() throws Refusal {
        Optional<ImageFormat> kind = image.format();
        return ImageCommand.tell(() -> {
            ImageWork.resize(image.path(), kind, size, shrink);
            return ExitCodes.OK;
        });
    }
}
