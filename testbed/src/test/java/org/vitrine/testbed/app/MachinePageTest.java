package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** A machine's page: what is edited is in the file, snapshots are taken and returned to, and the keyboard is enough. */
@Tag("app")
class MachinePageTest {
    private static final double TALL = 1000;

    @TempDir
    Path folder;

    private final UUID uuid = UUID.randomUUID();
    private Path machineFile;

    @BeforeEach
    void store() throws Exception {
        Path disc = AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1");
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        machineFile = place.resolve("machine.json");
        MachineConfigFile.write(
                machineFile,
                MachineConfig.of(uuid, "Still", 64, 1)
                        .withOptical(List.of(new Optical("cd0", disc)))
                        .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
    }

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void what_is_edited_and_applied_is_in_machine_json() throws Exception {
        try (Application application = Application.start()) {
            Page page = Page.open(application, "Still");
            page.type("overview.name", "Renamed");
            page.goTo(Section.PROCESSOR);
            page.type("processor.memory", "7");
            Await.until(
                    "the reason is under the field",
                    Await.WINDOW,
                    () -> application.shows("With less than 16 MiB no machine starts."));
            assertThat(application.onFx(application.node("page.apply")::isDisabled))
                    .isTrue();
            page.type("processor.memory", "96");
            Await.until("two changes", Await.WINDOW, () -> application.shows("2 changes"));
            Application.keep("page-changes");
            assertThat(MachineConfigFile.read(machineFile).name()).isEqualTo("Still");

            application.click("page.apply");
            Await.until(
                    "the file has it",
                    Await.WINDOW,
                    () -> MachineConfigFile.read(machineFile).memoryMiB() == 96);
            assertThat(MachineConfigFile.read(machineFile).name()).isEqualTo("Renamed");
            Await.until(
                    "the breadcrumb has it",
                    Await.WINDOW,
                    () -> application.words("navigation.here").equals("Renamed"));
        }
    }

    @NeedsKvm
    @Test
    void a_running_machine_is_taken_changed_and_returned_to_along_the_tree() throws Exception {
        try (Application application = Application.start()) {
            try (Machine machine = Page.start(application, "Still")) {
                machine.awaitText("ready, scan code set 1");
                application.node("console");
                Page page = Page.ofConsole(application);
                application.click("navigation.library");
                page = Page.open(application, "Still");
                take(application, page, "First");
                take(application, page, "Second");
                Application.keep("page-snapshots");

                Node first = application.node(Page.snapshot(application, "First"));
                application.click(first);
                application.click("snapshots.revert");
                application.click("snapshots.revert-lose");
                Await.until("returned", Await.WINDOW, () -> machine.events().contains("X_VITRINE_REVERTED"));
                Page.awaitCurrent(application, "First");
                application.press(KeyCode.DELETE);
                application.click("snapshots.delete-now");
                Await.until("one is left", Await.WINDOW, () -> snapshots() == 1);
                Await.until(
                        "it is the one that was not clicked on",
                        Await.WINDOW,
                        () -> Page.snapshot(application, "First").isEmpty());
            }
        }
    }

    @NeedsKvm
    @Test
    void a_running_machines_present_is_kept_cloned_and_watched() throws Exception {
        try (Application application = Application.start()) {
            try (Machine machine = Page.start(application, "Still")) {
                machine.awaitText("ready, scan code set 1");
                application.node("console");
                Page page = Page.ofConsole(application);
                // Beneath a tree of two lanes a usual window has no room for the buttons.
                application.onFx(() -> {
                    application.stage().setHeight(TALL);
                    return true;
                });
                take(application, page, "First");
                take(application, page, "Second");

                application.click(application.node(Page.snapshot(application, "First")));
                application.click("snapshots.revert");
                application.click("snapshots.revert-keep");
                Await.until("returned", Await.BOOT, () -> machine.events().contains("X_VITRINE_REVERTED"));
                assertThat(snapshots()).as("the two, and what the machine was").isEqualTo(3);
                Page.awaitCurrent(application, "First");

                clone(application, page, "Whole", false);
                clone(application, page, "Linked", true);
                watch(application, page);
                page.goTo(Section.SNAPSHOTS);
                application.click(application.node(Page.snapshot(application, "First")));
                application.click("snapshots.delete");
                application.click("snapshots.delete-now");
                Await.until("two are left", Await.BOOT, () -> snapshots() == 2);
                assertThat(names()).contains("Whole", "Linked");
            }
        }
    }

    /** A clone of the snapshot that is chosen is a machine of its own; one that is linked is known to its parent. */
    private void clone(Application application, Page page, String name, boolean linked) throws Exception {
        application.click("snapshots.clone");
        page.type("snapshots.clone-name", name);
        if (linked) {
            application.click("snapshots.clone-linked");
        }
        application.click("snapshots.clone-now");
        isClone(name, linked);
    }

    private void isClone(String name, boolean linked) throws Exception {
        Await.until(name + " is in the library", Await.BOOT, () -> names().contains(name));
        assertThat(clones()).hasSize(linked ? 1 : 0);
    }

    @Test
    void a_machine_is_cloned_in_full_and_linked_from_its_pages_own_menu() throws Exception {
        try (Application application = Application.start()) {
            Page page = Page.open(application, "Still");
            cloneByMenu(application, page, "Whole", false);
            cloneByMenu(application, page, "Linked", true);
            assertThat(application.find("page.sections"))
                    .as("the page is where it was")
                    .isPresent();
            application.click("navigation.library");
            Await.until(
                    "both have a card", Await.WINDOW, () -> application.shows("Whole") && application.shows("Linked"));
        }
    }

    private void cloneByMenu(Application application, Page page, String name, boolean linked) throws Exception {
        application.click("page.more");
        application.node("action.clone");
        Application.keep("page-menu");
        application.click("action.clone");
        // A name that another machine has is not taken here either.
        page.type("naming.name", "Still");
        application.node("naming.name.problem");
        assertThat(application.onFx(application.node("naming.accept")::isDisabled))
                .isTrue();
        page.type("naming.name", name);
        if (linked) {
            application.click("naming.linked");
        }
        Application.keep("page-clone");
        application.click("naming.accept");
        isClone(name, linked);
    }

    private List<Path> clones() throws Exception {
        Path known = machineFile.resolveSibling("clones");
        if (!Files.exists(known)) {
            return List.of();
        }
        try (var all = Files.list(known)) {
            return all.toList();
        }
    }

    private static List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        try (var folders = Files.list(Session.machines())) {
            for (Path place : folders.toList()) {
                Path file = place.resolve("machine.json");
                if (!place.getFileName().toString().startsWith(".") && Files.exists(file)) {
                    names.add(MachineConfigFile.read(file).name());
                }
            }
        }
        return names;
    }

