package org.vitrine.app.detect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.detect.disc.Disc;

/**
 * One way to recognise a system: all that it names has to hold. Expressions are looked for anywhere, in any case; their named groups
 * ({@code version}, {@code arch} …) are what the clue finds out.
 *
 * @param volume expression for the volume's identifier
 * @param system for the system's
 * @param publisher for the publisher's
 * @param application for the application's
 * @param files paths, of which the first that is there counts; may be empty
 * @param text expression for the beginning of that file
 * @param kernel for the version of the Linux kernel
 * @param windows for what {@link Disc#windows} finds
 * @param arch what it tells of the processor, which no group does then
 */
record Clue(
        @Nullable Pattern volume,
        @Nullable Pattern system,
        @Nullable Pattern publisher,
        @Nullable Pattern application,
        List<String> files,
        @Nullable Pattern text,
        @Nullable Pattern kernel,
        @Nullable Pattern windows,
        @Nullable String arch) {

    /** Adds what the named groups caught to what others have found, which stays. */
    boolean holds(Disc disc, Map<String, String> found) {
        Disc.Labels labels = disc.labels();
        List<Optional<Matcher>> matches = Stream.of(
                        match(volume, labels::volume),
                        match(system, labels::system),
                        match(publisher, labels::publisher),
                        match(application, labels::application),
                        match(text, () -> first(disc)),
                        match(kernel, () -> disc.kernel().orElse("")),
                        match(windows, () -> disc.windows().orElse("")))
                .flatMap(Optional::stream)
                .toList();
        boolean holds = matches.stream().allMatch(Optional::isPresent)
                && (text != null || files.isEmpty() || files.stream().anyMatch(disc::has));
        if (holds) {
            if (arch != null) {
                found.putIfAbsent("arch", arch);
            }
            matches.forEach(match -> take(match.orElseThrow(), found));
        }
        return holds;
    }

    /** @return nothing if there is no expression; else the match, if there is one */
    private static Optional<Optional<Matcher>> match(@Nullable Pattern pattern, Supplier<String> text) {
        return Optional.ofNullable(pattern).map(expression -> BoundedText.find(expression, text.get()));
    }

    private String first(Disc disc) {
        return files.stream()
                .map(disc::text)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static void take(Matcher match, Map<String, String> found) {
        match.namedGroups().forEach((name, group) -> {
            String value = match.group(group);
            if (value != null && !value.isBlank()) {
                found.putIfAbsent(name, value.strip());
            }
        });
    }
}
