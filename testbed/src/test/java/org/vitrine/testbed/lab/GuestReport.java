package org.vitrine.testbed.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/** What a guest has said on COM1, in sections that each begin with a line {@code == NAME}. */
final class GuestReport {
    private static final Pattern BLANK = Pattern.compile("\\n\\s*\\n");

    private final String said;

    GuestReport(String said) {
        this.said = said.replace("\r", "");
    }

    /** What follows a section's line, up to the next. */
    String section(String name) {
        String line = "\n== " + name + "\n";
        int start = said.indexOf(line);
        if (start < 0) {
            throw new AssertionFailedError("There is no section %s in this:%n%s".formatted(name, said));
        }
        int end = said.indexOf("\n== ", start + line.length() - 1);
        return said.substring(start + line.length(), end < 0 ? said.length() : end);
    }

    /** A section's lines that say something. */
    List<String> lines(String name) {
        return section(name).lines().filter(line -> !line.isBlank()).toList();
    }

    /** A section's parts, which empty lines divide. */
    List<String> parts(String name) {
        return Stream.of(BLANK.split(section(name), -1)).map(String::strip).toList();
    }

    /** Those lines of a section that none of some patterns finds. */
    List<String> linesBut(String name, List<Pattern> known) {
        List<String> lines = new ArrayList<>(lines(name));
        lines.removeIf(
                line -> known.stream().anyMatch(each -> each.matcher(line).find()));
        return lines;
    }

    @Override
    public String toString() {
        return said;
    }
}
