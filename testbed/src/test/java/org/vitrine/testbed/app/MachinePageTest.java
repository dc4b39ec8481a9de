package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void a_running_machine_is_taken_changed_and_returned_to_along_the_tree() throws Exception {
        try (Application application = Application.start()) {
            Page page = Page.open(application, "Still");
            application.click("page.primary");
            try (Machine machine = Machine.await()) {
                machine.awaitText("ready, scan code set 1");
                application.node("console");
                page = Page.ofConsole(application);
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
