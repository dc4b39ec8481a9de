package org.vitrine.display.scenes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.vitrine.engine.qmp.QmpClient;

/**
 * Plays the scenes in QEMU and records what its screendumps show, as {@code qemu-screendumps.txt} holds it: a line per
 * scene, of its name, width, height and the SHA-256 of its pixels; two lines for a scene whose cursor blinks. Run with a
 * directory for the disc and the pictures, and the file to write:
 *
 * <pre>mvn -pl display test-compile
 * java -cp … org.vitrine.display.scenes.SceneRecorder /tmp/scenes qemu-screendumps.txt</pre>
 */
public final class SceneRecorder {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long CURSOR_PHASE_MILLIS = 300;

    private SceneRecorder() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        SceneScript script = Scenes.script();
        Path disc = directory.resolve("scenes.iso");
        SceneDisc.write(script, disc);
        Path marks = Files.write(directory.resolve("marks"), new byte[0]);
        Path socket = directory.resolve("qmp.sock");
        Process qemu = new ProcessBuilder(
                        "qemu-system-x86_64",
                        "-machine",
                        "q35,accel=tcg",
                        "-display",
                        "none",
                        "-device",
                        "VGA,vgamem_mb=64",
                        "-nodefaults",
                        "-cdrom",
                        disc.toString(),
                        "-debugcon",
                        "file:" + marks,
                        "-qmp",
                        "unix:" + socket + ",server=on,wait=off")
                .inheritIO()
                .start();
        try {
            Files.write(Path.of(arguments[1]), record(script.names(), directory, marks, socket));
        } finally {
            qemu.destroy();
        }
    }

    private static List<String> record(List<String> names, Path directory, Path marks, Path socket) throws Exception {
        List<String> lines = new ArrayList<>();
        while (!Files.exists(socket)) {
            Thread.sleep(100);
        }
        try (QmpClient client = QmpClient.connect(socket)) {
            for (int number = 0; number < names.size(); number++) {
                awaitScene(marks, number);
                String name = names.get(number);
                Set<Screendump> seen = new LinkedHashSet<>();
                for (int dump = 0; dump < (name.endsWith("cursor") ? 4 : 1); dump++) {
                    Path picture = directory.resolve(name + (dump == 0 ? "" : "-" + dump) + ".ppm");
                    client.execute("screendump", Map.of("filename", picture.toString()))
                            .get(1, TimeUnit.MINUTES);
                    seen.add(Screendump.ofPpm(picture));
                    Thread.sleep(CURSOR_PHASE_MILLIS);
                }
                for (Screendump dump : seen) {
                    lines.add("%s %d %d %s".formatted(name, dump.width(), dump.height(), dump.sha256()));
                }
                client.execute(
                                "send-key",
                                Map.of("keys", List.of(Map.of("type", "qcode", "data", "a")), "hold-time", 20))
                        .get(1, TimeUnit.MINUTES);
            }
        }
        return lines;
    }

    private static void awaitScene(Path marks, int number) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (Files.size(marks) <= number) {
            if (System.currentTimeMillis() > end) {
                throw new IOException("scene " + number + " does not come");
            }
            Thread.sleep(50);
        }
    }
}
