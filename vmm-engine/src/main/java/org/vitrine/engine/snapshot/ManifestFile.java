package org.vitrine.engine.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.JsonFields;
import org.vitrine.engine.json.JsonSyntaxException;
import org.vitrine.engine.json.JsonText;
import org.vitrine.engine.json.JsonValues;

/** A {@link Manifest} as JSON, with a checksum over itself. Hostile input: what it names stays inside the machine's directory. */
final class ManifestFile {
    static final int MAX_BYTES = 1 << 20;

    private static final String CHECKSUM = "crc32c";
    private static final long PAGE = 4096;
    /** More than any machine here has. */
    private static final long MAX_MEMORY = 1L << 46;

    private ManifestFile() {}

    static byte[] write(Manifest manifest) {
        ObjectNode tree = tree(manifest);
        tree.put(CHECKSUM, hex(checksum(tree)));
        return JsonText.writePretty(tree);
    }

    private static ObjectNode tree(Manifest manifest) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", Manifest.VERSION);
        fields.put("id", manifest.id());
        manifest.parent().ifPresent(parent -> fields.put("parent", parent));
        fields.put("name", manifest.name());
        fields.put("note", manifest.note());
        fields.put("created", manifest.created().toString());
        fields.put("running", manifest.running());
        fields.put(
                "memory",
                manifest.memory().stream()
                        .map(region -> Map.of("name", region.name(), "offset", region.offset(), "size", region.size()))
                        .map(TreeMap::new)
                        .toList());
        fields.put(
                "disks",
                manifest.disks().stream()
                        .map(disk ->
                                new TreeMap<>(Map.of("id", disk.id(), "file", disk.file(), "format", disk.format())))
                        .toList());
        List<Object> files = new ArrayList<>();
        new TreeMap<>(manifest.files())
                .forEach((name, content) -> files.add(
                        new TreeMap<>(Map.of("name", name, "size", content.size(), CHECKSUM, hex(content.crc32c())))));
        fields.put("files", files);
        return JsonValues.objectOf(fields);
    }

    private static int checksum(JsonNode tree) {
        CRC32C checksum = new CRC32C();
        checksum.update(JsonText.write(tree));
        return (int) checksum.getValue();
    }

    private static String hex(int value) {
        return "%08x".formatted(value);
    }

    static Manifest read(byte[] bytes) throws SnapshotException {
        try {
            JsonNode tree = JsonText.read(bytes, 0, bytes.length);
            JsonFields fields = JsonFields.of("", tree);
            int version = fields.integer("version");
            if (version != Manifest.VERSION) {
                throw new SnapshotException("Its manifest is of version %d, but this Vitrine reads version %d."
                        .formatted(version, Manifest.VERSION));
            }
            ObjectNode rest = (ObjectNode) tree.deepCopy();
            rest.remove(CHECKSUM);
            if (!fields.text(CHECKSUM).equals(hex(checksum(rest)))) {
                throw new SnapshotException("Its manifest is damaged.");
            }
            Manifest manifest = manifest(fields);
            fields.end();
            return manifest;
        } catch (JsonSyntaxException | ConfigException e) {
            throw new SnapshotException("Its manifest is damaged: %s".formatted(e.getMessage()), e);
        }
    }

    private static Manifest manifest(JsonFields fields) throws ConfigException {
        String parent = fields.optionalText("parent");
        return new Manifest(
                uuid(fields, "id", fields.text("id")),
                parent == null ? Optional.empty() : Optional.of(uuid(fields, "parent", parent)),
                text(fields, "name", Manifest.MAX_NAME),
                text(fields, "note", Manifest.MAX_NOTE),
                instant(fields),
                fields.flag("running"),
                memory(fields.objects("memory")),
                disks(fields.objects("disks")),
                files(fields.objects("files")));
    }

    private static UUID uuid(JsonFields fields, String name, String text) throws ConfigException {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw fields.mustBe(name, "a UUID", e);
        }
        throw fields.mustBe(name, "a UUID");
    }

    private static String text(JsonFields fields, String name, int longest) throws ConfigException {
        String text = fields.text(name);
        if (text.length() > longest) {
            throw fields.mustBe(name, "of at most %d characters".formatted(longest));
        }
        return text;
    }

    private static Instant instant(JsonFields fields) throws ConfigException {
        try {
            return Instant.parse(fields.text("created"));
        } catch (DateTimeException e) {
            throw fields.mustBe("created", "a time", e);
        }
    }

    private static List<Manifest.Region> memory(List<JsonFields> objects) throws ConfigException {
        List<Manifest.Region> regions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long end = 0;
        for (JsonFields fields : objects) {
            long offset = fields.longInteger("offset");
            long size = fields.longInteger("size");
            if (offset < end || offset % PAGE != 0 || offset > MAX_MEMORY) {
                throw fields.mustBe("offset", "a multiple of 4096 behind the region before");
            }
            if (size <= 0 || size % PAGE != 0 || size > MAX_MEMORY) {
                throw fields.mustBe("size", "a positive multiple of 4096");
            }
            String name = fields.text("name");
            if (!names.add(name)) {
                throw fields.mustBe("name", "unique");
            }
            regions.add(new Manifest.Region(name, offset, size));
            end = offset + size;
            fields.end();
        }
        return regions;
    }

    private static List<Manifest.Disk> disks(List<JsonFields> objects) throws ConfigException {
        List<Manifest.Disk> disks = new ArrayList<>();
        for (JsonFields fields : objects) {
            disks.add(new Manifest.Disk(fields.text("id"), fields.text("file"), fields.text("format")));
            fields.end();
        }
        return disks;
    }

    private static Map<String, Manifest.Content> files(List<JsonFields> objects) throws ConfigException {
        Map<String, Manifest.Content> files = new LinkedHashMap<>();
        for (JsonFields fields : objects) {
            String name = fields.text("name");
            if (!name.matches("[a-z][a-z.]{0,30}") || files.containsKey(name)) {
                throw fields.mustBe("name", "a file's name of its own");
            }
            files.put(name, new Manifest.Content(fields.longInteger("size"), crc(fields)));
            fields.end();
        }
        return files;
    }

    private static int crc(JsonFields fields) throws ConfigException {
        try {
            return Integer.parseUnsignedInt(fields.text(CHECKSUM), 16);
        } catch (NumberFormatException e) {
            throw fields.mustBe(CHECKSUM, "eight hexadecimal digits", e);
        }
    }
}
