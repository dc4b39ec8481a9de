package org.vitrine.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.json.JsonSyntaxException;
import org.vitrine.engine.json.JsonText;
import org.vitrine.engine.json.JsonValues;
import org.vitrine.engine.linux.DurableFile;

/**
 * {@code machine.json}: a {@link MachineConfig} as JSON. Paths below the file's own directory stand in it relative to that directory, so that a machine can
 * be moved; in memory all are absolute.
 */
public final class MachineConfigFile {
    /** Longest file that is read. */
    static final int MAX_BYTES = 1 << 20;

    private static final Set<String> SERIAL_WORDS = Set.of("none", "stdio");

    private MachineConfigFile() {}

    /**
     * Reads and checks a configuration.
     *
     * @throws ConfigException with a sentence that names the file
     */
    public static MachineConfig read(Path file) throws ConfigException {
        try {
            MachineConfig config = parse(content(file), DurableFile.directoryOf(file));
            ConfigRules.check(config);
            return config;
        } catch (NoSuchFileException e) {
            throw new ConfigException("%s does not exist.".formatted(file), e);
        } catch (JsonSyntaxException e) {
            throw new ConfigException("%s is not a machine's configuration: %s.".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw new ConfigException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
        } catch (ConfigException e) {
            throw new ConfigException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Reads and checks a configuration that somebody has typed.
     *
     * @param directory the machine's, to which its paths are relative
     * @throws ConfigException with a sentence that names no file
     */
    public static MachineConfig parse(String text, Path directory) throws ConfigException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw ConfigRule.FILE_LONG.broken(MAX_BYTES);
        }
        try {
            MachineConfig config = parse(bytes, directory.toAbsolutePath().normalize());
            ConfigRules.check(config);
            return config;
        } catch (JsonSyntaxException e) {
            throw new ConfigException("This is not a machine's configuration: %s.".formatted(e.getMessage()), e);
        }
    }

    /** A configuration as it stands in the file. @param directory the machine's, to which its paths are relative */
    public static String text(MachineConfig config, Path directory) {
        return new String(
                JsonText.writePretty(tree(config, directory.toAbsolutePath().normalize())), StandardCharsets.UTF_8);
    }

    private static byte[] content(Path file) throws IOException, ConfigException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new ConfigException("It is not a file.");
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw ConfigRule.FILE_LONG.broken(MAX_BYTES);
            }
            return bytes;
        }
    }

    private static MachineConfig parse(byte[] bytes, Path directory) throws ConfigException, JsonSyntaxException {
        JsonFields fields = JsonFields.of("", JsonText.read(bytes, 0, bytes.length));
        int version = fields.integer("version");
        if (version > MachineConfig.VERSION) {
            throw ConfigRule.VERSION_LATER.broken(version, MachineConfig.VERSION);
        }
        if (version < 1) {
            throw fields.mustBe("version", ConfigTerm.POSITIVE);
        }
        String serial = fields.optionalText("serial");
        MachineConfig config = new MachineConfig(
                version,
                uuid(fields, "uuid"),
                fields.text("name"),
                version <= RunFields.BEFORE ? About.NOTHING : AboutFields.read(fields.optionalObject("about")),
                RunFields.processor(fields, version),
                fields.integer("memoryMiB"),
                version <= MemoryFields.BEFORE
                        ? MemoryBacking.USUAL
                        : MemoryFields.read(fields.optionalObject("memoryBacking")),
                version <= RunFields.BEFORE
                        ? Firmware.USUAL
                        : RunFields.firmware(fields.optionalObject("firmware"), directory),
                linux(fields.optionalObject("linux"), directory),
                optical(fields.objects("optical"), directory),
                DiskFields.read(fields.objects("disks"), directory),
                version <= NetworkFields.BEFORE ? List.of() : NetworkFields.read(fields.objects("networks"), directory),
                serial == null || SERIAL_WORDS.contains(serial)
                        ? (serial == null ? "none" : serial)
                        : path(fields, "serial", serial, directory).toString(),
                devices(fields.objects("devices")),
                version <= VirtioFields.BEFORE
                        ? Virtio.NOTHING
                        : VirtioFields.read(fields.optionalObject("virtio"), directory),
                version <= RunFields.BEFORE ? LifeCycle.USUAL : RunFields.lifeCycle(fields.optionalObject("lifeCycle")),
                fields.optionalText("snapshot") == null ? null : uuid(fields, "snapshot"),
                fields.optionalText("saved") == null ? null : uuid(fields, "saved"));
        fields.end();
        return config;
    }

    static UUID uuid(JsonFields fields, String name) throws ConfigException {
        String text = fields.text(name);
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw fields.mustBe(name, ConfigTerm.UUID, e);
        }
        throw fields.mustBe(name, ConfigTerm.UUID);
    }

    private static MachineConfig.@Nullable LinuxBoot linux(@Nullable JsonFields fields, Path directory)
            throws ConfigException {
        if (fields == null) {
            return null;
        }
        String commandLine = fields.optionalText("commandLine");
        MachineConfig.LinuxBoot linux = new MachineConfig.LinuxBoot(
                path(fields, "kernel", fields.text("kernel"), directory),
                optionalPath(fields, "initrd", directory),
                commandLine == null ? "" : commandLine);
        fields.end();
        return linux;
    }

    private static List<MachineConfig.Optical> optical(List<JsonFields> objects, Path directory)
            throws ConfigException {
        List<MachineConfig.Optical> drives = new ArrayList<>();
        for (JsonFields fields : objects) {
            drives.add(new MachineConfig.Optical(
                    fields.text("id"),
                    optionalPath(fields, "medium", directory),
                    fields.optionalInteger("bootIndex"),
                    fields.optionalInteger("port")));
            fields.end();
        }
        return List.copyOf(drives);
    }

    private static List<MachineConfig.DeviceConfig> devices(List<JsonFields> objects) throws ConfigException {
        List<MachineConfig.DeviceConfig> devices = new ArrayList<>();
        for (JsonFields fields : objects) {
            devices.add(new MachineConfig.DeviceConfig(
                    fields.text("id"), fields.text("kind"), fields.properties("properties")));
            fields.end();
        }
        return List.copyOf(devices);
    }

    static @Nullable Path optionalPath(JsonFields fields, String name, Path directory) throws ConfigException {
        String text = fields.optionalText(name);
        return text == null ? null : path(fields, name, text, directory);
    }

    static Path path(JsonFields fields, String name, String text, Path directory) throws ConfigException {
        try {
            if (!text.isEmpty()) {
                return directory.resolve(text).normalize();
            }
        } catch (InvalidPathException e) {
            throw fields.mustBe(name, ConfigTerm.PATH, e);
        }
        throw fields.mustBe(name, ConfigTerm.PATH);
    }

    /**
     * Writes a configuration in place of the file's content, all or nothing, even if the power fails: beside it, to the
     * disk, then over it. The file is its owner's alone.
     *
     * @throws ConfigException if the configuration breaks a rule
     * @throws IOException if the file cannot be written; the old content is there still
     */
    public static void write(Path file, MachineConfig config) throws IOException, ConfigException {
        ConfigRules.check(config);
        DurableFile.write(file, JsonText.writePretty(tree(config, DurableFile.directoryOf(file))));
    }

    private static JsonNode tree(MachineConfig config, Path directory) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", MachineConfig.VERSION);
        fields.put("uuid", config.uuid());
        fields.put("name", config.name());
        if (!config.about().equals(About.NOTHING)) {
            fields.put("about", AboutFields.tree(config.about()));
        }
        fields.put("processor", RunFields.tree(config.processor()));
        fields.put("memoryMiB", config.memoryMiB());
        if (!config.memoryBacking().equals(MemoryBacking.USUAL)) {
            fields.put("memoryBacking", MemoryFields.tree(config.memoryBacking()));
        }
        fields.put("firmware", RunFields.tree(config.firmware(), directory));
        MachineConfig.LinuxBoot linux = config.linux();
        if (linux != null) {
            Map<String, Object> boot = new LinkedHashMap<>();
            boot.put("kernel", relative(linux.kernel(), directory));
            if (linux.initrd() != null) {
                boot.put("initrd", relative(linux.initrd(), directory));
            }
            boot.put("commandLine", linux.commandLine());
            fields.put("linux", boot);
        }
        List<Object> drives = new ArrayList<>();
        for (MachineConfig.Optical drive : config.optical()) {
            Map<String, Object> optical = new LinkedHashMap<>();
            optical.put("id", drive.id());
            if (drive.medium() != null) {
                optical.put("medium", relative(drive.medium(), directory));
            }
            if (drive.bootIndex() != null) {
                optical.put("bootIndex", drive.bootIndex());
            }
            if (drive.port() != null) {
                optical.put("port", drive.port());
            }
            drives.add(optical);
        }
        fields.put("optical", drives);
        if (!config.disks().isEmpty()) {
            fields.put("disks", DiskFields.tree(config.disks(), directory));
        }
        if (!config.networks().isEmpty()) {
            fields.put("networks", NetworkFields.tree(config.networks(), directory));
        }
        fields.put(
                "serial",
                SERIAL_WORDS.contains(config.serial())
                        ? config.serial()
                        : relative(Path.of(config.serial()), directory));
        List<Object> devices = new ArrayList<>();
        for (MachineConfig.DeviceConfig device : config.devices()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", device.id());
            entry.put("kind", device.kind());
            if (!device.properties().isEmpty()) {
                entry.put("properties", device.properties());
            }
            devices.add(entry);
        }
        fields.put("devices", devices);
        if (!config.virtio().equals(Virtio.NOTHING)) {
            fields.put("virtio", VirtioFields.tree(config.virtio(), directory));
        }
        fields.put("lifeCycle", RunFields.tree(config.lifeCycle()));
        if (config.snapshot() != null) {
            fields.put("snapshot", config.snapshot());
        }
        if (config.saved() != null) {
            fields.put("saved", config.saved());
        }
        return JsonValues.objectOf(fields);
    }

    /** A path below the directory becomes relative; one that would read as a word of its own keeps a leading dot. */
    static String relative(Path path, Path directory) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!absolute.startsWith(directory) || absolute.equals(directory)) {
            return absolute.toString();
        }
        String name = directory.relativize(absolute).toString();
        return SERIAL_WORDS.contains(name) ? "./" + name : name;
    }
}
