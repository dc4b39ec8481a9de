package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A file by which the desktop starts something when its user logs in (freedesktop.org, "Desktop Application Autostart Specification"). It is written beside its
 * place and renamed.
 *
 * @param command the words that are run
 * @param comment says what for, in the user's language
 */
record AutostartEntry(Path file, List<String> command, String comment) {
    private static final int MOST = 64 << 10;

    /** Whether it is there and not switched off, as a desktop's own settings do it. */
    boolean isOn() throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replace(" ", ""))
                    .noneMatch(line -> line.equals("Hidden=true") || line.equals("X-GNOME-Autostart-enabled=false"));
        }
    }

    /** Puts it there, unless it is just so already. */
    void write() throws IOException {
        byte[] content = content().getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            DurableFiles.write(file, content);
        }
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
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
            """.formatted(comment, exec());
    }

    /** As "The Exec key" of the Desktop Entry Specification wants it quoted. */
    private String exec() {
        return String.join(" ", command.stream().map(AutostartEntry::quoted).toList());
    }

    static String quoted(String word) {
        String escaped = word.replaceAll("([\"`$\\\\])", "\\\\$1").replace("%", "%%");
        // A backslash in a string value of a desktop file is written twice.
        return "\"" + escaped.replace("\\", "\\\\") + "\"";
    }
}
