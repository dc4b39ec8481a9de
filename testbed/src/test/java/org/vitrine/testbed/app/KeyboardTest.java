package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.testbed.guest.AssembledGuest;

/** Every physical key, on host layouts that disagree about all of them, reaches the guest as the key that it is. */
@Tag("app")
@NeedsKvm
class KeyboardTest {
    private static final List<String> LAYOUTS = List.of("us", "de", "fr");
    private static final Duration KEY = Duration.ofSeconds(10);
    private static final int LEFT_CTRL = 29;
    private static final int LEFT_ALT = 56;

    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Session.layout("us");
        Machine.endAll();
    }

    @ParameterizedTest(name = "scan code set {0}")
    @ValueSource(ints = {1, 2})
    void each_key_sends_the_guest_its_own_codes_whatever_the_hosts_layout(int set) throws Exception {
        Path serial = folder.resolve("serial");
        try (Product boot = Product.boot(AssembledGuest.iso("keys.asm", folder, "SCAN_SET=" + set), serial);
                Machine machine = Machine.await();
                Application application = Application.start()) {
            application.showMachine();
            Await.until("the guest is ready", Await.BOOT, () -> read(serial).contains("ready, scan code set " + set));
            application.click(application.console());
            Await.until(
                    "keyboard and mouse are the guest's",
                    Await.WINDOW,
                    () -> application.title().contains("press Ctrl+Alt to free"));
            Guest guest = new Guest(serial);
            for (String layout : LAYOUTS) {
                Session.layout(layout);
                Map<String, String> expected = new TreeMap<>();
                Map<String, String> sent = new TreeMap<>();
                for (KeyTable.Key key : KeyTable.keys()) {
                    expected.put(key.name(), key.sends(set));
                    sent.put(
                            key.name(),
                            guest.codesOf(key.evdev(), key.sends(set).length() / 2));
                }
                assertThat(sent).as("layout %s, scan code set %d", layout, set).isEqualTo(expected);
            }
            Session.chord(LEFT_CTRL, LEFT_ALT);
            Await.until(
                    "they are free again",
                    Await.WINDOW,
                    () -> !application.title().contains("Ctrl+Alt"));
        }
    }

    private static String read(Path serial) throws IOException {
        return Files.exists(serial) ? Files.readString(serial, StandardCharsets.ISO_8859_1) : "";
    }

    /** The guest, which writes each byte that it receives as two digits and a blank. */
    private record Guest(Path serial) {
        /** Presses and releases a key. What comes late or too much is counted to the next key. */
        String codesOf(int evdev, int bytes) throws Exception {
            long before = Files.size(serial);
            Session.chord(evdev);
            Await.settle(KEY, () -> (Files.size(serial) - before) / 3 >= bytes);
            return read(serial).substring((int) before).replace(" ", "");
        }
    }
}
