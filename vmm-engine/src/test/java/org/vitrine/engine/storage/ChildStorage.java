package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.snapshot.Manifest;

/** A process that does the same to one stored machine after the other, and is killed meanwhile. */
final class ChildStorage {
    /** What can be done to a machine that has the snapshots one, two and three, and is saved. */
    enum Work {
        TAKE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.discardSaved();
                at.stored.take("four", "");
            }
        },
        TAKE_SAVED {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.take("asleep", "");
            }
        },
        REVERT {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.revert(find(at, "one"), Optional.empty(), Progress.NONE);
            }
        },
        REVERT_AND_KEEP {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.revert(find(at, "two"), Optional.of("kept"), Progress.NONE);
            }
        },
        DELETE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.tree().delete(find(at, "two"), Progress.NONE);
            }
        },
        CLONE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.makeClone(order(at, false, Optional.empty()), Progress.NONE);
            }
        },
        LINKED_CLONE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.makeClone(order(at, true, Optional.of(find(at, "one"))), Progress.NONE);
            }
        };

        abstract void perform(StoredMachineFixture at) throws IOException;
    }

    private ChildStorage() {}

    private static UUID find(StoredMachineFixture at, String name) throws IOException {
        return at.machine.snapshots().list().snapshots().stream()
                .filter(snapshot -> snapshot.name().equals(name))
                .map(Manifest::id)
                .findFirst()
                .orElseThrow();
    }

    private static CloneOrder order(StoredMachineFixture at, boolean linked, Optional<UUID> snapshot) {
        return new CloneOrder(at.library.resolve("clone"), UUID.randomUUID(), "clone", linked, snapshot);
    }

    /** Prints a line when it begins, and what went wrong; arguments: the work's name, then libraries. */
    public static void main(String[] arguments) {
        Work work = Work.valueOf(arguments[0]);
        System.out.println("begun");
        for (int i = 1; i < arguments.length; i++) {
            try {
                work.perform(new StoredMachineFixture(Path.of(arguments[i])));
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
        System.out.println("done");
    }

    static Process start(Work work, List<Path> libraries) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ChildStorage.class.getName(),
                work.name()));
        libraries.forEach(library -> command.add(library.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
