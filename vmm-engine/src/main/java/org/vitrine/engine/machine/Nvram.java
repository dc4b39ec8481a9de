package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.flash.FlashFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.memory.MemoryRegion;

/** The UEFI variables of a machine: the memory that its second flash shows, and the file that keeps them. */
final class Nvram implements AutoCloseable {
    private final MemoryRegion content;
    private final FlashFile file;

    private Nvram(MemoryRegion content, FlashFile file) {
        this.content = content;
        this.file = file;
    }

    /**
     * Opens the variables; where there are none yet, or none any more, they are made as the firmware's template has them.
     *
     * @param failures hears, in a sentence, that the host does not take what the guest changed; sees to it that the machine pauses
     * @throws MachineException if they cannot be used; nothing has changed then
     */
    static Nvram open(Path file, byte[] template, Consumer<IOException> failures) throws MachineException {
        byte[] variables;
        try {
            variables = read(file, template);
        } catch (IOException e) {
            throw new MachineException(
                    "The machine's UEFI variables %s cannot be used: %s. Look at who may read and write that file and its folder."
                            .formatted(file, reason(e)),
                    e);
        }
        MemoryRegion content = MemoryRegion.anonymous("nvram", variables.length);
        content.segment().copyFrom(MemorySegment.ofArray(variables));
        FlashFile kept = new FlashFile(
                file,
                variables.length,
                failure -> failures.accept(notWritten(failure)),
                step -> new WorkerThread("nvram", step));
        return new Nvram(content, kept);
    }

    private static IOException notWritten(IOException failure) {
        return new IOException(
                "The machine's UEFI variables cannot be written: %s. Mend that, and let the machine go on."
                        .formatted(reason(failure)),
                failure);
    }

    private static byte[] read(Path file, byte[] template) throws IOException, MachineException {
        if (!Files.exists(file)) {
            DurableFile.write(file, template);
            return template;
        }
        if (!Files.isRegularFile(file)) {
            throw new MachineException(
                    "The machine's UEFI variables %s are not a file; name another in its configuration, or leave it out."
                            .formatted(file));
        }
        if (Files.size(file) != template.length) {
            throw new MachineException(
                    "The machine's UEFI variables %s have %,d bytes, but this host's firmware keeps %,d; move that file away to begin with fresh ones."
                            .formatted(file, Files.size(file), template.length));
        }
        if (!Files.isWritable(file)) {
            throw new java.nio.file.AccessDeniedException(file.toString());
        }
        DurableFile.sweep(file);
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
    }
}
