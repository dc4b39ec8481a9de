package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** The library, as a person uses it who has a keyboard and sometimes a mouse. */
@Tag("app")
class LibraryJourneyTest {
    private static final int STEPS = 20;
    private static final long STEP_MILLIS = 20;

    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @NeedsKvm
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

    @Test
    void a_machine_is_renamed_and_cloned_by_the_keyboard() throws Exception {
        store("First", null);
        store("Second", null);
        try (Application application = Application.start()) {
            application.node("library.grid");
            Await.until("its card is shown", Await.WINDOW, () -> application.shows("First"));
            application.click("library.grid");
            application.press(KeyCode.HOME);
            application.press(KeyCode.F2);
            type(application, "Second");
            application.node("naming.name.problem");
            Application.keep("name-taken");
            type(application, "Third");
            application.press(KeyCode.ENTER);
            Await.until("it has its new name", Await.WINDOW, () -> names().equals(Set.of("Second", "Third")));
            Await.until("its card says so", Await.WINDOW, () -> application.shows("Third"));

            application.press(KeyCode.SHIFT, KeyCode.F10);
            application.click("action.clone");
            application.node("naming.linked");
            application.press(KeyCode.ENTER);
            Await.until(
                    "there is a second one",
                    Await.WINDOW,
                    () -> names().equals(Set.of("Second", "Third", "Third 2")) && application.shows("Third 2"));
        }
    }

    private static void type(Application application, String text) throws Exception {
        Node name = application.node("naming.name");
        application.onFx(() -> {
            ((javafx.scene.control.TextField) name).setText(text);
            return true;
        });
    }

    @Test
    void cards_are_dragged_onto_a_group_and_the_sentence_of_a_bad_file_wraps() throws Exception {
        UUID first = store("First", null);
        UUID second = store("Second", null);
        try (Application application = Application.start()) {
            application.node("library.grid");
            Await.until("both cards are shown", Await.WINDOW, () -> application.shows("Second"));
            application.click("library.add-group");
            Node name = application.node("library.group-name");
            application.onFx(() -> {
                ((javafx.scene.control.TextField) name).setText("Work");
                return true;
            });
            application.press(KeyCode.ENTER);
            application.click("library.show-all");

            drag(application, application.node("machine." + first), "Work");
            Await.passes(Await.WINDOW, () -> assertThat(group(first)).isEqualTo("Work"));
            assertThat(group(second)).isNull();
            // Of several that are selected all go along.
            Node grid = application.node("library.grid");
            application.onFx(() -> {
                grid.requestFocus();
                return true;
            });
            application.press(KeyCode.CONTROL, KeyCode.A);
            drag(application, application.node("machine." + second), "Work");
            Await.passes(Await.WINDOW, () -> assertThat(group(second)).isEqualTo("Work"));
            assertThat(group(first)).isEqualTo("Work");
            Await.until(
                    "the group tells",
                    Await.WINDOW,
                    () -> application.shelf("Work, 2").isPresent());

            application.open(List.of(folder.resolve("one that is not there.iso"), folder.resolve("nor this.iso")));
            application.node("create.batch");
            Await.until("the reason is whole", Await.WINDOW, () -> application.isWhole("one that is not there.iso"));
            Application.keep("batch");
        }
    }

    /** By the pointer alone, as a person does it. */
    private static void drag(Application application, Node card, String group) throws Exception {
        Node shelf = application.shelf(group).orElseThrow();
        Point2D from = application.centre(card);
        Point2D to = application.centre(shelf);
        Session.point((int) from.getX(), (int) from.getY());
        Session.button(true);
        for (int i = 1; i <= STEPS; i++) {
            Point2D at = from.interpolate(to, (double) i / STEPS);
            Session.point((int) at.getX(), (int) at.getY());
            Thread.sleep(STEP_MILLIS);
        }
        PseudoClass over = PseudoClass.getPseudoClass("drop-over");
        // A person rests there until it shows that it takes them.
        int[] rests = {0};
        Await.until("the group shows that it takes them", Await.WINDOW, () -> {
            Session.point((int) to.getX() + rests[0]++ % 2, (int) to.getY());
            return application.onFx(() -> shelf.getPseudoClassStates().contains(over));
        });
        Application.keep("dragged");
        Session.button(false);
    }

