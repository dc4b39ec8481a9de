package org.vitrine.testbed.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.testbed.guest.AssembledGuest;

/**
 * Takes the pictures of {@code docs/screens}: each view in dark and light, at the scale that JavaFX was started with. The engine is the real one. Run by {@code testbed/screens}.
 */
public final class Screens {
    private static final List<String> THEMES = List.of("dark", "light");

    private final Shutter shutter;
    private final ScreenLibrary library;
    private final Path work;

    private Screens(Path folder, double scale, Path work) {
        this.shutter = new Shutter(folder, scale);
        this.library = new ScreenLibrary();
        this.work = work;
    }

    /** @param words the folder for the pictures, and the scale in per cent */
    public static void main(String[] words) throws Exception {
        Screens screens = new Screens(Path.of(words[0]), Integer.parseInt(words[1]) / 100.0, Session.directory());
        try {
            screens.take();
        } catch (Throwable e) {
            e.printStackTrace();
            Application.keep("screens-failed");
        } finally {
            Machine.endAll();
            System.exit(0);
        }
    }

    private void take() throws Exception {
        Path disc = AssembledGuest.iso("keys.asm", work, "SCAN_SET=1");
        for (String theme : THEMES) {
            Session.clearLibrary();
            withApplication(theme, this::first);
            library.few(disc);
            withApplication(theme, this::library);
            library.many();
            withApplication(theme, this::many);
        }
        Session.clearLibrary();
        UUID uuid = library.few(disc);
        Session.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.vitrine.app.Vitrine",
                "start",
                uuid.toString());
        for (RuntimeDirectory directory : RuntimeRoot.ofUser().running()) {
            if (directory.uuid().equals(uuid)) {
                try (Machine machine = Machine.await()) {
                    machine.awaitText("ready, scan code set 1");
                    for (String name : List.of("Fresh install", "Before the update")) {
                        machine.qmp("x-vitrine-snapshot-take", Map.of("job-id", "take-" + name.length(), "name", name));
                        Thread.sleep(6000);
                    }
                    for (String theme : THEMES) {
                        withApplication(theme, this::running);
                    }
                    machine.disconnect();
                }
            }
        }
    }

    private interface Scene {
        void take(Application application) throws Exception;
    }

    private void withApplication(String theme, Scene scene) throws Exception {
        Properties settings = new Properties();
        settings.put("appearance", theme);
        settings.put("window.x", "20");
        settings.put("window.y", "40");
        settings.put("window.width", "1040");
        settings.put("window.height", "700");
        Path folder = Files.createDirectories(Path.of(System.getenv("XDG_CONFIG_HOME"), "vitrine"));
        try (var out = Files.newBufferedWriter(folder.resolve("settings.properties"))) {
            settings.store(out, null);
        }
        shutter.theme(theme);
        try (Application application = Application.start()) {
            scene.take(application);
        } catch (AssertionError | Exception e) {
            System.err.println(theme + ": " + e);
            e.printStackTrace();
        }
    }

    private void first(Application application) throws Exception {
        application.node("drop-area");
        application.node("host-check");
        Thread.sleep(1500);
        shutter.take(application, "first-start");
        application.press(KeyCode.CONTROL, KeyCode.N);
        application.node("create.name");
        shutter.take(application, "create-nothing-chosen");
        application.press(KeyCode.ESCAPE);
        open(application, Path.of("/usr/lib/grub-rescue/grub-rescue-cdrom.iso"));
        Await.until("the disc is read", Await.WINDOW, () -> application.shows("GRUB"));
        Thread.sleep(1500);
        shutter.take(application, "create-disc");
        set(application, "create.name", "");
        shutter.take(application, "create-problem");
        set(application, "create.name", "GRUB");
        application.press(KeyCode.ESCAPE);
        Path batch = Files.createDirectories(work.resolve("batch"));
        List<Path> files = new java.util.ArrayList<>();
        for (String name : List.of(
                "debian-12.iso", "a-name-of-a-disc-image-that-is-rather-long-and-says-nothing-new.iso", "third.iso")) {
            files.add(Files.copy(
                    Path.of("/usr/lib/grub-rescue/grub-rescue-cdrom.iso"),
                    batch.resolve(name),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING));
        }
        files.add(Files.writeString(batch.resolve("notes.txt"), "no disc"));
        open(application, files.toArray(Path[]::new));
        application.node("create.batch");
        shutter.take(application, "create-several");
    }

    private void open(Application application, Path... files) throws Exception {
        application.open(List.of(files));
    }

    private void library(Application application) throws Exception {
        application.node("library.grid");
        Thread.sleep(800);
        shutter.take(application, "library-cards");
        focus(application, "library.grid");
        application.press(KeyCode.HOME);
        application.press(KeyCode.SHIFT, KeyCode.RIGHT);
        application.press(KeyCode.SHIFT, KeyCode.RIGHT);
        shutter.take(application, "library-selection");
        application.press(KeyCode.SHIFT, KeyCode.F10);
        shutter.take(application, "library-menu");
        application.press(KeyCode.ESCAPE);
        application.press(KeyCode.HOME);
        application.press(KeyCode.F2);
        application.node("naming.name");
        shutter.take(application, "library-rename");
        application.press(KeyCode.ESCAPE);
        set(application, "library.search", "#testing");
        shutter.take(application, "library-search");
        set(application, "library.search", "no such machine");
        application.node("library.nothing");
        shutter.take(application, "library-nothing-found");
        set(application, "library.search", "");
        select(application, "library.shelves", 2);
        fire(application, "library.add-group");
        set(application, "library.group-name", "Long forgotten");
        shutter.take(application, "library-group");
        application.press(KeyCode.ESCAPE);
        select(application, "library.shelves", 0);
        fire(application, "library.as-list");
        application.node("library.table");
        shutter.take(application, "library-table");
        fire(application, "library.as-grid");
        fire(application, "library.tasks");
        shutter.take(application, "tasks");
        application.press(KeyCode.ESCAPE);
        task(application);
        sheets(application);
        resize(application, 800);
        shutter.take(application, "library-narrow");
        resize(application, 1040);
        focus(application, "library.grid");
        application.press(KeyCode.END);
        application.press(KeyCode.DELETE);
        Await.until("it says where", Await.WINDOW, () -> application.shows("is in the trash"));
        shutter.take(application, "trash");
        page(application);
    }

    /** A task that runs, and how it says that it was cancelled. */
    private void task(Application application) throws Exception {
        open(application, LargeImage.in(work));
        Node create = application.node("create.only");
        Await.until("the image is read", Await.WINDOW, () -> application.onFx(() -> !create.isDisabled()));
        shutter.take(application, "create-disk-image");
        fire(application, "create.only");
        // The sheet waits for the end of the copy, which goes on behind it.
        application.press(KeyCode.ESCAPE);
        Await.until(
                "it is under way",
                Await.WINDOW,
                () -> application.find("create.name").isEmpty());
        fire(application, "library.tasks");
        Node tasks = application.node("tasks");
        Await.until("it says how far it is", Await.WINDOW, () -> application.shows(" of 4 GiB"));
        shutter.take(application, "tasks-running");
        ButtonBase cancel = (ButtonBase) application.onFx(() -> tasks.lookup(".list-cell .button"));
        application.onFx(() -> {
            cancel.fire();
            return true;
        });
        Thread.sleep(1500);
        application.press(KeyCode.ESCAPE);
        shutter.take(application, "tasks-cancelled");
        Thread.sleep(6000);
    }

    private void sheets(Application application) throws Exception {
        application.press(KeyCode.CONTROL, KeyCode.COMMA);
        application.node("preferences.appearance");
        shutter.take(application, "preferences");
        application.press(KeyCode.ESCAPE);
        Thread.sleep(500);
        application.press(KeyCode.CONTROL, KeyCode.SLASH);
        shutter.take(application, "shortcuts");
        application.press(KeyCode.ESCAPE);
        Thread.sleep(500);
        application.press(KeyCode.F1);
        shutter.take(application, "help");
        application.press(KeyCode.ESCAPE);
        Thread.sleep(500);
    }

    private void many(Application application) throws Exception {
        application.node("library.grid");
        Thread.sleep(800);
        shutter.take(application, "machines-200-cards");
        fire(application, "library.as-list");
        application.node("library.table");
        shutter.take(application, "machines-200-table");
        fire(application, "library.as-grid");
    }

    /** Each part of the page of a machine that is off. */
    private void page(Application application) throws Exception {
        focus(application, "library.grid");
        application.press(KeyCode.HOME);
        application.press(KeyCode.SPACE);
        ListView<?> parts = (ListView<?>) application.node("page.sections");
        int count = application.onFx(() -> parts.getItems().size());
        for (int i = 0; i < count; i++) {
            select(application, "page.sections", i);
            String part = application.onFx(
                    () -> parts.getSelectionModel().getSelectedItem().toString().toLowerCase(Locale.ROOT));
            shutter.take(application, "page-" + part);
            if (part.equals("network")) {
                fire(application, "network.more-net0");
                shutter.take(application, "page-network-more");
            }
        }
        select(application, "page.sections", 1);
        set(application, "processor.memory", "2048");
        shutter.take(application, "page-changes");
        set(application, "processor.memory", "7");
        shutter.take(application, "page-problem");
    }

    /** What needs a guest: live card, page with graphs, snapshots, console. */
    private void running(Application application) throws Exception {
        application.node("library.grid");
        Thread.sleep(4000);
        shutter.take(application, "library-running");
        focus(application, "library.grid");
        set(application, "library.search", "Build");
        focus(application, "library.grid");
        application.press(KeyCode.HOME);
        application.press(KeyCode.SPACE);
        ListView<?> parts = (ListView<?>) application.node("page.sections");
        Thread.sleep(8000);
        shutter.take(application, "running-overview");
        for (String part : List.of("SNAPSHOTS", "ACTIVITY")) {
            application.onFx(() -> {
                for (int i = 0; i < parts.getItems().size(); i++) {
                    if (parts.getItems().get(i).toString().equals(part)) {
                        parts.getSelectionModel().select(i);
                    }
                }
                return true;
            });
            Thread.sleep(1200);
            shutter.take(application, "running-" + part.toLowerCase(Locale.ROOT));
        }
        fire(application, "page.primary");
        application.node("console");
        Thread.sleep(2500);
        shutter.take(application, "console");
        application.onFx(() -> {
            Node keys = application.find("console.send-key").orElseThrow();
            ((javafx.scene.control.MenuButton) keys).show();
            return true;
        });
        shutter.take(application, "console-keys");
        application.click("console.own-keys");
        application.node("console.own-keys-field");
        shutter.take(application, "console-own-keys");
        application.press(KeyCode.ESCAPE);
        Thread.sleep(500);
        tabs(application);
        fire(application, "console.reset");
        shutter.take(application, "console-question");
        fire(application, "console.fullscreen");
        Thread.sleep(1500);
        Session.point(400, 0);
        Session.point(410, 1);
        Thread.sleep(1500);
        shutter.takeAll("console-fullscreen");
        application.press(KeyCode.F11);
        Thread.sleep(1000);
        Session.point(1, 1100);
    }

    /** A second console beside the first, and one whose machine was killed. */
    private void tabs(Application application) throws Exception {
        fire(application, "navigation.library");
        application.node("library.grid");
        set(application, "library.search", "Debian 12");
        focus(application, "library.grid");
        application.press(KeyCode.HOME);
        application.press(KeyCode.ENTER);
        application.node("console.tabs");
        Thread.sleep(9000);
        shutter.take(application, "console-tabs");
        for (RuntimeDirectory directory : RuntimeRoot.ofUser().running()) {
            if (MachineConfigFile.read(directory.machineFile()).name().equals("Debian 12")) {
                try (Machine machine = Machine.await(directory.uuid())) {
                    machine.disconnect();
                    machine.process().destroyForcibly();
                    application.node("ended");
                }
            }
        }
        shutter.take(application, "console-ended");
        fire(application, "ended.close");
        Thread.sleep(500);
    }

    private static void set(Application application, String id, String text) throws Exception {
        Node field = application.node(id);
        application.onFx(() -> {
            ((TextInputControl) field).setText(text);
            return true;
        });
    }

    private static void select(Application application, String id, int index) throws Exception {
        ListView<?> list = (ListView<?>) application.node(id);
        application.onFx(() -> {
            list.getSelectionModel().select(index);
            return true;
        });
    }

    private static void fire(Application application, String id) throws Exception {
        ButtonBase button = (ButtonBase) application.node(id);
        application.onFx(() -> {
            button.fire();
            return true;
        });
    }

    private static void focus(Application application, String id) throws Exception {
        Node node = application.node(id);
        application.onFx(() -> {
            node.requestFocus();
            return true;
        });
    }

    private static void resize(Application application, double width) throws Exception {
        application.onFx(() -> {
            application.stage().setWidth(width);
            return true;
        });
        Thread.sleep(700);
    }
}
