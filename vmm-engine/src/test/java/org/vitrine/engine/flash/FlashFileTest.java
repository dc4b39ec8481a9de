package org.vitrine.engine.flash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.linux.DurableFile;

class FlashFileTest {
    private static final int SIZE = 4096;

    @TempDir
    Path directory;

    private final List<IOException> failures = new ArrayList<>();

    @Test
    void what_the_host_refuses_is_told_once_and_written_when_it_is_tried_again() throws Exception {
        Path folder = directory.resolve("folder");
        FlashFile file = new FlashFile(folder.resolve("nvram.fd"), SIZE, failures::add, InlineWorker::new);
        file.resume(into -> into.fill((byte) 7));
        file.changed();
        file.changed();

        assertThat(failures).hasSize(1);
        assertThat(file.awaitWritten()).isFalse();
        Files.createDirectory(folder);
        file.resume(into -> into.fill((byte) 7));
        assertThat(file.awaitWritten()).isTrue();
        assertThat(Files.readAllBytes(folder.resolve("nvram.fd"))).hasSize(SIZE).containsOnly(7);
        file.close();
    }

    @Test
    void a_change_during_the_writing_is_written_after_it() throws Exception {
        Path path = directory.resolve("nvram.fd");
        byte[] value = {1};
        CountDownLatch copied = new CountDownLatch(1);
        CountDownLatch changedAgain = new CountDownLatch(1);
        try (FlashFile file = new FlashFile(path, SIZE, failures::add, step -> new WorkerThread("nvram", step))) {
            file.resume(into -> {
                into.fill(value[0]);
                copied.countDown();
                await(changedAgain);
            });
            file.changed();
            await(copied);
            value[0] = 2;
            file.changed();
            changedAgain.countDown();

            assertThat(file.awaitWritten()).isTrue();
            assertThat(Files.readAllBytes(path)).containsOnly(2);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void closing_waits_for_the_last_change() throws Exception {
        Path path = directory.resolve("nvram.fd");
        try (FlashFile file = new FlashFile(path, SIZE, failures::add, step -> new WorkerThread("nvram", step))) {
            file.resume(into -> into.fill((byte) 3));
            file.changed();
        }
        assertThat(Files.readAllBytes(path)).containsOnly(3);
    }

    @Test
    void after_a_move_the_other_file_is_written() throws Exception {
        Path first = Files.write(directory.resolve("first.fd"), new byte[] {9});
        FlashFile file = new FlashFile(first, SIZE, failures::add, InlineWorker::new);
        file.resume(into -> into.fill((byte) 4));
        file.moveTo(directory.resolve("second.fd"));
        file.changed();
        file.close();

        assertThat(Files.readAllBytes(first)).containsExactly(9);
        assertThat(Files.readAllBytes(directory.resolve("second.fd"))).containsOnly(4);
    }

    @Test
    void what_a_kill_left_beside_the_file_is_swept_and_nothing_else() throws Exception {
        Path path = directory.resolve("nvram.fd");
        Path left = Files.write(directory.resolve(".nvram.fd4711.new"), new byte[1]);
        Path other = Files.write(directory.resolve(".nvram.fd-mine.new"), new byte[1]);
        Path another = Files.write(directory.resolve(".machine.json4711.new"), new byte[1]);
        DurableFile.sweep(path);

        assertThat(left).doesNotExist();
        assertThat(other).exists();
        assertThat(another).exists();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
