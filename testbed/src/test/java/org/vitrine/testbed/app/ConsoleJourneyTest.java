package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.display.console.ConsoleView;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** What a console does beside showing: text typed for the user, combinations of their own, and a keyboard that leads out of it. */
@Tag("app")
@NeedsKvm
class ConsoleJourneyTest {
    private static final int LEFT_CTRL = 29;
    private static final int LEFT_SHIFT = 42;
    private static final int LEFT_ALT = 56;
    private static final int A = 30;
    private static final int B = 48;
    private static final int C = 46;
    private static final int PAGE_DOWN = 109;

    @TempDir
    Path folder;

    private Path serial;
    private UUID keys;

    @BeforeEach
    void store() throws Exception {
        serial = folder.resolve("serial");
        keys = store("Keys", AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1"), serial.toString());
    }

    private static UUID store(String name, Path disc, String serial) throws Exception {
        UUID uuid = UUID.randomUUID();
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        MachineConfigFile.write(
                place.resolve("machine.json"),
                MachineConfig.of(uuid, name, 64, 1)
                        .withOptical(List.of(new Optical("cd0", disc)))
                        .withSerial(serial)
                        .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
        return uuid;
    }

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void the_clipboard_is_typed_and_can_be_stopped_and_own_combinations_are_sent() throws Exception {
        try (Application application = Application.start()) {
            try (Machine machine = Page.start(application, "Keys")) {
                machine.awaitText("ready, scan code set 1");
                application.click(application.console());
                types_a_text(application);
                is_stopped_while_it_types(application);
                sends_what_the_user_keeps(application);
            }
        }
    }

    private void types_a_text(Application application) throws Exception {
        clipboard(application, "aB1\n");
        Session.chord(LEFT_CTRL, LEFT_SHIFT, C);
        // a, Shift+b, 1, Return; what was held to ask for it is let go before.
        hears("1e 9e 2a 30 b0 aa 02 82 1c 9c");
        Await.until("it says so", Await.WINDOW, () -> application.shows("The clipboard was typed."));
    }

    private void is_stopped_while_it_types(Application application) throws Exception {
        clipboard(application, "x".repeat(5000));
        long before = Files.size(serial);
        Session.chord(LEFT_CTRL, LEFT_SHIFT, C);
        Await.until("it says how far it is", Await.WINDOW, () -> application.shows("of 5,000 characters"));
        Application.keep("typing");
        Session.chord(LEFT_CTRL, LEFT_ALT);
        application.click(application.button("Stop"));
        Await.until("it stops", Await.WINDOW, () -> application.shows("The rest was not typed."));
        String typed = Files.readString(serial).substring((int) before);
        assertThat(typed).contains("2d ad");
        assertThat(typed.split("2d ad", -1).length - 1).isLessThan(5000);
    }

    private void sends_what_the_user_keeps(Application application) throws Exception {
        application.click("console.send-key");
        application.click("console.own-keys");
        Node field = application.node("console.own-keys-field");
        application.onFx(() -> {
            ((javafx.scene.control.TextField) field).setText("Ctrl+Alt+Backspace");
            return true;
        });
        application.click("console.own-keys-keep");
        Application.keep("own-keys");
        application.press(KeyCode.ESCAPE);
        Await.until(
                "its window goes",
                Await.WINDOW,
                () -> application.find("console.own-keys-field").isEmpty());
        application.click("console.send-key");
        application.click("console.keys.Ctrl+Alt+Backspace");
        hears("1d 38 0e 8e b8 9d");
    }

    private static void clipboard(Application application, String text) throws Exception {
        application.onFx(() -> Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, text)));
    }

    private void hears(String codes) throws Exception {
        hears(serial, codes);
    }

    private static void hears(Path serial, String codes) throws Exception {
        Await.passes(Await.WINDOW, () -> assertThat(heard(serial)).contains(codes));
    }

    private static String heard(Path serial) throws Exception {
        return Files.readString(serial, StandardCharsets.ISO_8859_1);
    }

    @Test
    void the_keyboard_leads_out_of_the_console_and_around_it() throws Exception {
        try (Application application = Application.start()) {
            try (Machine machine = Page.start(application, "Keys")) {
                machine.awaitText("ready, scan code set 1");
                Node console = application.console();
                Await.until(
                        "the console has the keyboard",
                        Await.WINDOW,
                        () -> application.focused().filter(console::equals).isPresent());
                // Tab is the guest's, but Ctrl+Alt gives the keyboard back, grabbed or not.
                application.press(KeyCode.TAB);
                hears("0f 8f");
                leaves(application, console);
                Map<Node, String> stops = TabWalk.round(application);
                assertThat(TabWalk.nameless(stops)).isEmpty();
                assertThat(stops.keySet().stream().map(Node::getId))
                        .contains("navigation.library", "console.pause", "console.shut-down", "console.fullscreen");

                application.click(console);
                Await.until(
                        "it is grabbed", Await.WINDOW, () -> application.title().contains("press Ctrl+Alt to free"));
                leaves(application, console);
                Await.until(
                        "it is free", Await.WINDOW, () -> !application.title().contains("Ctrl+Alt"));
            }
        }
    }

