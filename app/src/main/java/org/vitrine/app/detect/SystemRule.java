package org.vitrine.app.detect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.detect.disc.Disc;

/**
 * A system of {@code systems.json}.
 *
 * @param id with {@code {release}} for the first numbers of the version
 * @param name with {@code {…}} or {@code {…|otherwise}} for what clues find out, and {@code […]} for what is left out where nothing was found
 * @param general whether it is asked only after everything else, as it says little
 * @param releaseParts how many numbers of a version make a release; 0 for all
 * @param composed the version, made of what clues find out, where none gives it as a whole
 * @param codenames of releases whose discs don't give them
 * @param kernels releases by the numbers of their Linux kernel
 * @param virtioSince the first release with drivers for modern virtio (1.0), which Linux has had since 4.0; {@code 0} for all, null for none
 */
record SystemRule(
        String id,
        String family,
        String icon,
        String name,
        boolean general,
        int releaseParts,
        @Nullable String composed,
        Map<String, String> codenames,
        Map<String, String> kernels,
        @Nullable String virtioSince,
        Resources minimum,
        Resources recommended,
        List<Clue> clues) {
    private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\]]*)\\]");
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)(?:\\|([^}]*))?\\}");

    /** What was found out, if it is this system. */
    Optional<Map<String, String>> recognise(Disc disc) {
        Map<String, String> found = new LinkedHashMap<>();
        boolean holds = false;
        for (Clue clue : clues) {
            holds |= clue.holds(disc, found);
        }
        if (!holds) {
            return Optional.empty();
        }
        String kernel = found.get("kernel");
        if (kernel != null && kernels.containsKey(kernel)) {
            found.putIfAbsent("version", kernels.get(kernel));
        }
        if (composed != null
                && PLACE.matcher(composed).results().allMatch(place -> found.containsKey(place.group(1)))) {
            found.putIfAbsent("version", filled(composed, found));
        }
        String version = found.get("version");
        if (version != null) {
            found.put("release", release(version));
        }
        String codename = codenames.get(found.getOrDefault("release", ""));
        if (codename != null) {
            found.putIfAbsent("codename", codename);
        }
        found.computeIfPresent("codename", (key, word) -> word.toLowerCase(Locale.ROOT));
        return Optional.of(found);
    }

    private String release(String version) {
        String[] parts = version.split("\\.", -1);
        return releaseParts == 0 || parts.length <= releaseParts
                ? version
                : String.join(".", List.of(parts).subList(0, releaseParts));
    }

    DetectedSystem.Family kind() {
        return DetectedSystem.Family.of(family);
    }

    String id(Map<String, String> found) {
        return filled(id, found).toLowerCase(Locale.ROOT).replaceAll("-+$", "");
    }

    String name(Map<String, String> found) {
        return filled(name, found);
    }

    private static String filled(String template, Map<String, String> found) {
        String shortened = OPTIONAL.matcher(template).replaceAll(part -> {
            boolean all = PLACE.matcher(part.group(1)).results().allMatch(place -> found.containsKey(place.group(1)));
            return Matcher.quoteReplacement(all ? part.group(1) : "");
        });
        return PLACE.matcher(shortened)
                .replaceAll(place -> Matcher.quoteReplacement(
                        found.getOrDefault(place.group(1), Objects.requireNonNullElse(place.group(2), ""))))
                .strip();
    }
}
