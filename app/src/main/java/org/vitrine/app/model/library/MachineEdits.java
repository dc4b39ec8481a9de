package org.vitrine.app.model.library;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/**
 * Changes machines' configurations. Who runs a machine owns its {@code machine.json}: a running one is asked by QMP ({@code x-vitrine-update-config}), the file
 * of another is written beside and renamed, under the machine's lock. Waits: not for the JavaFX thread.
 */
public final class MachineEdits {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MachineLibrary library;
    private final HostCheck host;

    public MachineEdits(MachineLibrary library, HostCheck host) {
        this.library = library;
        this.host = host;
    }

    /**
     * What became of a change.
     *
     * @param config as it now stands in the file
     * @param atNextStart the parts that a running machine has only from its next start on, by their names in {@code machine.json}; empty if it does
     *     not run
     */
    public record Result(MachineConfig config, List<String> atNextStart) {}

    /** What is to become of a configuration. */
    @FunctionalInterface
    public interface Change {
        /**
         * Makes the changed configuration.
         *
         * @param present as it stands now, which may be another than somebody saw before
         * @throws Refusal if the change does not fit that any more
         */
        MachineConfig of(MachineConfig present) throws Refusal;
    }

    /** A machine's configuration as it stands in its file now. @throws Refusal if it cannot be read */
    public MachineConfig present(UUID uuid) throws Refusal {
        return MachineReader.config(library.folder(uuid));
    }

    /**
     * Checks what somebody typed as a machine's {@code machine.json}.
     *
     * @throws Refusal with what is wrong first
     */
    public MachineConfig parse(LibraryMachine machine, String json) throws Refusal {
        try {
            MachineConfig config =
                    MachineConfigFile.parse(json, machine.folder().path());
            check(machine.uuid(), config);
            return config;
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
    }

    /** A configuration as {@link #parse} takes it. */
    public static String text(LibraryMachine machine, MachineConfig config) {
        return MachineConfigFile.text(config, machine.folder().path());
    }

    /**
     * Checks a configuration for a machine; touches nothing.
     *
     * @throws Refusal with what is wrong first
     */
    public void check(UUID uuid, MachineConfig config) throws Refusal {
        if (!config.uuid().equals(uuid)) {
            throw Refusal.of(Refusal.Cause.INPUT, "edit.uuid");
        }
        Names.check(config.name(), library.names(Optional.of(uuid)));
        HostLimits.check(host, config.memoryMiB(), config.processor().cpus());
        HostLimits.check(host, config.firmware());
        try {
            ConfigRules.check(config);
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
    }

    /**
     * Changes a machine.
     *
     * @throws Refusal and the configuration is what it was
     */
    public Result apply(UUID uuid, Change change) throws Refusal, InterruptedException {
        MachineFolder folder = library.folder(uuid);
        Optional<MachineSession> session = library.running().session(uuid);
        // A disposable run leaves the configuration alone, which is nobody's meanwhile.
        if (session.isPresent() && !session.get().isDisposable()) {
            MachineConfig wanted = change.of(MachineReader.config(folder));
            check(uuid, wanted);
            checkFresh(MachineReader.config(folder), wanted);
            return ask(session.get(), folder, wanted);
        }
        try (MachineLock lock = MachineLock.take(folder)) {
            if (library.running().isAlive(uuid) && session.isEmpty()) {
                throw Refusal.of(Refusal.Cause.INPUT, "library.busy");
            }
            MachineConfig present = MachineReader.config(folder);
            MachineConfig wanted = change.of(present);
            check(uuid, wanted);
            checkFresh(present, wanted);
            if (present.saved() != null && !hardware(present).equals(hardware(wanted))) {
                throw Refusal.of(Refusal.Cause.INPUT, "edit.saved", present.name());
            }
            MachineConfigFile.write(folder.machineFile(), wanted);
            library.refresh(uuid);
            return new Result(wanted, List.of());
        } catch (IOException e) {
            throw HostTrouble.of(e, folder.path());
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
    }

    /** Where a snapshot was taken or returned to meanwhile, the disks are others: an older view of them would undo that. */
    private static void checkFresh(MachineConfig present, MachineConfig wanted) throws Refusal {
        if (!Objects.equals(present.snapshot(), wanted.snapshot())
                || !Objects.equals(present.saved(), wanted.saved())) {
            throw stale(present);
        }
    }

    /** A saved state goes on only in the hardware that it was saved in. */
    private static MachineConfig hardware(MachineConfig config) {
        return config.withName("").withAbout(About.NOTHING).withLifeCycle(LifeCycle.USUAL);
    }

    /**
     * Puts a configuration in place of the one that somebody saw when they began to change it.
     *
     * @throws Refusal if the machine has other disks since then, or for what {@link #apply(UUID, Change)} refuses
     */
    public Result apply(UUID uuid, MachineConfig seen, MachineConfig wanted) throws Refusal, InterruptedException {
        return apply(uuid, present -> {
            if (!present.disks().equals(seen.disks())) {
                throw stale(present);
            }
            return wanted;
        });
    }

    /** Says that somebody else changed what a change was to be made of. */
    public static Refusal stale(MachineConfig present) {
        return Refusal.of(Refusal.Cause.INPUT, "edit.stale", present.name());
    }

    private Result ask(MachineSession session, MachineFolder folder, MachineConfig wanted)
            throws Refusal, InterruptedException {
        try {
            JsonNode tree = MAPPER.readTree(MachineConfigFile.text(wanted, folder.path()));
            JsonNode reply = session.execute("x-vitrine-update-config", Map.of("config", tree))
                    .get();
            session.reloadConfig();
            library.refresh(folder.uuid());
            List<String> later = new ArrayList<>();
            reply.path("waiting").forEach(part -> later.add(part.asText()));
            return new Result(MachineReader.config(folder), later);
        } catch (JacksonException e) {
            throw new IllegalStateException("our own JSON cannot be read", e);
        } catch (ExecutionException e) {
            String reason =
                    e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
            throw Refusal.of(Refusal.Cause.GUEST, "edit.refused", reason);
        }
    }
}