    @Test
    void consoles_are_tabs_of_one_window_and_go_on_when_they_are_moved_or_left() throws Exception {
        Path otherSerial = folder.resolve("other-serial");
        UUID other = store("Other", AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1"), otherSerial.toString());
        try (Application application = Application.start()) {
            application.node("library.grid");
            Await.until("both cards are shown", Await.WINDOW, () -> application.shows("Other"));
            application.primaryOf(KeyCode.HOME);
            try (Machine first = Machine.await(keys)) {
                awaitTitle(application, "Keys");
                application.click("navigation.library");
                application.primaryOf(KeyCode.END);
                Machine second = Machine.await(other);
                awaitTitle(application, "Other");
                first.awaitText("ready, scan code set 1");
                second.awaitText("ready, scan code set 1");
                application.awaitSame(second);
                Application.keep("tabs");

                // What is typed goes to the console that is seen, and to no other.
                Session.chord(A);
                hears(otherSerial, "1e 9e");
                application.click("console.tab." + keys);
                awaitTitle(application, "Keys");
                application.awaitSame(first);
                Session.chord(B);
                hears("30 b0");
                Session.chord(LEFT_CTRL, LEFT_ALT, PAGE_DOWN);
                awaitTitle(application, "Other");
                // The window's title may be there first.
                Await.until("the console has the keyboard", Await.WINDOW, () -> {
                    ConsoleView seen = application.console();
                    return application.onFx(seen::isFocused);
                });
                Session.chord(C);
                hears(otherSerial, "2e ae");
                assertThat(heard(serial)).doesNotContain("1e 9e").doesNotContain("2e ae");
                assertThat(heard(otherSerial)).doesNotContain("30 b0");

                goes_on_typing_in_a_window_of_its_own(application, first, otherSerial);
                is_there_again_after_the_library(application, keys, other);

                Node close = application.node("console.tab." + other).lookup(".tab-close-button");
                application.click(close);
                awaitTitle(application, "Keys");
                Await.until(
                        "there is one console and no strip",
                        Await.WINDOW,
                        () -> application.find("console.tab." + keys).isEmpty());
                assertThat(second.status()).isEqualTo("running");
                assertThat(first.status()).isEqualTo("running");
                second.disconnect();
            }
        }
    }

    private void goes_on_typing_in_a_window_of_its_own(Application application, Machine first, Path otherSerial)
            throws Exception {
        application.click("console.tab." + keys);
        awaitTitle(application, "Keys");
        clipboard(application, "x".repeat(400));
        Session.chord(LEFT_CTRL, LEFT_SHIFT, C);
        Await.until("it types", Await.WINDOW, () -> application.shows("of 400 characters"));
        application.click("console.tear-off");
        awaitTitle(application, "Other");
        application.node("console.put-back");
        assertThat(application.shows("of 400 characters")).isTrue();
        Application.keep("torn-off-while-typing");
        Await.until("all is typed", Await.WINDOW, () -> application.shows("The clipboard was typed."));
        Await.passes(
                Await.WINDOW, () -> assertThat(heard(serial).split("2d ad", -1)).hasSize(401));
        // The window that came last has the keyboard, and its guest gets it.
        Session.chord(A);
        hears("1e 9e");
        assertThat(heard(otherSerial).split("1e 9e", -1)).hasSize(2);
        application.click("console.put-back");
        awaitTitle(application, "Keys");
        assertThat(application.find("console.put-back")).isEmpty();
        application.awaitSame(first);
    }

    private static void is_there_again_after_the_library(Application application, UUID keys, UUID other)
            throws Exception {
        application.click("navigation.library");
        application.primaryOf(KeyCode.END);
        awaitTitle(application, "Other");
        application.node("console.tab." + keys);
        application.node("console.tab." + other);
        application.click("console.tab." + keys);
        awaitTitle(application, "Keys");
    }

    private static void awaitTitle(Application application, String title) throws Exception {
        Await.until(
                "the window shows " + title,
                Await.WINDOW,
                () -> application.title().equals(title));
    }

    private static void leaves(Application application, Node console) throws Exception {
        Session.chord(LEFT_CTRL, LEFT_ALT);
        Await.until(
                "the keyboard is on the toolbar",
                Await.WINDOW,
                () -> application
                        .focused()
                        .filter(node -> !node.equals(console))
                        .isPresent());
    }
}
