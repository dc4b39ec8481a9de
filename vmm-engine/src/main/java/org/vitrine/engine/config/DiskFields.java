package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig.Disk;

/** The field {@code disks} of {@code machine.json}. What has its usual value is left out. */
final class DiskFields {
    private DiskFields() {}

    static List<Disk> read(List<JsonFields> objects, Path directory) throws ConfigException {
        List<Disk> disks = new ArrayList<>();
        for (JsonFields fields : objects) {
            disks.add(new Disk(
                    fields.text("id"),
                    MachineConfigFile.path(fields, "file", fields.text("file"), directory),
                    fields.optionalText("format"),
                    bus(fields),
                    cache(fields),
                    fields.optionalFlag("readOnly"),
                    fields.optionalInteger("bootIndex")));
            fields.end();
        }
        return List.copyOf(disks);
    }

    private static Disk.Bus bus(JsonFields fields) throws ConfigException {
        @Nullable String word = fields.optionalText("bus");
        if (word == null) {
            return Disk.Bus.AHCI;
        }
        return Disk.Bus.of(word)
                .orElseThrow(() -> fields.mustBe(
                        "bus",
                        Arrays.stream(Disk.Bus.values()).map(Disk.Bus::word).collect(Collectors.joining(" or "))));
    }

    private static Disk.Cache cache(JsonFields fields) throws ConfigException {
        @Nullable String word = fields.optionalText("cache");
        if (word == null) {
            return Disk.Cache.WRITEBACK;
        }
        return Disk.Cache.of(word)
                .orElseThrow(() -> fields.mustBe(
                        "cache",
                        Arrays.stream(Disk.Cache.values()).map(Disk.Cache::word).collect(Collectors.joining(" or "))));
    }

    static List<Object> tree(List<Disk> disks, Path directory) {
        List<Object> objects = new ArrayList<>();
        for (Disk disk : disks) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", disk.id());
            fields.put("file", MachineConfigFile.relative(disk.file(), directory));
            if (disk.format() != null) {
                fields.put("format", disk.format());
            }
            fields.put("bus", disk.bus().word());
            if (disk.cache() != Disk.Cache.WRITEBACK) {
                fields.put("cache", disk.cache().word());
            }
            if (disk.readOnly()) {
                fields.put("readOnly", true);
            }
            if (disk.bootIndex() != null) {
                fields.put("bootIndex", disk.bootIndex());
            }
            objects.add(fields);
        }
        return objects;
    }
}
