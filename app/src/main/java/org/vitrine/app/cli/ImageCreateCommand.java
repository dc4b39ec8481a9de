package org.vitrine.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.chain.BackingName;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vitrine image create}: makes an empty image. */
@Command(name = "create", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageCreateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "cli.image.file")
    private Path file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            descriptionKey = "cli.image.size")
    private @Nullable Long size;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "qcow2",
            descriptionKey = "cli.image.format")
    private List<String> format = new ArrayList<>();

    @Option(
            names = {"-b", "--backing"},
            paramLabel = "FILE",
            descriptionKey = "cli.image.backing")
    private @Nullable String backing;

    @Option(
            names = {"-F", "--backing-format"},
            paramLabel = "FORMAT",
            descriptionKey = "cli.image.backing-format")
    private List<String> backingFormat = new ArrayList<>();

    @Option(
            names = "--cluster-size",
            paramLabel = "SIZE",
            defaultValue = "64K",
            converter = ByteCount.class,
            descriptionKey = "cli.image.cluster-size")
    private long clusterSize;

    @Option(names = "--force", descriptionKey = "cli.image.force")
    private boolean force;

    @Override
    public Integer call() throws Refusal {
        ImageFormat kind = ImageCommand.formatToMake(format);
        ImageFormat below = ImageCommand.format(backingFormat).orElse(ImageFormat.QCOW2);
        if (backing != null && (kind != ImageFormat.QCOW2 || backingFormat.isEmpty())) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.backing-needs-format");
        }
        if (size == null && backing == null) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.size-needed");
        }
        return ImageCommand.tell(() -> {
            long bytes = size != null
                    ? size
                    : ImageWork.diskSize(BackingName.resolve(file, String.valueOf(backing)), Optional.of(below));
            if (kind == ImageFormat.RAW) {
                ImageWork.createRaw(file, bytes, force);
            } else {
                Qcow2Options plain = Qcow2Options.ofSize(bytes).withClusterSize(clusterSize);
                ImageWork.createQcow2(file, backing == null ? plain : plain.over(backing, below.id()), force);
            }
            return ExitCodes.OK;
        });
    }
}
