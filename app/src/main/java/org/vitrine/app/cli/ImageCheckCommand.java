package org.vitrine.app.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.work.ImageWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrine image check}: looks for contradictions, and mends them. */
@Command(name = "check", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ImageCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ImageFile image;

    @Option(names = "--repair", descriptionKey = "cli.image.repair")
    private boolean repair;

    @Option(names = "--json", descriptionKey = "cli.image.json")
    private boolean json;

    @Override
    public Integer call() throws Refusal {
        PrintWriter out = spec.commandLine().getOut();
        Optional<ImageFormat> kind = image.format();
        Optional<Qcow2Check.Result> result;
        try (ImageProgress progress = ImageProgress.on(spec.commandLine().getErr())) {
            result = ImageCommand.tell(() -> ImageWork.check(image.path(), kind, repair, progress));
        }
        if (result.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.image.nothing-to-check", image.path());
        }
        Qcow2Check.Result found = result.get();
        if (json) {
            out.println(ImageReport.json(found));
        } else {
            found.findings().forEach(out::println);
            out.println(
                    found.isClean()
                            ? Texts.get("cli.image.clean", image.path())
                            : Texts.get("cli.image.found", image.path(), found.errors(), found.leaks()));
        }
        return found.isClean() ? ExitCodes.OK : ExitCodes.USAGE;
    }
}
