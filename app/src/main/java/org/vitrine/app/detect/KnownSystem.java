package org.vitrine.app.detect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a system by its id alone, such as {@code debian-12}, or {@code debian} for all of its releases.
 *
 * @param minimum what it asks for
 * @param isLinux whether its kernel is Linux
 * @param hasVirtio whether it brings drivers for disks and network cards of modern virtio; of an id without release, the later ones do
 */
public record KnownSystem(String name, Resources minimum, boolean isLinux, boolean hasVirtio) {
    /** Where the places of a template begin. */
    private static final String PLACES = "-?\\{.*";

    /** Of releases that ask for different amounts, where the id does not say which it is, the one that asks for least. */
    public static Optional<KnownSystem> find(String id) {
        return SystemRules.all().stream()
                .filter(rule -> isOf(id, base(rule)))
                .max(Comparator.comparingInt(rule -> base(rule).length()))
                .or(() -> SystemRules.all().stream()
                        .filter(rule -> base(rule).startsWith(id + "-"))
                        .min(Comparator.comparingInt(rule -> rule.minimum().memoryMiB())))
                .map(rule -> new KnownSystem(
                        name(rule, id),
                        rule.minimum(),
                        rule.kind() == DetectedSystem.Family.LINUX,
                        hasVirtio(rule, id)));
    }

    private static boolean hasVirtio(SystemRule rule, String id) {
        String since = rule.virtioSince();
        if (since == null || id.length() <= base(rule).length()) {
            return since != null;
        }
        try {
            int[] release = numbers(id.substring(base(rule).length() + 1));
            return Arrays.compare(release, numbers(since)) >= 0;
        } catch (NumberFormatException e) {
            // Such as a release by its name, of which it is not known how old it is.
            return false;
        }
    }

    private static int[] numbers(String release) {
        return Arrays.stream(release.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static String base(SystemRule rule) {
        return rule.id().replaceAll(PLACES, "");
    }

    private static boolean isOf(String id, String base) {
        return id.equals(base) || id.startsWith(base + "-");
    }

    private static String name(SystemRule rule, String id) {
        String base = base(rule);
        Map<String, String> found = new HashMap<>();
        found.put("name", base.substring(0, 1).toUpperCase(Locale.ROOT) + base.substring(1));
        if (id.length() > base.length()) {
            found.put("release", id.substring(base.length() + 1));
            found.put("version", id.substring(base.length() + 1));
        }
        return rule.name(found);
    }
}
