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

/** Recognises systems. It reads a few hundred kilobytes, whatever a disc's size; for use by any thread. */
public final class Detection {
    /** Where osinfo-db lies on Linux. */
    public static final Path OSINFO = Path.of("/usr/share/osinfo/os");

    /** Loaders of UEFI by the processors that they are for (UEFI 2.10, 3.5.1.1). */
    private static final Map<String, Architecture> LOADERS = loaders();

    private final List<SystemRule> rules = SystemRules.load();
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
     * @param file an ISO image, or anything else, of which nothing is known then
     * @throws IOException if the host cannot read it; no content of a file makes this fail
     */
    public DetectedSystem detect(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<Disc> disc = Disc.open(channel);
            // What is no disc may be a disk's image: nothing keeps either firmware from trying.
            return disc.map(this::recognise).orElseGet(() -> DetectedSystem.unknown(Architecture.UNKNOWN, true, true));
        }
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
        for (SystemRule rule : rules) {
            if (rule.general() == general) {
                Optional<Map<String, String>> found = rule.recognise(disc);
                if (found.isPresent()) {
                    return found.map(words -> system(rule, words, disc, uefi, guess));
                }
            }
        }
        return Optional.empty();
    }

    private static DetectedSystem system(
            SystemRule rule, Map<String, String> found, Disc disc, boolean uefi, Architecture guess) {
        return new DetectedSystem(
                rule.id(found),
                rule.kind(),
                rule.name(found),
                found.getOrDefault("version", ""),
                found.containsKey("arch") ? Architecture.of(found.getOrDefault("arch", "")) : guess,
                rule.icon(),
                disc.bootsByBios(),
                uefi,
                rule.minimum(),
                rule.recommended());
    }
}
