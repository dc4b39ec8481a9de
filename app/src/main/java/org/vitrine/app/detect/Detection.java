package org.vitrine.app.detect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.app.detect.disc.Disc;
import org.vitrine.app.detect.disk.DiskStart;
import org.vitrine.app.detect.disk.PartitionTable;

/**
 * Recognises systems, for use by any thread but JavaFX's: it reads a few hundred kilobytes, whatever a disc's size, and our rules and perhaps osinfo-db the first time.
 */
public final class Detection {
    /** Where osinfo-db lies on Linux. */
    public static final Path OSINFO = Path.of("/usr/share/osinfo/os");

    /** Loaders of UEFI by the processors that they are for (UEFI 2.10, 3.5.1.1). */
    private static final Map<String, Architecture> LOADERS = loaders();

    private final OsinfoDatabase osinfo;

    /** @param osinfo the folder {@code os} of osinfo-db, which may be missing */
    public Detection(Path osinfo) {
        this.osinfo = new OsinfoDatabase(osinfo);
    }

    private static Map<String, Architecture> loaders() {
        Map<String, Architecture> loaders = new LinkedHashMap<>();
        loaders.put("efi/boot/bootx64.efi", Architecture.X86_64);
        loaders.put("efi/boot/bootia32.efi", Architecture.I386);
        loaders.put("efi/boot/bootaa64.efi", Architecture.ARM64);
        loaders.put("efi/boot/bootarm.efi", Architecture.OTHER);
        loaders.put("efi/boot/bootriscv64.efi", Architecture.OTHER);
        loaders.put("efi/boot/bootloongarch64.efi", Architecture.OTHER);
        return loaders;
    }

    /**
     * @param file an ISO image, or a disk's image in any format that the engine reads; of anything else nothing is known
     * @throws IOException if the host cannot read it; no content of a file makes this fail
     */
    public DetectedSystem detect(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<Disc> disc = Disc.open(channel);
            return disc.map(this::recognise).orElseGet(() -> recogniseDisk(file));
        }
    }

    /** What is no disc may be a disk's image, whose partitions tell little. */
    private DetectedSystem recogniseDisk(Path file) {
        PartitionTable table = PartitionTable.parse(DiskStart.of(file).orElseGet(() -> new byte[0]));
        // A disk that is empty, or says nothing, may be tried with either firmware.
        boolean mute = !table.bios() && !table.uefi();
        boolean bios = mute || table.bios();
        boolean uefi = mute || table.uefi();
        return table.content().stream()
                .filter(content -> table.content().size() == 1)
                .map(content -> system(rule(content), Map.of(), bios, uefi, Architecture.UNKNOWN))
                .findFirst()
                .orElseGet(() -> DetectedSystem.unknown(Architecture.UNKNOWN, bios, uefi))
                .onItsDisk();
    }

    private SystemRule rule(PartitionTable.Content content) {
        String id = switch (content) {
            case LINUX -> "linux";
            case WINDOWS -> "windows-other";
            case FREEBSD -> "freebsd-{version}";
        };
        return SystemRules.all().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private DetectedSystem recognise(Disc disc) {
        List<Architecture> loaders = LOADERS.entrySet().stream()
                .filter(loader -> disc.has(loader.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        // Without such files on the disc itself the loader is in the image that the boot catalogue names.
        boolean uefi = disc.bootsByUefi() && (loaders.isEmpty() || loaders.contains(Architecture.X86_64));
        Architecture guess = loaders.isEmpty() ? Architecture.UNKNOWN : loaders.getFirst();
        return ours(disc, false, uefi, guess)
                .or(() ->
                        osinfo.recognise(disc.labels()).map(system -> system.asFound(disc.bootsByBios(), uefi, guess)))
                .or(() -> ours(disc, true, uefi, guess))
                .orElseGet(() -> DetectedSystem.unknown(guess, disc.bootsByBios(), uefi));
    }

    private Optional<DetectedSystem> ours(Disc disc, boolean general, boolean uefi, Architecture guess) {
        for (SystemRule rule : SystemRules.all()) {
            if (rule.general() == general) {
                Optional<Map<String, String>> found = rule.recognise(disc);
                if (found.isPresent()) {
                    return found.map(words -> system(rule, words, disc.bootsByBios(), uefi, guess));
                }
            }
        }
        return Optional.empty();
    }

    private static DetectedSystem system(
            SystemRule rule, Map<String, String> found, boolean bios, boolean uefi, Architecture guess) {
        return new DetectedSystem(
                rule.id(found),
                rule.kind(),
                rule.name(found),
                found.getOrDefault("version", ""),
                found.containsKey("arch") ? Architecture.of(found.getOrDefault("arch", "")) : guess,
                rule.icon(),
                bios,
                uefi,
                rule.minimum(),
                rule.recommended());
    }
}