    private static @Nullable String group(UUID machine) throws Exception {
        return MachineConfigFile.read(
                        Session.machines().resolve(machine.toString()).resolve("machine.json"))
                .about()
                .group();
    }

    private static UUID store(String name, String group) throws Exception {
        UUID uuid = UUID.randomUUID();
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        MachineConfig config = MachineConfig.of(uuid, name, 64, 1);
        MachineConfigFile.write(
                place.resolve("machine.json"), config.withAbout(config.about().withGroup(group)));
        return uuid;
    }

    @Test
    void a_long_task_says_how_far_it_is_and_leaves_nothing_when_it_is_cancelled() throws Exception {
        try (Application application = Application.start()) {
            application.node("drop-area");
            application.open(List.of(LargeImage.in(folder)));
            application.click("create.only");
            Await.until("it is under way", Await.WINDOW, () -> application.shows("1 task"));
            application.click("library.tasks");
            Node tasks = application.node("tasks");
            Await.until("it says how far it is", Await.WINDOW, () -> application.shows(" of 4 GiB"));
            Application.keep("task");
            Node cancel = application.onFx(() -> tasks.lookup(".button"));
            application.click(cancel);
            Await.until("it ends", Await.WINDOW, () -> application.shows("Nothing is under way."));
            Await.until("nothing is left", Await.WINDOW, () -> {
                try (Stream<Path> left = Files.list(Session.machines())) {
                    return left.findAny().isEmpty();
                }
            });
        }
    }

    @Test
    void a_notice_covers_no_button_of_the_sheet_that_is_open_nor_is_covered_by_it() throws Exception {
        Path image = folder.resolve("disk.raw");
        Files.write(image, new byte[1 << 20]);
        Path machine = Session.machines().resolve(store("Broken", null) + "/machine.json");
        Disk gone =
                new Disk("disk0", folder.resolve("gone.raw"), "raw", Disk.Bus.AHCI, Disk.Cache.WRITEBACK, false, null);
        MachineConfigFile.write(machine, MachineConfigFile.read(machine).withDisks(List.of(gone)));
        try (Application application = Application.start()) {
            application.node("library.grid");
            Await.until("its card is shown", Await.WINDOW, () -> application.shows("Broken"));
            Node bar = failingClone(application);
            openSheet(application, image);
            Application.keep("notice-beside-sheet");
            application.click(application.onFx(() -> bar.lookup(".close-button")));
            Await.until(
                    "the cross was met: the notice goes",
                    Await.WINDOW,
                    () -> application.findNotice().isEmpty());
            application.press(KeyCode.ESCAPE);
            Await.until(
                    "the sheet is closed",
                    Await.WINDOW,
                    () -> application.find("create.name").isEmpty());

            var unused = failingClone(application);
            openSheet(application, image);
            application.click("create.only");
            Await.until("the button was met: the machine is made", Await.WINDOW, () -> stored() == 2);
        }
    }

    /** Clones a machine that has no disk any more, which a notice tells. */
    private static Node failingClone(Application application) throws Exception {
        application.click("library.grid");
        application.press(KeyCode.HOME);
        application.press(KeyCode.SHIFT, KeyCode.F10);
        application.click("action.clone");
        application.node("naming.linked");
        application.press(KeyCode.ENTER);
        return application.notice();
    }

    private static void openSheet(Application application, Path image) throws Exception {
        application.open(List.of(image));
        Await.until("it was read", Await.WINDOW, () -> application.shows("disk.raw"));
    }

    private static Set<String> names() throws Exception {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Session.machines(), "[!.]*")) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve("machine.json"))) {
                    names.add(MachineConfigFile.read(folder.resolve("machine.json"))
                            .name());
                }
            }
        }
        return names;
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
