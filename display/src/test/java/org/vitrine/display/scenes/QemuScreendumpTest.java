package org.vitrine.display.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vitrine.display.adapter.Vga;
import org.vitrine.display.adapter.VgaFactory;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.device.TestHost;

/** Our picture of each scene is QEMU's, pixel for pixel. {@link SceneRecorder} made the file of QEMU's pictures. */
class QemuScreendumpTest {
    private static Map<String, List<Screendump>> recorded() throws IOException {
        Map<String, List<Screendump>> recorded = new HashMap<>();
        try (InputStream in = QemuScreendumpTest.class.getResourceAsStream("qemu-screendumps.txt")) {
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.US_ASCII))
                    .lines()
                    .map(line -> line.split(" "))
                    .forEach(words -> recorded.computeIfAbsent(words[0], name -> new ArrayList<>())
                            .add(new Screendump(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3])));
        }
        return recorded;
    }

    @TestFactory
    Stream<DynamicTest> our_picture_is_that_of_qemu() throws IOException {
        SceneScript script = Scenes.script();
        Map<String, List<Screendump>> recorded = recorded();
        TestHost host = new TestHost();
        Vga vga = (Vga) new VgaFactory().create("vga", host, Map.of("socket", ""));
        ScenePlayer player = new ScenePlayer(host, vga.vram(), script);
        return script.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    player.next();
                    Frame frame = vga.capture();
                    keep(name, frame);
                    assertThat(Screendump.of(frame)).isIn(recorded.get(name));
                    if (recorded.get(name).size() > 1) {
                        // With the cursor, not without.
                        assertThat(Screendump.of(frame)).isNotIn(recorded.get("text-80x25"));
                    }
                }))
                .onClose(() -> {
                    vga.close();
                    host.close();
                });
    }

    /** Writes our picture where {@code -Dvitrine.scenes=DIRECTORY} says, to look at. */
    private static void keep(String name, Frame frame) throws IOException {
        String directory = System.getProperty("vitrine.scenes");
        if (directory == null) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(Path.of(directory, name + ".ppm"))) {
            out.write(
                    "P6\n%d %d\n255\n".formatted(frame.width(), frame.height()).getBytes(StandardCharsets.US_ASCII));
            out.write(Screendump.rgb(frame));
        }
    }
}