    /** The graphs have the numbers of the process, and the log is in sentences. */
    private static void watch(Application application, Page page) throws Exception {
        page.goTo(Section.OVERVIEW);
        application.node("overview.usage");
        Await.until(
                "the process's memory is measured",
                Await.WINDOW,
                () -> application.shows("of this host’s, 64 MiB for the guest"));
        Application.keep("page-graphs");
        page.goTo(Section.ACTIVITY);
        Await.until("it tells of the return", Await.WINDOW, () -> application.shows("went back to a snapshot"));
        Application.keep("page-activity");
    }

    private void take(Application application, Page page, String name) throws Exception {
        long before = snapshots();
        application.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.S);
        Application.keep("page-take");
        page.type("snapshots.take-name", name);
        application.click("snapshots.take-now");
        Await.until(name + " is on the disk", Await.BOOT, () -> snapshots() == before + 1);
        Await.until(
                name + " is in the tree",
                Await.WINDOW,
                () -> !Page.snapshot(application, name).isEmpty());
    }

    private long snapshots() throws Exception {
        Path place = machineFile.resolveSibling("snapshots");
        if (!Files.exists(place)) {
            return 0;
        }
        try (var all = Files.list(place)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("."))
                    .count();
        }
    }

    @Test
    void each_stop_of_the_tab_key_in_every_part_has_a_name() throws Exception {
        try (Application application = Application.start()) {
            Page page = Page.open(application, "Still");
            for (Section part : Section.values()) {
                page.goTo(part);
                Application.keep("page-part-" + part.ordinal());
                Map<Node, String> stops = TabWalk.round(application);
                assertThat(stops)
                        .as("part " + part)
                        .allSatisfy((node, name) ->
                                assertThat(name).as(String.valueOf(node)).isNotBlank());
                assertThat(stops.keySet().stream().map(Node::getId)).contains("page.search", "page.sections");
            }
        }
    }
}
