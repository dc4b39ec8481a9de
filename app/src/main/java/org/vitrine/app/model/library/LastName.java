package org.vitrine.app.model.library;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vitrine.app.model.Refusal;

/** What a machine was called whose configuration cannot be used: as far as that can be read, or by what its newest snapshot kept. Believes nothing. */
final class LastName {
    private static final int MOST = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private LastName() {}

    static Optional<String> of(MachineFolder folder) {
        Optional<String> name = in(folder.machineFile());
        if (name.isPresent()) {
            return name;
        }
        List<Path> kept = new ArrayList<>();
        addKept(folder.saved(), kept);
        addKept(folder.snapshots(), kept);
        return kept.stream()
                .sorted(Comparator.comparing(LastName::written).reversed())
                .map(LastName::in)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static void addKept(Path folder, List<Path> kept) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                kept.add(entry.resolve("machine.json"));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            System.getLogger(LastName.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} cannot be looked into: {1}", folder, e.getMessage());
        }
    }

    private static long written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return Long.MIN_VALUE;
        }
    }

    /** The name in a file, up to where it is damaged. */
    private static Optional<String> in(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var stream = Files.newInputStream(file);
                JsonParser parser = JSON.createParser(stream.readNBytes(MOST))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("name");
                if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                    return Optional.of(parser.getText()).filter(LastName::isOne);
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            System.getLogger(LastName.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} tells no name: {1}", file, e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean isOne(String name) {
        try {
            Names.check(name, List.of());
            return true;
        } catch (Refusal e) {
            return false;
        }
    }
}
