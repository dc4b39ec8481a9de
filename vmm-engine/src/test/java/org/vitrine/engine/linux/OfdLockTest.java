package org.vitrine.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfdLockTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("lock");
    }

    @Test
    void a_second_lock_is_refused_until_the_first_is_closed() {
        OfdLock first = OfdLock.tryLock(file()).orElseThrow();

        assertThat(OfdLock.tryLock(file())).isEmpty();
        first.close();
        OfdLock second = OfdLock.tryLock(file()).orElseThrow();
        second.close();
    }

    @Test
    void closing_another_descriptor_of_the_file_does_not_lose_the_lock() throws IOException {
        try (OfdLock lock = OfdLock.tryLock(file()).orElseThrow()) {
            FileChannel.open(file(), StandardOpenOption.READ).close();

            assertThat(OfdLock.tryLock(file())).isEmpty();
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void a_record_lock_as_other_processes_take_it_sees_the_lock() throws IOException {
        OfdLock lock = OfdLock.tryLock(file()).orElseThrow();
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ)) {
            assertThat(channel.tryLock(0, Long.MAX_VALUE, true)).isNull();
            lock.close();
            try (FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
                assertThat(free).isNotNull();
            }
        }
    }

    @Test
    void a_symbolic_link_is_not_followed() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(file(), target);

        assertThatThrownBy(() -> OfdLock.tryLock(file())).isInstanceOf(LinuxException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void the_file_is_open_to_its_owner_alone() throws IOException {
        try (OfdLock lock = OfdLock.tryLock(file()).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat((Integer) Files.getAttribute(file(), "unix:mode") & 077).isZero();
        }
    }
}
