package org.vitrine.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.Processor;
import picocli.CommandLine.Option;

/** The options that {@code vitrine create} and {@code vitrine edit} share; what is left out stays as it is. */
final class HardwareOptions {
    @Option(names = "--memory", paramLabel = "MiB", descriptionKey = "cli.hardware.memory")
    private @Nullable Integer memory;

    @Option(names = "--cpus", paramLabel = "N", descriptionKey = "cli.hardware.cpus")
    private @Nullable Integer cpus;

    @Option(names = "--topology", paramLabel = "SOCKETS,CORES,THREADS", descriptionKey = "cli.hardware.topology")
    private @Nullable String topology;

    @Option(names = "--firmware", paramLabel = "bios|uefi", descriptionKey = "cli.hardware.firmware")
    private @Nullable String firmware;

    @Option(names = "--notes", paramLabel = "TEXT", descriptionKey = "cli.hardware.notes")
    private @Nullable String notes;

    @Option(names = "--icon", paramLabel = "NAME", descriptionKey = "cli.hardware.icon")
    private @Nullable String icon;

    @Option(names = "--system", paramLabel = "ID", descriptionKey = "cli.hardware.system")
    private @Nullable String system;

    @Option(names = "--group", paramLabel = "NAME", descriptionKey = "cli.hardware.group")
    private @Nullable String group;

    @Option(names = "--tag", paramLabel = "TAG", descriptionKey = "cli.hardware.tag")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--start-with-session", negatable = true, descriptionKey = "cli.hardware.start-with-session")
    private @Nullable Boolean startWithSession;

    @Option(
            names = "--on-host-shutdown",
            paramLabel = "save|shut-down|force-off",
            descriptionKey = "cli.hardware.on-host-shutdown")
    private @Nullable String onHostShutdown;

    @Option(names = "--disposable", negatable = true, descriptionKey = "cli.hardware.disposable")
    private @Nullable Boolean disposable;

    int memory(int present) {
        return memory == null ? present : memory;
    }

    Processor processor(Processor present) throws Refusal {
        if (topology != null) {
            return topology(topology);
        }
        return cpus == null || cpus == present.cpus() ? present : Processor.ofCores(cpus);
    }

    private Processor topology(String text) throws Refusal {
        String[] numbers = text.split(",", -1);
        if (numbers.length == 3) {
            try {
                Processor processor = new Processor(
                        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
                if (cpus == null || cpus == processor.cpus()) {
                    return processor;
                }
                throw Refusal.of(
                        Refusal.Cause.INPUT, "cli.hardware.topology-contradicts", text, processor.cpus(), cpus);
            } catch (NumberFormatException e) {
                throw Refusal.of(Refusal.Cause.INPUT, "cli.hardware.topology-wrong", text);
            }
        }
        throw Refusal.of(Refusal.Cause.INPUT, "cli.hardware.topology-wrong", text);
    }

    Firmware firmware(Firmware present) throws Refusal {
        if (firmware == null) {
            return present;
        }
        Optional<Firmware.Kind> kind = Firmware.Kind.of(firmware);
        if (kind.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.hardware.word", "--firmware", firmware, "bios, uefi");
        }
        return present.withKind(kind.get());
    }

    /** An empty text takes away what was there. */
    About about(About present) {
        About changed = notes == null ? present : present.withNotes(notes);
        changed = icon == null ? changed : changed.withIcon(orNothing(icon));
        changed = system == null ? changed : changed.withSystem(orNothing(system));
        changed = group == null ? changed : changed.withGroup(orNothing(group));
        return tags.isEmpty()
                ? changed
                : changed.withTags(tags.stream().filter(tag -> !tag.isEmpty()).toList());
    }

    private static @Nullable String orNothing(String text) {
        return text.isEmpty() ? null : text;
    }

    LifeCycle lifeCycle(LifeCycle present) throws Refusal {
        LifeCycle changed = startWithSession == null ? present : present.withStartWithSession(startWithSession);
        if (onHostShutdown != null) {
            Optional<LifeCycle.HostShutdown> what = LifeCycle.HostShutdown.of(onHostShutdown);
            if (what.isEmpty()) {
                throw Refusal.of(
                        Refusal.Cause.INPUT,
                        "cli.hardware.word",
                        "--on-host-shutdown",
                        onHostShutdown,
                        "save, shut-down, force-off");
            }
            changed = changed.withOnHostShutdown(what.get());
        }
        return disposable == null ? changed : changed.withDisposable(disposable);
    }
}
