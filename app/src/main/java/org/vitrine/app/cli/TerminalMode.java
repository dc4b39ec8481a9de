package org.vitrine.app.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the terminal hands on what is typed. A guest's serial line wants each key at once, and echoes by itself. */
final class TerminalMode {
    private final @Nullable String before;

    private TerminalMode(@Nullable String before) {
        this.before = before;
    }

    /** Leaves the terminal alone. */
    static TerminalMode unchanged() {
        return new TerminalMode(null);
    }

    /** Keys go through one by one; Ctrl+C still ends the command. Does nothing where input is no terminal. */
    static TerminalMode forSerialLine() {
        String settings = stty(List.of("-g"));
        if (settings != null && !settings.isBlank()) {
            stty(List.of("-icanon", "-echo", "-icrnl", "min", "1", "time", "0"));
            return new TerminalMode(settings.strip());
        }
        return unchanged();
    }

    /** Puts things back. Doing so twice is harmless. */
    void restore() {
        if (before != null) {
            stty(List.of(before));
        }
    }

    private static @Nullable String stty(List<String> arguments) {
        try {
            List<String> words = new java.util.ArrayList<>(List.of("stty"));
            words.addAll(arguments);
            Process process = new ProcessBuilder(words)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? out : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
