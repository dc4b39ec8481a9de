package org.vitrine.app.viewmodel.create;

import java.util.List;
import java.util.Optional;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Firmware;

/**
 * What a machine for a system should be given on this host.
 *
 * @param system the system's id; empty if nobody knows it
 * @param name the system's name and version, such as "Debian 12 (bookworm), 64-bit"
 * @param machineName what a machine with it is called, such as "Debian 12"; empty if its file names it better
 * @param icon the name of the system's drawing
 * @param minMemoryMiB what the system asks for; 0 if nobody knows
 * @param diskGiB 0 for none
 * @param problems why it may not work here, a sentence each
 */
public record Suggestion(
        Optional<String> system,
        String name,
        String machineName,
        String icon,
        int memoryMiB,
        int minMemoryMiB,
        int cpus,
        int diskGiB,
        int minDiskGiB,
        Firmware.Kind firmware,
        List<String> problems) {
    private static final int MEMORY_MIB = 2048;
    private static final int CPUS = 2;
    private static final int DISK_GIB = 32;

    public Suggestion {
        problems = List.copyOf(problems);
    }

    /** This for an installed disk, whose file's name says more than the system's. */
    Suggestion namedByItsFile() {
        return new Suggestion(
                system, name, "", icon, memoryMiB, minMemoryMiB, cpus, diskGiB, minDiskGiB, firmware, problems);
    }

    /** For a system that nobody knows. */
    public static Suggestion unknown() {
        return new Suggestion(
                Optional.empty(),
                Texts.get("create.unknown-system"),
                "",
                "system-other",
                MEMORY_MIB,
                0,
                CPUS,
                DISK_GIB,
                0,
                Firmware.Kind.BIOS,
                List.of());
    }
}
