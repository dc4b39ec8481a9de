package org.vitrine.app.detect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrine.app.detect.disc.Disc;

/** The systems of osinfo-db (its schema: osinfo.rng), read when the first one is asked for; for use by any thread. */
final class OsinfoDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(OsinfoDatabase.class);
    private static final int MOST_FILES = 4000;
    private static final long MOST_BYTES = 1L << 20;
    private static final int DEPTH = 2;

    private final Path folder;
    private @Nullable List<OsinfoMedium> media;

    OsinfoDatabase(Path folder) {
        this.folder = folder;
    }

    Optional<OsinfoMedium> recognise(Disc.Labels labels) {
        return media().stream()
                .filter(medium -> medium.matches(labels))
                .max(Comparator.comparingInt(OsinfoMedium::strictness));
    }

    private synchronized List<OsinfoMedium> media() {
        List<OsinfoMedium> known = media;
        if (known == null) {
            known = load();
            media = known;
        }
        return known;
    }

    private List<OsinfoMedium> load() {
        List<OsinfoMedium> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xml"))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList()) {
                all.addAll(read(file));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.getMessage());
        }
        return all;
    }

    /** A file that is damaged tells nothing, and keeps no other from being asked. */
    private static List<OsinfoMedium> read(Path file) {
        try {
            if (Files.size(file) <= MOST_BYTES) {
                try (InputStream in = Files.newInputStream(file)) {
                    return new OsinfoFile(in).media();
                }
            }
        } catch (XMLStreamException e) {
            LOG.warn("{} is damaged in line {}", file, e.getLocation().getLineNumber());
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.getMessage());
        }
        return List.of();
    }
}
