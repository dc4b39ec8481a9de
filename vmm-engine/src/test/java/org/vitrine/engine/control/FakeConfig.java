package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.machine.ConfigControl;
import org.vitrine.engine.machine.MachineException;

/** A configuration that keeps what it is given, unless that has no name. */
final class FakeConfig implements ConfigControl {
    final List<String> given = new ArrayList<>();

    @Override
    public MachineConfig now() {
        return MachineConfig.of(FakeMachine.ID, "test", 64, 2);
    }

    @Override
    public List<String> update(String json) throws MachineException {
        if (!json.contains("name")) {
            throw new MachineException("The field \"name\" is missing.");
        }
        given.add(json);
        return List.of("memoryMiB");
    }
}
