package org.vitrine.engine.control;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.picture.PictureFormat;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;

/** The screen: QAPI's {@code ui}. */
final class DisplayCommands {
    private static final Set<String> FORMATS = Set.of("ppm", "png");

    private final MachineControl machine;

    DisplayCommands(MachineControl machine) {
        this.machine = machine;
    }

    List<QmpCommand> all() {
        return List.of(new QmpCommand("screendump", this::screendump));
    }

    private Object screendump(Arguments arguments) throws QmpException, MachineException {
        String filename = arguments.text("filename");
        String device = arguments.optionalText("device");
        arguments.optionalInteger("head", 0);
        String format = arguments.optionalChoice("format", FORMATS, "ppm");
        arguments.end();
        if (device != null) {
            throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(device));
        }
        save(machine.capture(), filename, PictureFormat.valueOf(format.toUpperCase(Locale.ROOT)));
        return Map.of();
    }

    /** Written beside and renamed, so that who waits for the file never sees half of it. */
    private static void save(Frame frame, String filename, PictureFormat format) throws QmpException {
        try {
            Path file = Path.of(filename).toAbsolutePath();
            Path directory = file.getParent();
            if (directory == null || (Files.exists(file) && !Files.isRegularFile(file))) {
                throw QmpException.generic("failed to open file '%s': it is not a file".formatted(filename));
            }
            // Through a link to where it leads, as a plain open would.
            Path target = Files.exists(file) ? file.toRealPath() : file;
            Path beside = target.resolveSibling(".vitrine-%s.new".formatted(UUID.randomUUID()));
            try {
                try (OutputStream out = new BufferedOutputStream(
                        Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW), 64 << 10)) {
                    format.write(frame, out);
                }
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new QmpException(
                    QmpErrorClass.GENERIC_ERROR, "failed to open file '%s': %s".formatted(filename, reason(e)), e);
        } catch (InvalidPathException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, "Parameter 'filename' is not the name of a file", e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException absent -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            case NotDirectoryException notDirectory -> "Not a directory";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
