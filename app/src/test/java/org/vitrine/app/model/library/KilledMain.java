package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Makes, edits, deletes and restores machines until it is killed, and says what it has finished. */
public final class KilledMain {
    private KilledMain() {}

    /** What starts it. @param folder of the {@link LibraryFixture} @param first the number of its first machine */
    static ProcessBuilder command(Path folder, int first) {
        return new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledMain.class.getName(),
                folder.toString(),
                Integer.toString(first)));
    }

    public static void main(String[] arguments) throws Exception {
        try (LibraryFixture at = new LibraryFixture(Path.of(arguments[0]))) {
            for (int number = Integer.parseInt(arguments[1]); ; number++) {
                int memory = 64 + number % 1000;
                UUID uuid = at.create("Machine " + number);
                System.out.println("created " + uuid);
                at.edits.apply(
                        uuid,
                        config -> config.withMemoryMiB(memory)
                                .withAbout(config.about().withNotes("memory " + memory)));
                System.out.println("edited " + uuid);
                Trash.TrashedMachine trashed = at.trash.put(uuid);
                System.out.println("deleted " + uuid);
                if (number % 2 == 0) {
                    LibraryMachine unused = at.trash.restore(trashed);
                    System.out.println("restored " + uuid);
                }
            }
        }
    }
}
