package org.vitrine.engine.control;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code vitrine-vm}.
 *
 * @param machineFile the machine's {@code machine.json}
 * @param runtimeDirectory the VM's own directory for sockets and lock; null for its place in the user's
 * @param controlSocket another path for the control socket
 * @param serial in place of the configuration's
 * @param log another path for the log
 * @param disposable whether what this run changes is thrown away at its end, whatever the configuration says
 * @param offline whether the machine is not run, but its snapshots, saved state and clones are served while it is off
 * @param grace how long the guest may take to shut down once a signal has asked for it
 */
record VmArguments(
        Path machineFile,
        @Nullable Path runtimeDirectory,
        @Nullable Path controlSocket,
        @Nullable String serial,
        @Nullable Path log,
        boolean disposable,
        boolean offline,
        Duration grace) {
    static final String USAGE =
            "usage: vitrine-vm MACHINE.json [RUNTIME-DIRECTORY] [--control SOCKET] [--serial none|stdio|FILE] [--log FILE] [--grace SECONDS] [--disposable] [--offline]";

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(60);
    private static final long MAX_GRACE_SECONDS = 86_400;

    static VmArguments parse(String... words) throws UsageException {
        List<Path> paths = new ArrayList<>();
        Path control = null;
        String serial = null;
        Path log = null;
        boolean disposable = false;
        boolean offline = false;
        Duration grace = DEFAULT_GRACE;
        Deque<String> rest = new ArrayDeque<>(List.of(words));
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "--control" -> control = path(value(word, rest));
                case "--serial" -> serial = serial(value(word, rest));
                case "--log" -> log = path(value(word, rest));
                case "--disposable" -> disposable = true;
                case "--offline" -> offline = true;
                case "--grace" -> grace = seconds(value(word, rest));
                default -> {
                    if (word.startsWith("--")) {
                        throw new UsageException("The option %s is not known; %s".formatted(word, USAGE));
                    }
                    paths.add(path(word));
                }
            }
        }
        if (paths.isEmpty() || paths.size() > 2) {
            throw new UsageException(USAGE);
        }
        return new VmArguments(
                paths.getFirst(),
                paths.size() > 1 ? paths.get(1) : null,
                control,
                serial,
                log,
                disposable,
                offline,
                grace);
    }

    private static String value(String option, Deque<String> rest) throws UsageException {
        String value = rest.poll();
        if (value == null) {
            throw new UsageException("The option %s lacks its value; %s".formatted(option, USAGE));
        }
        return value;
    }

    private static Path path(String text) throws UsageException {
        try {
            if (!text.isEmpty()) {
                return Path.of(text).toAbsolutePath();
            }
        } catch (InvalidPathException e) {
            throw new UsageException("An argument is not a path; " + USAGE, e);
        }
        throw new UsageException("A path is empty; " + USAGE);
    }

    private static String serial(String text) throws UsageException {
        return text.equals("none") || text.equals("stdio") ? text : path(text).toString();
    }

    private static Duration seconds(String text) throws UsageException {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 0 && seconds <= MAX_GRACE_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw new UsageException("--grace takes a number of seconds, not \"%s\".".formatted(text), e);
        }
        throw new UsageException("--grace takes a number of seconds up to %d.".formatted(MAX_GRACE_SECONDS));
    }
}
