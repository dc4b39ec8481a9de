package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryFixture;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;

class DraftApplicationTest {
    private final List<Path> trashed = new ArrayList<>();
    private LibraryFixture library;
    private MachineEdits edits;
    private UUID uuid;
    private Edit base;
    private DraftApplication application;

    @BeforeEach
    void makeMachine(@TempDir Path folder) throws Exception {
        library = new LibraryFixture(folder);
        edits = library.edits;
        uuid = library.create("Debian");
        base = Edit.of(edits.present(uuid));
        application = new DraftApplication(edits, new Off());
    }

    @AfterEach
    void close() throws Exception {
        library.close();
    }

    /** A machine that does not run. */
    private class Off implements LiveChanges {
        @Override
        public boolean isRunning() {
            return false;
        }

        @Override
        public List<String> apply(Edit from, Edit sent) {
            return List.of();
        }

        @Override
        public boolean hasStill(String disk) {
            return false;
        }

        @Override
        public Optional<String> trash(Path file) {
            trashed.add(file);
            return Optional.empty();
        }
    }

    private Disk disk() {
        return base.config().disks().getFirst();
    }

    /** As another application's snapshot does: an overlay takes the image's place. */
    private Path putOverlayElsewhere() throws Exception {
        Path overlay = disk().file().resolveSibling("overlay.qcow2");
        Files.copy(disk().file(), overlay);
        edits.apply(uuid, config -> config.withDisks(List.of(disk().withImage(overlay, "qcow2"))));
        return overlay;
    }

    private Edit changed(UnaryOperator<MachineConfig> change) {
        return base.with(change.apply(base.config()));
    }

    @Test
    void what_was_changed_elsewhere_stays_beside_what_the_draft_changes() throws Exception {
        Path overlay = putOverlayElsewhere();
        edits.apply(uuid, config -> config.withMemoryMiB(128));

        application.apply(base, changed(config -> config.withName("Renamed")));

        assertThat(edits.present(uuid).name()).isEqualTo("Renamed");
        assertThat(edits.present(uuid).memoryMiB()).isEqualTo(128);
        assertThat(edits.present(uuid).disks()).extracting(Disk::file).containsExactly(overlay);
    }

    @Test
    void an_image_that_came_elsewhere_is_neither_replaced_nor_grown_and_its_base_not_thrown_away() throws Exception {
        Path overlay = putOverlayElsewhere();
        long before = Files.size(disk().file());
        Edit replaced = changed(config ->
                config.withDisks(List.of(disk().withImage(disk().file().resolveSibling("third.qcow2"), "qcow2"))));
        Edit grown = base.withPlan(disk().id(), new ImagePlan.Grow(2 << 20));
        Edit removed = changed(config -> config.withDisks(List.of())).withPlan(disk().id(), new ImagePlan.Trash());

        for (Edit sent : List.of(replaced, grown, removed)) {
            assertThatThrownBy(() -> application.apply(base, sent)).hasMessageContaining("was changed meanwhile");
        }
        assertThat(edits.present(uuid).disks()).extracting(Disk::file).containsExactly(overlay);
        assertThat(disk().file()).hasSize(before);
        assertThat(trashed).isEmpty();
    }

    @Test
    void nothing_is_plugged_in_if_the_rest_is_refused() throws Exception {
        List<Edit> plugged = new ArrayList<>();
        LiveChanges running = new Off() {
            @Override
            public boolean isRunning() {
                return true;
            }

            @Override
            public List<String> apply(Edit from, Edit sent) {
                plugged.add(sent);
                return List.of();
            }
        };
        Edit sent = changed(config -> config.withName("").withDisks(List.of()));

        assertThatThrownBy(() -> new DraftApplication(edits, running).apply(base, sent))
                .isInstanceOf(Refusal.class);
        assertThat(plugged).isEmpty();
        assertThat(edits.present(uuid)).isEqualTo(base.config());
    }

    @Test
    void a_new_image_is_noted_until_the_configuration_names_it() throws Exception {
        Path image = disk().file().resolveSibling("new.qcow2");
        Path note = image.resolveSibling(".new.qcow2.unnamed");
        List<Boolean> noted = new ArrayList<>();
        LiveChanges looking = new Off() {
            @Override
            public List<String> apply(Edit from, Edit sent) {
                noted.add(Files.exists(note) && Files.exists(image));
                return List.of();
            }
        };
        Edit sent = withNewDisk(image);

        new DraftApplication(edits, looking).apply(base, sent);
        assertThat(noted).containsExactly(true);
        assertThat(image).exists();
        assertThat(note).doesNotExist();
    }

    @Test
    void a_file_in_the_place_of_a_new_image_is_left_alone() throws Exception {
        Path image = Files.writeString(disk().file().resolveSibling("new.qcow2"), "mine");

        assertThatThrownBy(() -> application.apply(base, withNewDisk(image)))
                .hasMessageContaining("there is a file of that name already");
        assertThat(image).hasContent("mine");
        assertThat(image.resolveSibling(".new.qcow2.unnamed")).doesNotExist();
        assertThat(edits.present(uuid)).isEqualTo(base.config());
    }

    private Edit withNewDisk(Path image) {
        Disk first = disk();
        Disk added = new Disk("disk1", image, first.format(), first.bus(), first.cache(), false, null);
        return changed(config -> config.withDisks(List.of(first, added)))
                .withPlan("disk1", new ImagePlan.Create(1 << 20));
    }
}
