package org.vitrine.testbed.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;

/** A way through the application in a process of its own, which says each step before it takes it, until it is killed or at the end. */
enum Journey {
    /** A disc is dropped, becomes a machine, and starts. */
    CREATE(4) {
        @Override
        void go(Application application, Path folder) throws Exception {
            Path disc = AssembledGuest.iso("still.asm", folder);
            application.node("drop-area");
            say("drop");
            application.drop(disc);
            application.node("create.name");
            say("create");
            application.createAndStart();
            say("start");
            Machine machine = Machine.await();
            application.node("console");
            say("end");
            machine.close();
        }
    },

    /** Snapshots of a running machine are taken, one is returned to and one deleted. */
    SNAPSHOTS(6) {
        @Override
        void go(Application application, Path folder) throws Exception {
            Page.open(application, NAME);
            say("start");
            application.click("page.primary");
            try (Machine machine = Machine.await()) {
                application.node("console");
                Page page = Page.ofConsole(application);
                for (String name : List.of("First", "Second")) {
                    say("take " + name);
                    application.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.S);
                    page.type("snapshots.take-name", name);
                    application.click("snapshots.take-now");
                    Await.until(
                            name,
                            Await.BOOT,
                            () -> !Page.snapshot(application, name).isEmpty());
                }
                say("revert");
                application.click(Page.snapshot(application, "First"));
                application.click("snapshots.revert");
                application.click("snapshots.revert-lose");
                Await.until("returned", Await.WINDOW, () -> machine.events().contains("X_VITRINE_REVERTED"));
                say("delete");
                Page.awaitCurrent(application, "First");
                application.press(KeyCode.DELETE);
                application.click("snapshots.delete-now");
                Await.until(
                        "deleted",
                        Await.WINDOW,
                        () -> Page.snapshot(application, "First").isEmpty());
                say("end");
            }
        }
    },

    /** The machine goes to the trash and is taken back, twice. */
    TRASH(4) {
        @Override
        void go(Application application, Path folder) throws Exception {
            for (int i = 0; i < 2; i++) {
                Node grid = application.node("library.grid");
                Await.until("its card", Await.WINDOW, () -> application.shows(NAME));
                application.onFx(() -> {
                    grid.requestFocus();
                    return true;
                });
                application.press(KeyCode.HOME);
                say("delete");
                application.press(KeyCode.DELETE);
                Node undo = application.button("Undo");
                say("restore");
                application.click(undo);
            }
        }
    },

    /** The guest writes in a run that keeps nothing. */
    DISPOSABLE(3) {
        @Override
        void go(Application application, Path folder) throws Exception {
            Page.open(application, NAME);
            application.click("page.more");
            say("start");
            application.click("action.start-disposable");
            try (Machine machine = Machine.await()) {
                application.node("console");
                say("run");
                Await.until(
                        "the guest writes",
                        Await.BOOT,
                        () -> Files.readString(folder.resolve("serial")).contains("n=00000008"));
                say("end");
                machine.qmp("quit", Map.of());
                Await.until("off", Await.WINDOW, () -> !machine.directory().isAlive());
            }
        }
    },

    /** Name, memory and disks are edited together, twice. */
    EDIT(4) {
        @Override
        void go(Application application, Path folder) throws Exception {
            Page page = Page.open(application, NAME);
            for (int i = 1; i <= 2; i++) {
                page.goTo(Section.OVERVIEW);
                page.type("overview.name", NAME + " " + (MEMORY + i));
                page.goTo(Section.PROCESSOR);
                page.type("processor.memory", Integer.toString(MEMORY + i));
                page.goTo(Section.DISKS);
                application.click("disks.create");
                page.type("size.field", "1");
                application.click("size.accept");
                say("apply");
                page.apply();
                say("applied");
            }
        }
    };

    static final String NAME = "Killed";
    static final int MEMORY = 64;

    private final int steps;

    Journey(int steps) {
        this.steps = steps;
    }

    abstract void go(Application application, Path folder) throws Exception;

    /** As many as it says, the start not counted. */
    int steps() {
        return steps;
    }

    private static void say(String step) {
        System.out.println("step " + step);
        System.out.flush();
    }

    /** Puts the machine that most journeys begin with on the disk. */
    static MachineConfig store(Path folder) throws Exception {
        UUID uuid = UUID.randomUUID();
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        Path disk = place.resolve("disk0.qcow2");
        Session.run("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "8M");
        Path serial = Files.writeString(folder.resolve("serial"), "");
        MachineConfig config = MachineConfig.of(uuid, NAME, MEMORY, 1)
                .withOptical(List.of(new Optical("cd0", AssembledGuest.iso("disk-counting.asm", folder))))
                .withDisks(List.of(new Disk("disk0", disk, "qcow2", Disk.Bus.AHCI, Disk.Cache.WRITEBACK, false, null)))
                .withSerial(serial.toString())
                .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of())));
        MachineConfigFile.write(place.resolve("machine.json"), config);
        return config;
    }

    /** The folders of machines, hidden ones too. */
    static List<Path> folders() throws Exception {
        if (!Files.exists(Session.machines())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(Session.machines())) {
            return all.toList();
        }
    }

    /** Goes one of them. The main class is none of JavaFX's, which the class path forbids. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            try {
                Application application = Application.start();
                say("begin");
                Journey.valueOf(arguments[0]).go(application, Path.of(arguments[1]));
                say("over");
                // Until it is killed, or nobody listens.
                var unused = System.in.read();
            } catch (AssertionError e) {
                e.printStackTrace();
                Application.keep("journey-failed");
            } finally {
                // JavaFX would keep it.
                System.exit(1);
            }
        }
    }
}
