package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code virtio} of {@code machine.json}. What has its usual value is left out. */
final class VirtioFields {
    /** The last version that had none. */
    static final int BEFORE = 3;

    private VirtioFields() {}

    static Virtio read(@Nullable JsonFields fields, Path directory) throws ConfigException {
        if (fields == null) {
            return Virtio.NOTHING;
        }
        boolean rng = fields.optionalFlag("rng");
        List<Virtio.Port> ports = new ArrayList<>();
        for (JsonFields port : fields.objects("ports")) {
            ports.add(new Virtio.Port(
                    port.text("name"),
                    port.optionalFlag("console"),
                    MachineConfigFile.optionalPath(port, "file", directory)));
            port.end();
        }
        fields.end();
        return new Virtio(rng, ports);
    }

    static Map<String, Object> tree(Virtio virtio, Path directory) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (virtio.rng()) {
            fields.put("rng", true);
        }
        if (!virtio.ports().isEmpty()) {
            fields.put(
                    "ports",
                    virtio.ports().stream().map(port -> tree(port, directory)).toList());
        }
        return fields;
    }

    private static Map<String, Object> tree(Virtio.Port port, Path directory) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", port.name());
        if (port.console()) {
            fields.put("console", true);
        }
        if (port.file() != null) {
            fields.put("file", MachineConfigFile.relative(port.file(), directory));
        }
        return fields;
    }
}
