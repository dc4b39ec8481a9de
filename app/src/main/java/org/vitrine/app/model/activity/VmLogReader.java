package org.vitrine.app.model.activity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.app.model.activity.ActivityEntry.Kind;
import org.vitrine.app.text.Texts;

/**
 * The log of VM processes as sentences. Its lines are {@code time level [thread] logger: message}; the machine's QMP events are in it by name and data. What else
 * is merely of use to developers is left out; warnings and errors are told as they stand.
 */
public final class VmLogReader {
    /** Of a long log, its end is read. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_ENTRIES = 500;
    private static final int MAX_WORDS = 400;

    private static final Pattern LINE =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z) ([A-Z]+) \\[[^]]*] ([A-Za-z0-9_.$]+): (.*)");
    private static final String EVENTS = "org.vitrine.engine.control.MachineEvents";
    private static final String PROCESS = "org.vitrine.engine.control.VmProcess";
    private static final String STARTED = "runs, controlled at ";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private VmLogReader() {}

    /** What a log tells, oldest first; one that is not there tells nothing. Waits: not for the JavaFX thread. */
    public static List<ActivityEntry> read(Path log) {
        List<ActivityEntry> entries = new ArrayList<>();
        end(log).lines().forEach(line -> entry(line).ifPresent(entries::add));
        return List.copyOf(entries.subList(Math.max(0, entries.size() - MAX_ENTRIES), entries.size()));
    }

    private static String end(Path log) {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = file.size();
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, MAX_BYTES));
            long start = size - bytes.capacity();
            while (bytes.hasRemaining() && file.read(bytes, start + bytes.position()) > 0) {
                continue;
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static Optional<ActivityEntry> entry(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant when = Instant.parse(matcher.group(1));
            String level = matcher.group(2);
            String logger = matcher.group(3);
            String message = matcher.group(4);
            if (logger.equals(EVENTS)) {
                return event(when, message);
            }
            if (logger.equals(PROCESS) && message.contains(STARTED)) {
                return Optional.of(new ActivityEntry(when, Kind.NORMAL, Texts.get("activity.started")));
            }
            return switch (level) {
                case "WARNING" -> Optional.of(new ActivityEntry(when, Kind.WARNING, shortened(message)));
                case "SEVERE", "ERROR" -> Optional.of(new ActivityEntry(when, Kind.PROBLEM, shortened(message)));
                default -> Optional.empty();
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String words) {
        return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "\u2026";
    }

    private static Optional<ActivityEntry> event(Instant when, String message) {
        int space = message.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        JsonNode data;
        try {
            data = MAPPER.readTree(message.substring(space + 1));
        } catch (JacksonException e) {
            return Optional.empty();
        }
        return switch (message.substring(0, space)) {
            case "STOP" -> normal(when, Texts.get("activity.paused"));
            case "RESUME" -> normal(when, Texts.get("activity.resumed"));
            case "RESET" ->
                normal(when, Texts.get(data.path("guest").asBoolean() ? "activity.reset-guest" : "activity.reset"));
            case "POWERDOWN" -> normal(when, Texts.get("activity.powerdown"));
            case "SHUTDOWN" -> normal(when, shutdown(data.path("reason").asText()));
            case "GUEST_PANICKED" -> problem(when, Texts.get("activity.panicked"));
            case "BLOCK_IO_ERROR" ->
                problem(
                        when,
                        Texts.get(
                                "activity.disk-failed",
                                data.path("device").asText(),
                                shortened(data.path("reason").asText())));
            case "X_VITRINE_REVERTED" -> normal(when, Texts.get("activity.reverted"));
            case "X_VITRINE_MEMORY_DAMAGED" ->
                problem(
                        when,
                        Texts.get(
                                "activity.memory-damaged",
                                shortened(data.path("reason").asText())));
            case "DEVICE_DELETED" ->
                normal(when, Texts.get("activity.unplugged", data.path("device").asText()));
            case "DEVICE_TRAY_MOVED" ->
                normal(
                        when,
                        Texts.get(
                                data.path("tray-open").asBoolean() ? "activity.tray-open" : "activity.tray-closed",
                                data.path("id").asText()));
            default -> Optional.empty();
        };
    }

    private static String shutdown(String reason) {
        return switch (reason) {
            case "guest-shutdown" -> Texts.get("activity.shut-down");
            case "host-qmp-quit" -> Texts.get("activity.forced-off");
            case "host-signal" -> Texts.get("activity.host-shutdown");
            case "guest-panic" -> Texts.get("activity.panicked-off");
            default -> Texts.get("activity.off");
        };
    }

    private static Optional<ActivityEntry> normal(Instant when, String sentence) {
        return Optional.of(new ActivityEntry(when, Kind.NORMAL, sentence));
    }

    private static Optional<ActivityEntry> problem(Instant when, String sentence) {
        return Optional.of(new ActivityEntry(when, Kind.PROBLEM, sentence));
    }
}
