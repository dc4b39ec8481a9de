package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** The library, as a person uses it who has a keyboard and sometimes a mouse. */
@Tag("app")
class LibraryJourneyTest {
    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void a_machine_is_made_of_a_dropped_disc_thrown_away_and_taken_back() throws Exception {
        Path disc = AssembledGuest.iso("still.asm", folder);
        try (Application application = Application.start()) {
            application.node("drop-area");
            application.drop(disc);
            application.node("create.name");
            Await.until(
                    "the name is the disc's",
                    Await.WINDOW,
                    () -> application
                            .onFx(() -> ((javafx.scene.control.TextField)
                                            application.find("create.name").orElseThrow())
                                    .getText())
                            .equals("still"));
            application.click("create.only");
            application.node("library.grid");
            Await.until("the machine is on the disk", Await.WINDOW, () -> stored() == 1);
            Await.until("its card is shown", Await.WINDOW, () -> application.shows("still"));
            assertThat(application.shows("Off")).isTrue();

            application.click("library.grid");
            application.press(KeyCode.HOME);
            application.press(KeyCode.DELETE);
            Await.until("it is gone", Await.WINDOW, () -> stored() == 0);
            Await.until("it says where", Await.WINDOW, () -> application.shows("is in the trash"));
            application.node("drop-area");
            Application.keep("trashed");

            application.click(application.button("Undo"));
            Await.until("it is back", Await.WINDOW, () -> stored() == 1);
            application.node("library.grid");
        }
    }

    @Test
    void each_stop_of_the_tab_key_has_a_name_for_screen_readers() throws Exception {
        for (int i = 0; i < 3; i++) {
            store("Machine " + i, i == 0 ? "Work" : null);
        }
        try (Application application = Application.start()) {
            application.node("library.grid");
            Map<Node, String> library = TabWalk.round(application);
            assertThat(TabWalk.nameless(library)).as("stops of the library").isEmpty();
            assertThat(library.keySet().stream().map(Node::getId))
                    .contains("library.search", "library.new", "library.shelves", "library.grid", "library.tasks");

            application.press(KeyCode.CONTROL, KeyCode.N);
            application.node("create.name");
            Map<Node, String> sheet = TabWalk.round(application);
            assertThat(TabWalk.nameless(sheet)).as("stops of the sheet").isEmpty();
            assertThat(sheet.keySet().stream().map(Node::getId))
                    .contains("create.name", "create.memory", "create.cpus", "create.disk", "create.start");
            application.press(KeyCode.ESCAPE);
            Await.until(
                    "the sheet is closed",
                    Await.WINDOW,
                    () -> application.find("create.name").isEmpty());

            application.press(KeyCode.CONTROL, KeyCode.COMMA);
            application.node("preferences.appearance");
            assertThat(TabWalk.nameless(TabWalk.round(application)))
                    .as("stops of the preferences")
                    .isEmpty();
        }
    }

    private static void store(String name, String group) throws Exception {
        UUID uuid = UUID.randomUUID();
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        MachineConfig config = MachineConfig.of(uuid, name, 64, 1);
        MachineConfigFile.write(
                place.resolve("machine.json"), config.withAbout(config.about().withGroup(group)));
    }

    private static long stored() throws IOException {
        if (!Files.exists(Session.machines())) {
            return 0;
        }
        try (Stream<Path> folders = Files.list(Session.machines())) {
            return folders.filter(path -> !path.getFileName().toString().startsWith("."))
                    .count();
        }
    }
}
