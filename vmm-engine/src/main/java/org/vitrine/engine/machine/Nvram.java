package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.flash.FlashFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.storage.Variables;

/** The UEFI variables of a machine: the memory that its second flash shows, and the file that keeps them. */
final class Nvram implements AutoCloseable {
    private final MemoryRegion content;
    private final FlashFile file;

    private final boolean thrownAway;

    private Nvram(MemoryRegion content, FlashFile file, boolean thrownAway) {
        this.content = content;
        this.file = file;
        this.thrownAway = thrownAway;
    }

    /**
     * Opens the variables; where there are none yet, or none any more, they are made as the firmware's template has them.
     *
     * @param failures hears, in a sentence, that the host does not take what the guest changed; sees to it that the machine pauses
     * @throws MachineException if they cannot be used; nothing has changed then
     */
    static Nvram open(Path file, byte[] template, Consumer<IOException> failures) throws MachineException {
        try {
            if (!Files.exists(file)) {
                DurableFile.write(file, template);
            }
            byte[] variables = read(file, template.length);
            if (!Files.isWritable(file)) {
                throw new java.nio.file.AccessDeniedException(file.toString());
            }
            DurableFile.sweep(file);
            return keep(file, variables, false, failures);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Opens a copy of them in the machine's directory, which is gone with the machine, or when it is swept. The file, if there is one, stays what it is. */
    static Nvram openDisposable(Path file, Path machineDirectory, byte[] template, Consumer<IOException> failures)
            throws MachineException {
        try {
            byte[] variables = Files.exists(file) ? read(file, template.length) : template;
            return keep(Variables.write(machineDirectory, variables), variables, true, failures);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static MachineException unusable(Path file, IOException e) {
        return new MachineException(
                "The machine's UEFI variables %s cannot be used: %s. Look at who may read and write that file and its folder."
                        .formatted(file, reason(e)),
                e);
    }

    private static Nvram keep(Path file, byte[] variables, boolean thrownAway, Consumer<IOException> failures) {
        MemoryRegion content = MemoryRegion.anonymous("nvram", variables.length);
        content.segment().copyFrom(MemorySegment.ofArray(variables));
        FlashFile kept = new FlashFile(
                file,
                variables.length,
                failure -> failures.accept(notWritten(failure)),
                step -> new WorkerThread("nvram", step));
        return new Nvram(content, kept, thrownAway);
    }

    private static IOException notWritten(IOException failure) {
        return new IOException(
                "The machine's UEFI variables cannot be written: %s. Mend that, and let the machine go on."
                        .formatted(reason(failure)),
                failure);
    }

    private static byte[] read(Path file, int size) throws IOException, MachineException {
        if (!Files.isRegularFile(file)) {
            throw new MachineException(
                    "The machine's UEFI variables %s are not a file; name another in its configuration, or leave it out."
                            .formatted(file));
        }
        if (Files.size(file) != size) {
            throw new MachineException(
                    "The machine's UEFI variables %s have %,d bytes, but this host's firmware keeps %,d; move that file away to begin with fresh ones."
                            .formatted(file, Files.size(file), size));
        }
        return Files.readAllBytes(file);
    }

    /** What a file system's exception says besides the file's name. */
    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case java.nio.file.NoSuchFileException gone -> "there is no such folder";
            case java.nio.file.FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** What the flash shows. */
    MemoryRegion region() {
        return content;
    }

    /** What keeps it. */
    FlashFile file() {
        return file;
    }

    /** All variables as they are now, while the machine stands still. */
    byte[] bytes() {
        return content.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    /** Makes the variables what they were once, while the machine stands still. @param keptIn a file that holds them */
    void become(byte[] variables, Path keptIn) {
        content.segment().copyFrom(MemorySegment.ofArray(variables));
        content.markDirty(0, variables.length);
        file.moveTo(keptIn);
    }

    @Override
    public void close() {
        file.close();
        content.close();
        if (thrownAway) {
            try {
                Files.deleteIfExists(file.file());
            } catch (IOException e) {
                System.getLogger(Nvram.class.getName())
                        .log(Level.WARNING, "The next start removes {0}: {1}", file.file(), reason(e));
            }
        }
    }
}
