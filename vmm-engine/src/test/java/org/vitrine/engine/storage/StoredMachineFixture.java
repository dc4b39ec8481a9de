package org.vitrine.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.Sections;
import org.vitrine.engine.snapshot.SnapshotDraft;
import org.vitrine.engine.snapshot.SnapshotStore;

/** A machine in the folder {@code parent} of a library, with one disk and UEFI variables, and what can be seen of it. */
final class StoredMachineFixture {
    private static final int SIZE = 1 << 20;
    private static final int MEMORY = 2 << 20;

    final Path library;
    final Path directory;
    final MachineDirectory machine;
    final StoredMachine stored;

    /** One that is there. */
    StoredMachineFixture(Path library) {
        this.library = library;
        this.directory = library.resolve("parent");
        this.machine = new MachineDirectory(directory.resolve("machine.json"));
        this.stored = new StoredMachine(machine);
    }

    /** Makes one, whose disk and variables say “first”. */
    static StoredMachineFixture make(Path library) throws Exception {
        Path directory = Files.createDirectories(library.resolve("parent"));
        Path disk = directory.resolve("disk0.qcow2");
        ImageWork.createQcow2(disk, Qcow2Options.ofSize(SIZE), false);
        MachineConfigFile.write(
                directory.resolve("machine.json"),
                MachineConfig.of(UUID.randomUUID(), "parent", 64, 1)
                        .withFirmware(Firmware.USUAL.withKind(Firmware.Kind.UEFI))
                        .withDisks(List.of(new MachineConfig.Disk(
                                "disk0",
                                disk,
                                "qcow2",
                                MachineConfig.Disk.Bus.AHCI,
                                MachineConfig.Disk.Cache.WRITEBACK,
                                false,
                                null)))
                        .withDevices(List.of(
                                new MachineConfig.DeviceConfig("net0", "net", Map.of("mac", "52:54:00:01:02:03")))));
        StoredMachineFixture made = new StoredMachineFixture(library);
        made.put("first");
        return made;
    }

    /** What a run of the machine leaves on its disk and in its NVRAM. */
    void put(String text) throws Exception {
        put(machine.config(), directory, text);
    }

    static void put(MachineConfig config, Path directory, String text) throws Exception {
        try (BlockNode disk = Images.open(config.disks().getFirst().file(), false, Optional.empty())) {
            disk.write(0, Buffers.of(Arrays.copyOf(text.getBytes(), 512)));
            disk.flush();
        }
        Files.writeString(Variables.fileOf(config, directory), text);
    }

    String shown() throws Exception {
        return shown(machine.config(), directory);
    }

    /** What the disk says, and the variables too. */
    static String shown(MachineConfig config, Path directory) throws Exception {
        String text = diskText(config.disks().getFirst().file());
        assertThat(Files.readString(Variables.fileOf(config, directory))).isEqualTo(text);
        return text;
    }

    private static String diskText(Path image) throws Exception {
        byte[] bytes = new byte[512];
        try (BlockNode disk = Images.open(image, true, Optional.empty())) {
            disk.read(0, Buffers.of(bytes));
        }
        return new String(bytes).replace("\0", "");
    }

    /** As if the machine had run and been saved. */
    UUID save() throws IOException {
        try (SnapshotDraft draft = machine.saved().begin()) {
            Files.write(draft.memoryFile(), new byte[MEMORY]);
            draft.addMemory(done -> {});
            draft.add("state", new Sections().toByteArray());
            draft.add("machine.json", machine.written(machine.config()));
            draft.add("nvram", Files.readAllBytes(Variables.fileOf(machine.config(), directory)));
            draft.commit(new Manifest(
                    draft.id(),
                    Optional.ofNullable(machine.config().snapshot()),
                    SnapshotStore.SAVED,
                    "",
                    Instant.now(),
                    true,
                    List.of(new Manifest.Region("ram", 0, MEMORY)),
                    List.of(),
                    Map.of()));
            machine.edit(config -> config.withSaved(draft.id()));
            return draft.id();
        }
    }

    /** All that its user sees: the present state, the tree, clones. What is not of it, such as a hidden file, fails. */
    String view() throws Exception {
        stored.tree().sweep();
        stored.tree().tidy();
        MachineConfig config = machine.config();
        List<Manifest> snapshots = machine.snapshots().list().snapshots();
        Map<UUID, String> names = new TreeMap<>();
        snapshots.forEach(one -> names.put(one.id(), one.name()));
        StringBuilder view = new StringBuilder("%s, %d MiB, grown out of %s, %s%n"
                .formatted(
                        shown(),
                        config.memoryMiB(),
                        names.get(config.snapshot()),
                        config.saved() == null
                                ? "off"
                                : "saved "
                                        + machine.kept()
                                                .orElseThrow()
                                                .manifest()
                                                .hasMemory()));
        for (Manifest snapshot : snapshots) {
            stored.tree().check(snapshot.id(), (done, total) -> {});
            view.append("%s below %s: %s, %s%n"
                    .formatted(
                            snapshot.name(),
                            snapshot.parent().map(names::get),
                            diskText(machine.snapshots()
                                    .diskFile(snapshot, snapshot.disks().getFirst())),
                            snapshot.hasMemory()));
        }
        machine.clones().all().forEach(clone -> view.append("clone %s %s%n".formatted(clone.name(), clone.whole())));
        try (Stream<Path> folders = Files.list(library)) {
            for (Path folder : folders.sorted().toList()) {
                Path file = folder.resolve("machine.json");
                if (Files.exists(file) && !folder.equals(directory) && !isHidden(folder)) {
                    view.append("beside it %s: %s%n"
                            .formatted(folder.getFileName(), shown(MachineConfigFile.read(file), folder)));
                }
            }
        }
        assertThat(machine.snapshots().list().damaged()).isEmpty();
        assertThat(images()).as("one for each snapshot, and the present one").hasSize(snapshots.size() + 1);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files).noneMatch(StoredMachineFixture::isHidden);
        }
        return view.toString();
    }

    private List<Path> images() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".qcow2")).toList();
        }
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    /** Another library with the same. */
    StoredMachineFixture copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(library)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(library.relativize(file)));
            }
        }
        return new StoredMachineFixture(to);
    }

    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(library)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
