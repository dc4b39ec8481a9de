package org.vitrine.app.viewmodel.create;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.vitrine.app.detect.DetectedSystem;
import org.vitrine.app.detect.Detection;
import org.vitrine.app.detect.Recommendation;

/** The product's {@link SystemDetector}: what the volume says, and what this host can give. */
public final class DiscDetector implements SystemDetector {
    private final Detection detection;
    private final Supplier<Limits> limits;

    /** @param limits of the host and its disk, as they are now */
    public DiscDetector(Detection detection, Supplier<Limits> limits) {
        this.detection = detection;
        this.limits = limits;
    }

    @Override
    public Suggestion detect(Path file) {
        try {
            DetectedSystem system = detection.detect(file);
            Limits host = limits.get();
            Recommendation recommended = Recommendation.forHost(
                    system, host.host().maxMemoryMiB(), host.host().hostCpus(), host.freeBytes());
            return new Suggestion(
                    system.isKnown() ? Optional.of(system.id()) : Optional.empty(),
                    system.title(),
                    system.isKnown() ? system.machineName() : "",
                    system.icon(),
                    recommended.memoryMiB(),
                    system.isKnown() ? system.minimum().memoryMiB() : 0,
                    recommended.cpus(),
                    recommended.diskGiB(),
                    system.isKnown() ? system.minimum().diskGiB() : 0,
                    recommended.firmware(),
                    recommended.problems());
        } catch (IOException e) {
            System.getLogger(DiscDetector.class.getName())
                    .log(Level.INFO, "What {0} holds is not known: {1}", file, e.getMessage());
            return Suggestion.unknown();
        }
    }
}
