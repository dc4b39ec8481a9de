package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields {@code processor}, {@code firmware} and {@code lifeCycle} of {@code machine.json}. */
final class RunFields {
    /** The last version that had a number of CPUs and nothing of the rest. */
    static final int BEFORE = 2;

    private RunFields() {}

    static Processor processor(JsonFields machine, int version) throws ConfigException {
        if (version <= BEFORE) {
            return Processor.ofCores(machine.integer("cpus"));
        }
        JsonFields fields = machine.object("processor");
        Processor processor =
                new Processor(fields.integer("sockets"), fields.integer("cores"), fields.integer("threads"));
        fields.end();
        return processor;
    }

    static Map<String, Object> tree(Processor processor) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sockets", processor.sockets());
        fields.put("cores", processor.cores());
        fields.put("threads", processor.threads());
        return fields;
    }

    static Firmware firmware(@Nullable JsonFields fields, Path directory) throws ConfigException {
        if (fields == null) {
            return Firmware.USUAL;
        }
        Firmware firmware = new Firmware(
                Words.read(fields, "kind", Firmware.Kind.values(), Firmware.Kind.BIOS),
                fields.optionalFlag("bootMenu"),
                fields.optionalFlag("secureBoot"),
                MachineConfigFile.optionalPath(fields, "variables", directory));
        fields.end();
        return firmware;
    }

    static Map<String, Object> tree(Firmware firmware, Path directory) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", firmware.kind().word());
        if (firmware.bootMenu()) {
            fields.put("bootMenu", true);
        }
        if (firmware.secureBoot()) {
            fields.put("secureBoot", true);
        }
        if (firmware.variables() != null) {
            fields.put("variables", MachineConfigFile.relative(firmware.variables(), directory));
        }
        return fields;
    }

    static LifeCycle lifeCycle(@Nullable JsonFields fields) throws ConfigException {
        if (fields == null) {
            return LifeCycle.USUAL;
        }
        LifeCycle lifeCycle = new LifeCycle(
                fields.optionalFlag("startWithSession"),
                Words.read(fields, "onHostShutdown", LifeCycle.HostShutdown.values(), LifeCycle.USUAL.onHostShutdown()),
                fields.optionalFlag("disposable"));
        fields.end();
        return lifeCycle;
    }

    static Map<String, Object> tree(LifeCycle lifeCycle) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (lifeCycle.startWithSession()) {
            fields.put("startWithSession", true);
        }
        fields.put("onHostShutdown", lifeCycle.onHostShutdown().word());
        if (lifeCycle.disposable()) {
            fields.put("disposable", true);
        }
        return fields;
    }
}
