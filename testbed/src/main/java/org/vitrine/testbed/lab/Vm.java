package org.vitrine.testbed.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;

/** A running virtual machine: looked at, typed into and waited for. Closing it ends it, gently or not. */
public final class Vm implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofMinutes(2);
    private static final Duration JOB = Duration.ofMinutes(5);
    private static final Duration CHECK = Duration.ofSeconds(45);
    private static final Duration GLANCE = Duration.ofMillis(1500);

    private final Place place;
    private final Place.Job job;
    private final QmpClient control;
    private final Path pictures;
    private final String name;
    private int dumps;
    private int jobs;
    private int marks;

    private Vm(Place place, Place.Job job, QmpClient control, String name, Path pictures) {
        this.place = place;
        this.job = job;
        this.control = control;
        this.name = name;
        this.pictures = pictures;
    }

    /**
     * Boots a machine and connects to its control socket.
     *
     * @param pictures the directory for the pictures that are kept
     */
    public static Vm boot(Place place, Monitor monitor, VmSpec spec, Path checkout, Path pictures)
            throws IOException, InterruptedException {
        String socket = place.sockets() + "/" + spec.name() + ".sock";
        return start(place, spec.name(), monitor.command(spec, socket, checkout), socket, pictures);
    }

    /**
     * Starts a machine's process and connects to its control socket.
     *
     * @param name names its files: letters, digits and hyphens
     * @param command that starts it, with COM1 as its standard input and output
     * @param pictures the directory for the pictures that are kept
     */
    public static Vm start(Place place, String name, List<String> command, String socket, Path pictures)
            throws IOException, InterruptedException {
        Place.Job job = place.start(command);
        try {
            return new Vm(place, job, place.connect(socket, job), name, pictures);
        } catch (IOException e) {
            job.terminate();
            throw new IOException("%s did not start: %s%n%s".formatted(name, e, job.said()), e);
        } catch (InterruptedException | RuntimeException e) {
            job.terminate();
            throw e;
        }
    }

    /** Executes a QMP command and waits for its reply. */
    public JsonNode qmp(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        try {
            return control.call(command, arguments, COMMAND);
        } catch (IOException e) {
            throw new IOException("%s%n%s".formatted(e.getMessage(), said()), e);
        }
    }

    /** Runs a job of QMP to its end. @throws IOException if it fails, with the reason */
    public void job(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        String id = "job" + jobs++;
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("job-id", id);
        qmp(command, all);
        long end = System.nanoTime() + JOB.toNanos();
        while (true) {
            for (JsonNode each : qmp("query-jobs", Map.of())) {
                if (each.path("id").asText().equals(id)
                        && each.path("status").asText().equals("concluded")) {
                    qmp("job-dismiss", Map.of("id", id));
                    if (each.hasNonNull("error")) {
                        throw new IOException(command + ": " + each.get("error").asText());
                    }
                    return;
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException("%s has not ended after %d s".formatted(command, JOB.toSeconds()));
            }
            Thread.sleep(200);
        }
    }

    /** Takes a screendump. */
    public Picture screen() throws IOException, InterruptedException {
        Path file = place.results().resolve("%s-%d.ppm".formatted(name, dumps++));
        qmp("screendump", Map.of("filename", place.there(file)));
        Picture picture = Picture.read(file);
        Files.delete(file);
        return picture;
    }

    /** Takes a screendump and keeps it as {@code NAME-LABEL.png} for people to look at. */
    public Picture keep(String label) throws IOException, InterruptedException {
        Picture picture = screen();
        picture.writePng(pictures.resolve("%s-%s.png".formatted(name, label)));
        return picture;
    }

    /** Waits until text mode shows a text. @throws StandstillException if it does not in that time */
    public TextScreen waitForText(String text, Duration atMost) throws IOException, InterruptedException {
        TextScreen[] seen = new TextScreen[1];
        waitFor("text “" + text + "”", atMost, picture -> {
            seen[0] = TextScreen.read(picture);
            return seen[0].contains(text);
        });
        return seen[0];
    }

    /** Waits until the screen is as a condition wants it, and gives the picture that was. */
    public Picture waitFor(String what, Duration atMost, Predicate<Picture> condition)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long glance = System.nanoTime();
        while (true) {
            glance = checkPlace(glance);
            Picture picture = screen();
            if (condition.test(picture)) {
                return picture;
            }
            if (System.nanoTime() > end || !job.isRunning()) {
                picture.writePng(pictures.resolve(name + "-failed.png"));
                String state = place.look();
                throw missing("%s: no %s in %d s, but this (%s):%n%s%n%s%n%s"
                        .formatted(name, what, atMost.toSeconds(), picture, TextScreen.read(picture), state, said()));
            }
            Thread.sleep(GLANCE.toMillis());
        }
    }

    /** Waits until COM1, or the monitor, has said a text; gives all that was said. */
    public String waitForSerial(String text, Duration atMost) throws IOException, InterruptedException {
        return waitForSerial(0, text, atMost);
    }

    /** Waits for a text after the first {@code from} characters; gives what was said after them. */
    public String waitForSerial(int from, String text, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long glance = System.nanoTime();
        while (!said().substring(from).contains(text)) {
            glance = checkPlace(glance);
            if (System.nanoTime() > end || !job.isRunning()) {
                String state = place.look();
                throw missing("%s: no “%s” on COM1 in %d s, but this:%n%s%n%s"
                        .formatted(name, text, atMost.toSeconds(), state, said()));
            }
            Thread.sleep(500);
        }
        return said().substring(from);
    }

    private IOException missing(String message) {
        return job.isRunning() ? new StandstillException(message) : new IOException(message);
    }

    /** A place that stands still would be waited for until the time is up. @return when it was last looked at */
    private long checkPlace(long lastGlance) throws IOException, InterruptedException {
        if (System.nanoTime() - lastGlance < CHECK.toNanos()) {
            return lastGlance;
        }
        if (!place.answers()) {
            throw new IOException("%s: where it runs, nothing goes on any more".formatted(name));
        }
        return System.nanoTime();
    }

    /** Presses and releases keys one after another, by QMP's names; those joined by a hyphen together. */
    public void keys(String... strokes) throws IOException, InterruptedException {
        for (String stroke : strokes) {
            List<Map<String, String>> keys = Arrays.stream(stroke.split("-", -1))
                    .map(key -> Map.of("type", "qcode", "data", key))
                    .toList();
            qmp("send-key", Map.of("keys", keys));
            Thread.sleep(300);
        }
    }

    /** Moves the mouse by so many steps. */
    public void moveMouse(int right, int down) throws IOException, InterruptedException {
        qmp("input-send-event", Map.of("events", List.of(motion("x", right), motion("y", down))));
    }

    /**
     * Types a shell's commands on COM1 and waits for their end.
     *
     * @return what was said since then, with what was typed
     */
    public String shell(String commands, Duration atMost) throws IOException, InterruptedException {
        int before = said().length();
        int mark = ++marks;
        // As it is typed it does not look as it is printed.
        type("%s%necho end-of-${PATH+%d}%n".formatted(commands.stripTrailing(), mark));
        return waitForSerial(before, "end-of-" + mark, atMost);
    }

    /** Types on COM1. */
    public void type(String text) throws IOException {
        job.type(text);
    }

    /** What COM1, and the monitor, have said. */
    public String said() throws IOException {
        return job.said();
    }

    /** Waits for the monitor's end and gives its exit status. */
    public int await(Duration atMost) throws IOException, InterruptedException {
        return job.await(atMost);
    }

    /** Kills the monitor, which it cannot prepare for, and waits for its end. */
    public void kill() throws IOException, InterruptedException {
        job.kill();
        job.await(COMMAND);
    }

    /** The process that runs it; only where that is this host. */
    public long processId() throws IOException, InterruptedException {
        long thread = qmp("query-cpus-fast", Map.of()).path(0).path("thread-id").asLong();
        return Files.readAllLines(Path.of("/proc/" + thread + "/status")).stream()
                .filter(line -> line.startsWith("Tgid:"))
                .mapToLong(
                        line -> Long.parseLong(line.substring("Tgid:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    public boolean isRunning() {
        return job.isRunning();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (job.isRunning()) {
            var unused = control.execute("quit");
            try {
                job.await(Duration.ofSeconds(30));
            } catch (IOException e) {
                job.terminate();
            }
        }
        control.close();
    }

    private static Map<String, Object> motion(String axis, int steps) {
        return Map.of("type", "rel", "data", Map.of("axis", axis, "value", steps));
    }
}
