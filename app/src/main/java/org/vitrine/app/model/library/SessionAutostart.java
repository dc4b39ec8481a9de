package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;

/**
 * Starts machines when their user logs in: an entry in the desktop's autostart folder (freedesktop.org, "Desktop Application Autostart Specification") runs
 * {@code vitrine autostart}. The entry is there as long as a machine wants it.
 */
public final class SessionAutostart {
    static final String ENTRY = "org.vitrine.Vitrine.autostart.desktop";

    private final Path folder;
    private final List<String> command;

    /**
     * @param folder {@code $XDG_CONFIG_HOME/autostart}
     * @param command the words that run {@code vitrine autostart}
     */
    public SessionAutostart(Path folder, List<String> command) {
        this.folder = folder;
        this.command = List.copyOf(command);
    }

    /** The machines that start with the session. */
    public static List<UUID> wanted(MachineLibrary library) {
        return library.machines().stream()
                .filter(machine -> {
                    var config = machine.config();
                    return config != null && config.lifeCycle().startWithSession();
                })
                .map(LibraryMachine::uuid)
                .toList();
    }

    /** Makes the entry if a machine wants it, and removes it if none does. @throws Refusal if that cannot be */
    public void update(MachineLibrary library) throws Refusal {
        Path entry = folder.resolve(ENTRY);
        try {
            if (wanted(library).isEmpty()) {
                Files.deleteIfExists(entry);
                return;
            }
            byte[] content = content().getBytes(StandardCharsets.UTF_8);
            if (!Files.exists(entry) || !java.util.Arrays.equals(Files.readAllBytes(entry), content)) {
                Files.createDirectories(folder);
                DurableFiles.write(entry, content);
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, entry);
        }
    }

    private String content() {
        return """
                [Desktop Entry]
                Type=Application
                Name=Vitrine
                Comment=%s
                Exec=%s
                Icon=org.vitrine.Vitrine
                Terminal=false
                NoDisplay=true
                """.formatted(Texts.get("autostart.comment"), exec());
    }

    /** As "The Exec key" of the Desktop Entry Specification wants it quoted. */
    private String exec() {
        return String.join(" ", command.stream().map(SessionAutostart::quoted).toList());
    }

    static String quoted(String word) {
        String escaped = word.replaceAll("([\"`$\\\\])", "\\\\$1").replace("%", "%%");
        // A backslash in a string value of a desktop file is written twice.
        return "\"" + escaped.replace("\\", "\\\\") + "\"";
    }
}
