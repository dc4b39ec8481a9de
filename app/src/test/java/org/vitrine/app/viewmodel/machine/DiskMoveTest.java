package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.library.LibraryFixture;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

class DiskMoveTest {
    @TempDir
    Path folder;

    private LibraryFixture library;
    private MachineEdits edits;
    private UUID uuid;
    private Path elsewhere;

    @BeforeEach
    void makeMachine() throws Exception {
        library = new LibraryFixture(folder);
        edits = library.edits;
        uuid = library.create("Debian");
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    }

    @AfterEach
    void close() throws Exception {
        library.close();
    }

    private Disk disk() throws Exception {
        return edits.present(uuid).disks().getFirst();
    }

    private Path move(Path to) throws Exception {
        LongWork<Path> work = new DiskMove(edits).start(uuid, disk(), to);
        return work.result().get();
    }

    private void isMovedTo(Path place) throws Exception {
        Path before = disk().file();
        byte[] content = Files.readAllBytes(before);

        assertThat(move(place)).isEqualTo(place.resolve("disk0.qcow2"));
        assertThat(disk().file()).isEqualTo(place.resolve("disk0.qcow2")).hasBinaryContent(content);
        assertThat(before).doesNotExist();
        try (var all = Files.list(place)) {
            assertThat(all).containsExactly(disk().file());
        }
    }

    @Test
    void an_image_is_in_its_new_folder_alone_and_the_machine_has_it_there() throws Exception {
        isMovedTo(elsewhere);
    }

    @Test
    void an_image_goes_to_another_file_system() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "this host has no second file system that anybody may write to");
        Path place = Files.createTempDirectory(memory, "vitrine");
        try {
            isMovedTo(place);
        } finally {
            Files.deleteIfExists(place.resolve("disk0.qcow2"));
            Files.delete(place);
        }
    }

    @Test
    void a_file_of_that_name_is_not_replaced_and_the_machine_keeps_its_disk() throws Exception {
        Path before = disk().file();
        Path there = Files.writeString(elsewhere.resolve("disk0.qcow2"), "mine");

        assertThatThrownBy(() -> move(elsewhere)).hasMessageContaining("there is a file of that name already");
        assertThat(there).hasContent("mine");
        assertThat(disk().file()).isEqualTo(before).exists();
    }

    @Test
    void an_image_that_others_lie_behind_stays() throws Exception {
        Path overlay = disk().file().resolveSibling("overlay.qcow2");
        ImageWork.createQcow2(overlay, Qcow2Options.ofSize(1 << 20).over("disk0.qcow2", ImageFormat.QCOW2.id()), false);
        edits.apply(
                uuid,
                config -> config.withDisks(List.of(config.disks().getFirst().withImage(overlay, "qcow2"))));

        assertThatThrownBy(() -> move(elsewhere)).hasMessageContaining("snapshot");
        assertThat(disk().file()).isEqualTo(overlay).exists();
    }

    @Test
    void a_folder_that_has_gone_is_told_and_nothing_is_lost() throws Exception {
        Path before = disk().file();
        Files.delete(elsewhere);

        assertThatThrownBy(() -> move(elsewhere)).hasMessageContaining("disk0.qcow2");
        assertThat(disk().file()).isEqualTo(before).exists();
    }
}
