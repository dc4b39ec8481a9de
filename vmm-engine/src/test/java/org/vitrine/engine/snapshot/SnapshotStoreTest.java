package org.vitrine.engine.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreTest {
    private static final Manifest.Region RAM = new Manifest.Region("ram", 0, 8192);

    @TempDir
    Path machine;

    private SnapshotStore store;

    @BeforeEach
    void setUp() {
        store = new SnapshotStore(machine, SnapshotStore.SNAPSHOTS);
    }

    @Test
    void a_committed_snapshot_is_what_was_put_in() throws IOException {
        Manifest made = take("first", Optional.empty());

        Manifest read = store.read(made.id());
        assertThat(read).isEqualTo(made);
        assertThat(store.list().snapshots()).containsExactly(made);
        assertThat(store.content(read, "state")).isEqualTo("the state".getBytes(UTF_8));
        assertThat(Files.size(store.memoryFile(read))).isEqualTo(8192);
        assertThat(store.spaceOf(read)).isPositive().isLessThan(64 << 10);
    }

    @Test
    void an_uncommitted_snapshot_leaves_nothing() throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            draft.add("state", new byte[10]);
        }

        assertThat(Files.list(machine.resolve("snapshots"))).isEmpty();
    }

    @Test
    void what_a_kill_left_is_no_snapshot_and_is_swept() throws IOException {
        Manifest kept = take("kept", Optional.empty());
        Path half = Files.createDirectory(machine.resolve("snapshots/.new-" + UUID.randomUUID()));
        Files.write(half.resolve("memory"), new byte[4096]);
        Path going = Files.createDirectory(machine.resolve("snapshots/.old-" + UUID.randomUUID()));
        Files.write(going.resolve("manifest.json"), new byte[1]);

        assertThat(store.list()).isEqualTo(new SnapshotStore.Listing(List.of(kept), Map.of()));
        store.sweep();
        assertThat(half).doesNotExist();
        assertThat(going).doesNotExist();
        assertThat(store.read(kept.id())).isEqualTo(kept);
    }

    @Test
    void those_below_a_deleted_snapshot_move_up() throws IOException {
        Manifest top = take("top", Optional.empty());
        Manifest middle = take("middle", Optional.of(top.id()));
        Manifest left = take("left", Optional.of(middle.id()));
        Manifest right = take("right", Optional.of(middle.id()));

        store.delete(middle.id());

        assertThat(store.list().childrenOf(top.id()))
                .extracting(Manifest::id)
                .containsExactlyInAnyOrder(left.id(), right.id());
        assertThat(store.content(store.read(left.id()), "state")).isEqualTo("the state".getBytes(UTF_8));
        assertThatThrownBy(() -> store.read(middle.id())).hasMessageContaining("There is no snapshot");
    }

    @Test
    void a_snapshot_can_be_named_anew() throws IOException {
        Manifest made = take("old", Optional.empty());

        store.describe(made.id(), "new", "with a note\nof two lines");

        Manifest read = store.read(made.id());
        assertThat(read.name()).isEqualTo("new");
        assertThat(read.note()).isEqualTo("with a note\nof two lines");
        assertThat(store.content(read, "state")).isEqualTo("the state".getBytes(UTF_8));
    }

    /** The JSON's white space carries nothing; every other byte does. */
    @Test
    void a_flipped_bit_anywhere_in_the_manifest_is_found() throws IOException {
        Manifest made = take("first", Optional.empty());
        Path file = machine.resolve("snapshots").resolve(made.id().toString()).resolve("manifest.json");
        byte[] sound = Files.readAllBytes(file);

        for (int i = 0; i < sound.length; i++) {
            byte[] flipped = sound.clone();
            flipped[i] ^= 1;
            Files.write(file, flipped);
            if (Character.isWhitespace(sound[i])) {
                continue;
            }
            String at = "byte %d, %c".formatted(i, sound[i]);
            assertThatThrownBy(() -> store.read(made.id())).as(at).isInstanceOf(SnapshotException.class);
        }
        assertThat(store.list().damaged()).containsKey(made.id().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8})
    void a_flipped_bit_in_a_file_is_found(int at) throws IOException {
        Manifest made = take("first", Optional.empty());
        Path file = machine.resolve("snapshots").resolve(made.id().toString()).resolve("state");
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);

        assertThatThrownBy(() -> store.content(made, "state"))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("The snapshot %s cannot be used. Its state is damaged.".formatted(made.id()));
    }

    @Test
    void files_that_are_short_or_gone_are_named() throws IOException {
        Manifest made = take("first", Optional.empty());
        Path directory = machine.resolve("snapshots").resolve(made.id().toString());
        Files.write(directory.resolve("memory"), new byte[8191]);
        Files.delete(directory.resolve("state"));

        assertThatThrownBy(() -> store.memoryFile(made)).hasMessageEndingWith("Its memory is cut short or gone.");
        assertThatThrownBy(() -> store.content(made, "state")).hasMessageEndingWith("Its state is gone.");
        assertThatThrownBy(() -> store.content(made, "thumbnail.png")).hasMessageEndingWith("It has no thumbnail.png.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "", "a/../.."})
    void a_disk_outside_the_machines_directory_is_refused(String file) throws IOException {
        Manifest made = take("first", Optional.empty());

        assertThatThrownBy(() -> store.diskFile(made, new Manifest.Disk("disk0", file, "qcow2")))
                .isInstanceOf(SnapshotException.class)
                .hasMessageEndingWith("Its disk disk0 is not in the machine's directory.");
    }

    private Manifest take(String name, Optional<UUID> parent) throws IOException {
        try (SnapshotDraft draft = store.begin()) {
            Files.write(draft.memoryFile(), new byte[8192]);
            draft.add("state", "the state".getBytes(UTF_8));
            return draft.commit(new Manifest(
                    draft.id(),
                    parent,
                    name,
                    "",
                    Instant.parse("2026-01-02T03:04:05Z"),
                    true,
                    List.of(RAM),
                    List.of(new Manifest.Disk("disk0", "disk0.qcow2", "qcow2")),
                    Map.of()));
        }
    }
}
