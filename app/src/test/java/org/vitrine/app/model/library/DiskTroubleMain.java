package org.vitrine.app.model.library;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;

/**
 * An application whose machines are on a small file system of its own, which is full, or can only be read, when it changes something. It says what it was told and
 * what the library shows afterwards.
 */
final class DiskTroubleMain {
    private DiskTroubleMain() {}

    /** @param arguments a folder in which {@code vitrine/machines} is mounted, and {@code full} or {@code read-only} */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        UUID uuid;
        try (LibraryFixture at = new LibraryFixture(folder)) {
            uuid = at.create("Sound");
            if (arguments[1].equals("full")) {
                fill(at.root.resolve("filler"));
                change(at, uuid);
                Files.delete(at.root.resolve("filler"));
                System.out.println("again: " + tell(() -> at.edits.apply(uuid, config -> config.withName("Renamed"))));
            }
        }
        if (arguments[1].equals("read-only")) {
            Path root = folder.resolve("vitrine/machines");
            int status = new ProcessBuilder("mount", "-o", "remount,bind,ro", root.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            System.out.println("remount: " + status);
            try (LibraryFixture at = new LibraryFixture(folder)) {
                change(at, uuid);
                System.out.println("start: " + tell(() -> at.starts.start(uuid)));
            }
        }
        System.exit(0);
    }

    private static void change(LibraryFixture at, UUID uuid) throws Exception {
        System.out.println("create: " + tell(() -> at.create("Another")));
        System.out.println("edit: " + tell(() -> at.edits.apply(uuid, config -> config.withName("Renamed"))));
        UserFolders folders = new UserFolders(at.data.resolve("home"), Map.of());
        MachinesFolder chosen = new MachinesFolder(Settings.load(folders.settings(), Runnable::run), folders);
        System.out.println("choose: " + tell(() -> chosen.choose(at.root)));
        at.library.refresh();
        LibraryMachine machine = at.machine(uuid);
        System.out.println("shows: " + at.library.machines().size() + " " + machine.name() + " " + machine.state());
        try (var entries = Files.list(at.root)) {
            System.out.println("holds: " + entries.filter(Files::isDirectory).count());
        }
    }

    private static void fill(Path file) throws IOException {
        // In single bytes at last, so that nothing is left.
        for (int piece = 4096; piece > 0; piece /= 4096) {
            try (OutputStream out = Files.newOutputStream(
                    file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(new byte[piece]);
                }
            } catch (IOException e) {
                System.out.println("filled: " + e.getMessage());
            }
        }
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws Exception;
    }

    private static String tell(Deed deed) throws Exception {
        try {
            deed.run();
            return "done";
        } catch (Refusal e) {
            return e.sentence();
        }
    }
}
