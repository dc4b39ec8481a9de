package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                    Words.read(fields, "bus", Disk.Bus.values(), Disk.Bus.AHCI),
                    Words.read(fields, "cache", Disk.Cache.values(), Disk.Cache.WRITEBACK),
                    fields.optionalFlag("readOnly"),
                    fields.optionalInteger("bootIndex"),
                    fields.optionalInteger("port"),
                    Words.read(fields, "discard", Disk.Discard.values(), Disk.Discard.UNMAP)));
            fields.end();
        }
        return List.copyOf(disks);
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
            if (disk.port() != null) {
                fields.put("port", disk.port());
            }
            if (disk.discard() != Disk.Discard.UNMAP) {
                fields.put("discard", disk.discard().word());
            }
            objects.add(fields);
        }
        return objects;
    }
}
