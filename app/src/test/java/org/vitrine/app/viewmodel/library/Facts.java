package org.vitrine.app.viewmodel.library;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.library.LibraryMachine.State;

/** Facts of machines for tests. */
final class Facts {
    private Facts() {}

    static MachineFacts of(String name) {
        return of(name, State.OFF, "", List.of(), 1024, Instant.EPOCH);
    }

    /** The name decides the UUID. */
    static MachineFacts of(String name, State state, String group, List<String> tags, int memoryMiB, Instant used) {
        return new MachineFacts(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                true,
                name,
                state,
                false,
                Optional.empty(),
                "system-other",
                group,
                tags,
                memoryMiB,
                1,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                used);
    }
}
