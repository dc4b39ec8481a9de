package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.linux.OfdLock;

class RuntimeRootTest {
    @TempDir
    Path temporary;

    private RuntimeRoot root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = RuntimeRoot.at(temporary.resolve("root"));
    }

    private static RuntimeDirectory started(RuntimeDirectory directory) throws IOException {
        Files.createFile(directory.lockFile());
        Files.createFile(directory.controlSocket());
        return directory;
    }

    @Test
    void directories_are_open_to_their_owner_alone() throws IOException {
        RuntimeDirectory directory = root.create(UUID.randomUUID());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.path())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_directory_that_others_can_enter_is_refused() throws IOException {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> RuntimeRoot.at(open))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to this user alone");
    }

    @Test
    void a_symbolic_link_in_its_place_is_refused() throws IOException {
        Path elsewhere = RuntimeRoot.at(temporary.resolve("elsewhere")).path();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), elsewhere);

        assertThatThrownBy(() -> RuntimeRoot.at(link)).isInstanceOf(IOException.class);
    }

    @Test
    void the_users_runtime_directory_is_used_where_it_is_private() throws IOException {
        Path xdg = RuntimeRoot.at(temporary.resolve("xdg")).path();

        assertThat(RuntimeRoot.ofUser(Map.of("XDG_RUNTIME_DIR", xdg.toString()), temporary)
                        .path())
                .isEqualTo(xdg.resolve("vitrine"));
    }

    @Test
    void without_a_runtime_directory_one_under_tmp_is_made() throws IOException {
        int user = (Integer) Files.getAttribute(temporary, "unix:uid");
        Path expected = temporary.resolve("vitrine-" + user);

        assertThat(RuntimeRoot.ofUser(Map.of(), temporary).path()).isEqualTo(expected);
        assertThat(RuntimeRoot.ofUser(Map.of("XDG_RUNTIME_DIR", "/nonexistent"), temporary)
                        .path())
                .isEqualTo(expected);
    }

    @Test
    void a_runtime_directory_too_long_for_socket_paths_is_not_used() throws IOException {
        Path xdg = RuntimeRoot.at(temporary.resolve("x".repeat(80))).path();

        assertThat(RuntimeRoot.ofUser(Map.of("XDG_RUNTIME_DIR", xdg.toString()), temporary)
                        .path())
                .hasParent(temporary);
    }

    @Test
    void a_vm_is_running_while_its_lock_is_held() throws IOException {
        RuntimeDirectory running = started(root.create(UUID.randomUUID()));
        RuntimeDirectory dead = started(root.create(UUID.randomUUID()));
        root.create(UUID.randomUUID());
        try (OfdLock lock = OfdLock.tryLock(running.lockFile()).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(root.running()).containsExactly(running);
            assertThat(dead.isAlive()).isFalse();
        }
        assertThat(root.running()).isEmpty();
    }

    @Test
    void two_threads_that_ask_at_once_both_hear_that_a_vm_is_dead() throws Exception {
        RuntimeDirectory dead = started(root.create(UUID.randomUUID()));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Callable<Boolean> ask = () -> IntStream.range(0, 2000).anyMatch(i -> dead.isAlive());

            assertThat(threads.invokeAll(List.of(ask, ask)))
                    .allSatisfy(alive -> assertThat(alive.get()).isFalse());
        }
    }

    @Test
    void sweeping_takes_what_the_dead_left_and_nothing_else() throws IOException {
        RuntimeDirectory running = started(root.create(UUID.randomUUID()));
        RuntimeDirectory dead = started(root.create(UUID.randomUUID()));
        RuntimeDirectory starting = root.create(UUID.randomUUID());
        Path foreign = Files.createDirectory(root.path().resolve("notes"));
        try (OfdLock lock = OfdLock.tryLock(running.lockFile()).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(root.sweep()).containsExactly(dead.uuid());
        }

        assertThat(dead.path()).doesNotExist();
        assertThat(running.controlSocket()).exists();
        assertThat(starting.path()).exists();
        assertThat(foreign).exists();
    }

    @Test
    void a_directory_whose_process_never_started_is_swept_after_a_while() throws IOException {
        RuntimeDirectory old = root.create(UUID.randomUUID());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

        assertThat(root.sweep(later)).containsExactly(old.uuid());
        assertThat(old.path()).doesNotExist();
    }

    @Test
    void a_process_that_served_a_machine_which_was_off_is_swept_but_no_machine_was_killed() throws IOException {
        RuntimeRoot root = RuntimeRoot.at(temporary.resolve("root"));
        RuntimeDirectory dead = root.create(UUID.randomUUID());
        Files.createFile(dead.lockFile());
        dead.markOffline();

        assertThat(root.sweep()).isEmpty();
        assertThat(dead.path()).doesNotExist();
    }

    @Test
    void a_lock_taken_after_the_sweep_is_on_the_new_file() throws IOException {
        RuntimeDirectory directory = started(root.create(UUID.randomUUID()));
        root.sweep();
        RuntimeDirectory again = root.create(directory.uuid());
        try (OfdLock lock = OfdLock.tryLock(again.lockFile()).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(again.isAlive()).isTrue();
        }
    }

    @Test
    void deleting_follows_no_symbolic_link() throws IOException {
        RuntimeDirectory directory = root.create(UUID.randomUUID());
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path kept = Files.createFile(outside.resolve("kept"));
        Files.createSymbolicLink(directory.path().resolve("link"), outside);
        directory.delete();

        assertThat(directory.path()).doesNotExist();
        assertThat(kept).exists();
    }
}
