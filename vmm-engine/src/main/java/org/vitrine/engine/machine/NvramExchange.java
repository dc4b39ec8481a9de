package org.vitrine.engine.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.storage.MachineDirectory;
import org.vitrine.engine.storage.Variables;

/** The UEFI variables of a running machine when it returns to a snapshot: they become those of it, in a file of their own that the configuration then names. */
final class NvramExchange {
    private final @Nullable Nvram nvram;
    private final MachineDirectory directory;
    private final byte[] variables;
    private final @Nullable Path file;

    private NvramExchange(@Nullable Nvram nvram, MachineDirectory directory, byte[] variables, @Nullable Path file) {
        this.nvram = nvram;
        this.directory = directory;
        this.variables = variables;
        this.file = file;
    }

    /** Writes the file. @throws SnapshotException if they do not fit the machine */
    static NvramExchange prepare(@Nullable Nvram nvram, MachineDirectory directory, Manifest snapshot)
            throws IOException {
        Optional<byte[]> variables = Variables.of(directory.snapshots(), snapshot);
        if (nvram == null || variables.isEmpty()) {
            return new NvramExchange(null, directory, new byte[0], null);
        }
        if (variables.get().length != nvram.region().size()) {
            throw new SnapshotException(
                    "The snapshot %s cannot be used. Its UEFI variables have %,d bytes, but this host's firmware keeps %,d."
                            .formatted(
                                    snapshot.id(),
                                    variables.get().length,
                                    nvram.region().size()));
        }
        Path file = Variables.write(directory.path(), variables.get());
        return new NvramExchange(nvram, directory, variables.get(), file);
    }

    /** The configuration that names the file. */
    MachineConfig in(MachineConfig config) {
        return file == null ? config : config.withFirmware(config.firmware().withVariables(file));
    }

    /** Changes what the guest sees, while it stands still. */
    void carryOut() {
        if (nvram != null && file != null) {
            nvram.become(variables, file);
        }
    }

    void undo() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** Removes the file that the configuration named before. */
    void removeFormer(MachineConfig former) throws IOException {
        if (file != null) {
            Variables.removeOwn(former, directory.path());
        }
    }
}
