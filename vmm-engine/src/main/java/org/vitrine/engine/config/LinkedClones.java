package org.vitrine.engine.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.json.JsonSyntaxException;
import org.vitrine.engine.json.JsonText;
import org.vitrine.engine.json.JsonValues;
import org.vitrine.engine.linux.DurableFile;

/**
 * The reverse index of a machine's linked clones: {@code clones/<uuid>.json} in its directory, one for each. A machine that has any cannot be deleted without them.
 * An entry is there before its clone is, and stays until it is removed, since a clone that is not to be seen may lie in the trash or on a disk that is not mounted.
 *
 * <p>Written by whoever holds the machine's lock. Any thread may read.
 */
public final class LinkedClones {
    private static final int VERSION = 1;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MOST_IMAGES = 16;
    private static final String DIRECTORY = "clones";
    private static final String ENDING = ".json";

    private final Path machineDirectory;

    /** @param machineDirectory of the parent */
    public LinkedClones(Path machineDirectory) {
        this.machineDirectory = machineDirectory.toAbsolutePath().normalize();
    }

    /** By name. @throws IOException with a sentence if an entry cannot be read, so that no clone is taken for absent */
    public List<LinkedClone> all() throws IOException {
        List<LinkedClone> clones = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory(), "*" + ENDING)) {
            for (Path entry : entries) {
                clones.add(read(entry));
            }
        } catch (NoSuchFileException e) {
            // A machine that was never cloned.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        clones.sort(Comparator.comparing(LinkedClone::name).thenComparing(LinkedClone::uuid));
        return clones;
    }

    /** Adds a clone, or replaces what is remembered of it. */
    public void put(LinkedClone clone) throws IOException {
        Files.createDirectories(
                directory(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", VERSION);
        fields.put("uuid", clone.uuid());
        fields.put("name", clone.name());
        fields.put("directory", relative(clone.directory()));
        clone.snapshot().ifPresent(snapshot -> fields.put("snapshot", snapshot));
        fields.put("images", clone.images().stream().map(this::relative).toList());
        fields.put("whole", clone.whole());
        DurableFile.write(file(clone.uuid()), JsonText.writePretty(JsonValues.objectOf(fields)));
    }

    /** Forgets a clone that is deleted for good, or shows nothing of the parent any more. Harmless if it is not there. */
    public void remove(UUID clone) throws IOException {
        if (Files.deleteIfExists(file(clone))) {
            DurableFile.syncDirectory(directory());
        }
    }

    /** Removes what a kill left while an entry was being written. */
    public void sweep() throws IOException {
        DurableFile.sweepAll(directory());
    }

    private Path directory() {
        return machineDirectory.resolve(DIRECTORY);
    }

    private Path file(UUID clone) {
        return directory().resolve(clone + ENDING);
    }

    /** Beside the machine's own directory too, so that a whole library can be moved. */
    private String relative(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path library = machineDirectory.getParent();
        return library != null && absolute.startsWith(library)
                ? machineDirectory.relativize(absolute).toString()
                : absolute.toString();
    }

    private LinkedClone read(Path entry) throws IOException {
        try {
            if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) || Files.size(entry) > MAX_BYTES) {
                throw new ConfigException("It is not a small file.");
            }
            byte[] bytes = Files.readAllBytes(entry);
            JsonFields fields = JsonFields.of("", JsonText.read(bytes, 0, bytes.length));
            if (fields.integer("version") != VERSION) {
                throw fields.mustBe("version", "" + VERSION);
            }
            List<Path> images = new ArrayList<>();
            for (String image : fields.texts("images")) {
                images.add(MachineConfigFile.path(fields, "images", image, machineDirectory));
            }
            if (images.size() > MOST_IMAGES) {
                throw fields.mustBe("images", "of at most " + MOST_IMAGES);
            }
            LinkedClone clone = new LinkedClone(
                    MachineConfigFile.uuid(fields, "uuid"),
                    fields.text("name"),
                    MachineConfigFile.path(fields, "directory", fields.text("directory"), machineDirectory),
                    fields.optionalText("snapshot") == null
                            ? Optional.empty()
                            : Optional.of(MachineConfigFile.uuid(fields, "snapshot")),
                    images,
                    fields.flag("whole"));
            fields.end();
            return clone;
        } catch (ConfigException | JsonSyntaxException e) {
            throw new IOException(
                    "%s, which says what machine was cloned from this one, is damaged: %s"
                            .formatted(entry, e.getMessage()),
                    e);
        }
    }
}
