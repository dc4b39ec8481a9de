package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

class UnnamedImagesTest {
    @TempDir
    Path folder;

    private LibraryFixture at;
    private UUID uuid;
    private Path image;

    @BeforeEach
    void open() throws Exception {
        at = new LibraryFixture(folder);
        uuid = at.create("Debian");
        image = at.folder(uuid).disks().resolve("disk1.qcow2");
        ImageWork.createQcow2(image, Qcow2Options.ofSize(1 << 20), false);
    }

    @AfterEach
    void close() throws Exception {
        at.close();
    }

    /** As a killed application leaves it. */
    private Path note() throws IOException {
        return Files.createFile(UnnamedImage.noteOf(image));
    }

    private void openAgain() throws Exception {
        at.close();
        at = new LibraryFixture(folder);
    }

    private Path first() {
        return at.machine(uuid).config().disks().getFirst().file();
    }

    @Test
    void an_image_that_its_machine_never_got_is_removed_at_the_next_start() throws Exception {
        Path note = note();
        openAgain();

        assertThat(image).doesNotExist();
        assertThat(note).doesNotExist();
        assertThat(first()).exists();
    }

    @Test
    void a_file_that_nobody_noted_is_the_users_and_stays() throws Exception {
        openAgain();

        assertThat(image).exists();
    }

    @Test
    void an_image_that_was_named_before_the_kill_stays_and_its_note_goes() throws Exception {
        Path note = note();
        MachineConfig config = at.machine(uuid).config();
        java.util.List<Disk> disks = new java.util.ArrayList<>(config.disks());
        Disk first = disks.getFirst();
        disks.add(new Disk("disk1", image, first.format(), first.bus(), first.cache(), false, null));
        MachineConfigFile.write(at.folder(uuid).machineFile(), config.withDisks(disks));
        openAgain();

        assertThat(image).exists();
        assertThat(note).doesNotExist();
    }

    @Test
    void what_lies_behind_a_layer_or_is_in_a_snapshot_stays() throws Exception {
        Path note = note();
        Path layers = Files.createDirectories(at.folder(uuid).layers());
        ImageWork.createQcow2(
                layers.resolve("disk1-1.qcow2"),
                Qcow2Options.ofSize(1 << 20).over("../disks/disk1.qcow2", ImageFormat.QCOW2.id()),
                false);
        openAgain();
        assertThat(image).exists();
        assertThat(note).doesNotExist();

        Files.delete(layers.resolve("disk1-1.qcow2"));
        note();
        Path snapshot = Files.createDirectories(at.folder(uuid).snapshots().resolve("s"));
        Files.writeString(
                snapshot.resolve("machine.json"),
                Files.readString(at.folder(uuid).machineFile())
                        .replace("disks/disk0.qcow2", "../../disks/disk1.qcow2"));
        openAgain();
        assertThat(image).exists();
    }

    @Test
    void an_image_that_is_being_made_stays() throws Exception {
        Files.delete(image);
        try (UnnamedImage begun = UnnamedImage.begin(image)) {
            ImageWork.createQcow2(image, Qcow2Options.ofSize(1 << 20), false);
            openAgain();
            assertThat(image).exists();
            assertThat(begun.image()).isEqualTo(image);
        }
        assertThat(UnnamedImage.noteOf(image)).doesNotExist();
        assertThatThrownBy(() -> UnnamedImage.begin(image)).isInstanceOf(IOException.class);
        assertThat(UnnamedImage.noteOf(image)).doesNotExist();
    }

    @Test
    void nothing_is_removed_from_a_machine_that_cannot_be_read() throws Exception {
        Path note = note();
        Files.writeString(at.folder(uuid).machineFile(), "{");
        openAgain();

        assertThat(image).exists();
        assertThat(note).exists();
        assertThat(at.library.machine(uuid).map(LibraryMachine::state))
                .isEqualTo(Optional.of(LibraryMachine.State.DAMAGED));
    }
}
