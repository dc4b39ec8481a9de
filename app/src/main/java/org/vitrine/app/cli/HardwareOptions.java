package org.vitrine.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.NetworkRequest;
import org.vitrine.app.model.PortRequest;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.config.Virtio;
import picocli.CommandLine.Option;

/** The options that {@code vitrine create} and {@code vitrine edit} share; what is left out stays as it is. */
final class HardwareOptions {
    @Option(names = "--memory", paramLabel = "MiB", descriptionKey = "cli.hardware.memory")
    private @Nullable Integer memory;

    @Option(
            names = "--memory-pages",
            paramLabel = "transparent|huge-2m|huge-1g",
            descriptionKey = "cli.hardware.memory-pages")
    private @Nullable String memoryPages;

    @Option(names = "--merge-memory", negatable = true, descriptionKey = "cli.hardware.merge-memory")
    private @Nullable Boolean mergeMemory;

    @Option(names = "--cpus", paramLabel = "N", descriptionKey = "cli.hardware.cpus")
    private @Nullable Integer cpus;

    @Option(names = "--topology", paramLabel = "SOCKETS,CORES,THREADS", descriptionKey = "cli.hardware.topology")
    private @Nullable String topology;

    @Option(names = "--firmware", paramLabel = "bios|uefi", descriptionKey = "cli.hardware.firmware")
    private @Nullable String firmware;

    @Option(names = "--secure-boot", negatable = true, descriptionKey = "cli.hardware.secure-boot")
    private @Nullable Boolean secureBoot;

    @Option(names = "--net", paramLabel = "KIND[,OPTION…]", descriptionKey = "cli.hardware.net")
    private List<String> networks = new ArrayList<>();

    @Option(names = "--no-net", descriptionKey = "cli.hardware.no-net")
    private boolean noNetworks;

    @Option(names = "--rng", negatable = true, descriptionKey = "cli.hardware.rng")
    private @Nullable Boolean rng;

    @Option(names = "--port", paramLabel = "NAME[,console][,file=FILE]", descriptionKey = "cli.hardware.port")
    private List<String> ports = new ArrayList<>();

    @Option(names = "--no-ports", descriptionKey = "cli.hardware.no-ports")
    private boolean noPorts;

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

    MemoryBacking memoryBacking(MemoryBacking present) throws Refusal {
        MemoryBacking changed = with(
                present,
                word("--memory-pages", memoryPages, MemoryBacking.Pages::of, "transparent, huge-2m, huge-1g"),
                MemoryBacking::withPages);
        return with(changed, mergeMemory, MemoryBacking::withMerge);
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
        Firmware changed =
                with(present, word("--firmware", firmware, Firmware.Kind::of, "bios, uefi"), Firmware::withKind);
        return with(changed, secureBoot, Firmware::withSecureBoot);
    }

    /** @param usual the model of a new one */
    List<Network> networks(List<Network> present, Network.Model usual) throws Refusal {
        if (noNetworks && !networks.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "cli.hardware.net-contradicts");
        }
        if (noNetworks) {
            return List.of();
        }
        List<NetworkRequest> requests = new ArrayList<>();
        for (String network : networks) {
            requests.add(NetworkRequest.parse(network));
        }
        return requests.isEmpty() ? present : NetworkRequest.networks(requests, present, usual);
    }

    /** Ports that are named take the place of those that were there. */
    Virtio virtio(Virtio present) throws Refusal {
        List<Virtio.Port> wanted = new ArrayList<>();
        for (String port : ports) {
            wanted.add(PortRequest.parse(port));
        }
        Virtio changed = noPorts || !wanted.isEmpty() ? present.withPorts(wanted) : present;
        return with(changed, rng, Virtio::withRng);
    }

    /** An empty text takes away what was there. */
    About about(About present) {
        About changed = with(present, notes, About::withNotes);
        changed = with(changed, icon, (about, name) -> about.withIcon(orNothing(name)));
        changed = with(changed, system, (about, id) -> about.withSystem(orNothing(id)));
        changed = with(changed, group, (about, name) -> about.withGroup(orNothing(name)));
        return tags.isEmpty()
                ? changed
                : changed.withTags(tags.stream().filter(tag -> !tag.isEmpty()).toList());
    }

    private static @Nullable String orNothing(String text) {
        return text.isEmpty() ? null : text;
    }

    LifeCycle lifeCycle(LifeCycle present) throws Refusal {
        LifeCycle changed = with(present, startWithSession, LifeCycle::withStartWithSession);
        changed = with(
                changed,
                word("--on-host-shutdown", onHostShutdown, LifeCycle.HostShutdown::of, "save, shut-down, force-off"),
                LifeCycle::withOnHostShutdown);
        return with(changed, disposable, LifeCycle::withDisposable);
    }

    /** What is present, with an option's value if it was given. */
    private static <T, V> T with(T present, @Nullable V given, BiFunction<T, V, T> change) {
        return given == null ? present : change.apply(present, given);
    }

    /** What an option's word means, null if it was not given. */
    private static <E> @Nullable E word(
            String option, @Nullable String given, Function<String, Optional<E>> meaning, String words) throws Refusal {
        if (given == null) {
            return null;
        }
        return meaning.apply(given)
                .orElseThrow(() -> Refusal.of(Refusal.Cause.INPUT, "cli.hardware.word", option, given, words));
    }
}
