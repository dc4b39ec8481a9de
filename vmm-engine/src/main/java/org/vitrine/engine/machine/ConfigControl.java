package org.vitrine.engine.machine;

import java.util.List;
import org.vitrine.engine.config.MachineConfig;

/** A running machine's configuration as the control server sees it. Any thread. */
public interface ConfigControl {
    /** What runs now; the file may say more for the next start. */
    MachineConfig now();

    /**
     * Replaces the configuration in the file. Name, notes and life cycle hold from now on, all else from the next start on. What the machine itself keeps there (which
     * snapshot it grew out of) stays.
     *
     * @param json a whole configuration, as {@code machine.json} has it
     * @return the fields that differ from what runs now, by their names in the file
     * @throws MachineException if it breaks a rule, or is not this machine's; nothing is changed then
     */
    List<String> update(String json) throws MachineException;
}
