package org.vitrine.engine.control;

import java.util.List;
import java.util.Map;
import org.vitrine.engine.machine.ConfigControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QmpException;

/** The configuration of a running machine, whose file its process owns: {@code x-vitrine-update-config}. */
final class ConfigCommands {
    private final ConfigControl configuration;

    ConfigCommands(ConfigControl configuration) {
        this.configuration = configuration;
    }

    List<QmpCommand> all() {
        return List.of(new QmpCommand("x-vitrine-update-config", this::update));
    }

    /** Takes a whole configuration; answers with the fields that wait for the next start. */
    private Object update(Arguments arguments) throws QmpException, MachineException {
        String config = arguments.json("config").toString();
        arguments.end();
        return Map.of("waiting", configuration.update(config));
    }
}
