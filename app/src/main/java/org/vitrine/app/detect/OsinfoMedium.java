package org.vitrine.app.detect;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.detect.disc.Disc;

/**
 * A disc as osinfo-db describes it, with the system that is on it.
 *
 * @param volume expression for the volume's identifier; null if it may be any, as in the three that follow
 * @param found the system, without what firmware can do with the disc
 */
record OsinfoMedium(
        @Nullable Pattern volume,
        @Nullable Pattern system,
        @Nullable Pattern publisher,
        @Nullable Pattern application,
        DetectedSystem found) {

    boolean matches(Disc.Labels labels) {
        return matches(volume, labels.volume())
                && matches(system, labels.system())
                && matches(publisher, labels.publisher())
                && matches(application, labels.application());
    }

    private static boolean matches(@Nullable Pattern pattern, String text) {
        return pattern == null || BoundedText.find(pattern, text).isPresent();
    }

    /** How much it asks for: of several that match, the strictest is right. */
    int strictness() {
        return Stream.of(volume, system, publisher, application)
                .filter(Objects::nonNull)
                .mapToInt(pattern -> 1000 + pattern.pattern().length())
                .sum();
    }

    /** @param guess the processor, where osinfo-db names none */
    DetectedSystem asFound(boolean bios, boolean uefi, Architecture guess) {
        return new DetectedSystem(
                found.id(),
                found.family(),
                found.name(),
                found.version(),
                found.architecture() == Architecture.UNKNOWN ? guess : found.architecture(),
                found.icon(),
                bios,
                uefi,
                found.minimum(),
                found.recommended());
    }
}
