package org.vitrine.app.model;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.app.model.Refusal.Cause;

/** Reads how a VM process ended: from its exit code, and from its log where the code says that something went wrong. */
final class VmExit {
    static final int SHUT_DOWN = 0;
    static final int USAGE = 2;
    static final int HOST = 3;
    static final int GUEST = 4;
    private static final int SIGNAL_BASE = 128;
    /** The JVM's prefix of a line that the VM process writes for its user. */
    private static final String PREFIX = "vitrine-vm: ";

    /** A line of the log: time, level, thread, logger, message. */
    private static final Pattern LOGGED = Pattern.compile("\\S+Z (\\w+) \\[[^\\]]*\\] [^:]*: (.*)");

    private static final Set<String> TROUBLE = Set.of("WARNING", "SEVERE");

    private VmExit() {}

    /** The reason of a bad end. @param lines the log's end, oldest first */
    static Refusal explain(OptionalInt exitCode, List<String> lines) {
        String words = lastWords(lines);
        if (exitCode.isEmpty()) {
            return words.isEmpty()
                    ? Refusal.of(Cause.GUEST, "machine.gone")
                    : Refusal.of(Cause.GUEST, "machine.gone-with-words", words);
        }
        int code = exitCode.getAsInt();
        Cause cause = switch (code) {
            case USAGE -> Cause.INPUT;
            case HOST -> Cause.HOST;
            default -> Cause.GUEST;
        };
        if (code >= USAGE && code <= GUEST && !words.isEmpty()) {
            return Refusal.inWords(cause, words);
        }
        if (code > SIGNAL_BASE) {
            return words.isEmpty()
                    ? Refusal.of(cause, "machine.killed", Integer.toString(code - SIGNAL_BASE))
                    : Refusal.of(cause, "machine.killed-with-words", Integer.toString(code - SIGNAL_BASE), words);
        }
        return words.isEmpty()
                ? Refusal.of(cause, "machine.failed", Integer.toString(code))
                : Refusal.of(cause, "machine.failed-with-words", Integer.toString(code), words);
    }

    /** From the last line that the VM process meant for its user to the end; else the last that tells of trouble. */
    private static String lastWords(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(PREFIX)) {
                return String.join("\n", lines.subList(i, lines.size())).substring(PREFIX.length());
            }
        }
        for (int i = lines.size() - 1; i >= 0; i--) {
            Matcher logged = LOGGED.matcher(lines.get(i));
            if (!logged.matches()) {
                // What is indented goes on with the line before; the rest is the JVM's.
                if (!lines.get(i).startsWith(" ") && !lines.get(i).startsWith("\t")) {
                    return lines.get(i);
                }
            } else if (TROUBLE.contains(logged.group(1))) {
                return logged.group(2);
            }
        }
        return "";
    }
}
