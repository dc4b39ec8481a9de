package org.vitrine.engine.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuestDiskTest {
    private final MemoryFile file = new MemoryFile(new byte[4096], false);
    private final CompletableFuture<IOException> told = new CompletableFuture<>();
    private GuestDisk disk = disk(file);

    private GuestDisk disk(MemoryFile node) {
        return new GuestDisk("disk0", new BlockQueue("disk0", node, 2), true, (which, write, why) -> {
            assertThat(which.id()).isEqualTo("disk0");
            assertThat(write).isTrue();
            told.complete(why);
        });
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
    }

    private CompletableFuture<Void> write(int position, int value, boolean durable) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        disk.write(position, Buffers.of(new byte[] {(byte) value}), durable, failure -> {
            if (failure == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    private void pause() {
        disk.requestPause();
        disk.awaitPaused();
    }

    @Test
    void without_space_the_machine_is_told_and_the_guest_is_not() {
        file.failAfter(0);
        CompletableFuture<Void> write = write(3, 7, false);

        assertThat(told.join()).hasMessageContaining("no space is left");
        pause();
        assertThat(write).isNotDone();
        assertThat(disk.status()).isEqualTo(GuestDisk.IoStatus.NO_SPACE);
    }

    @Test
    void when_the_file_system_has_become_read_only_the_machine_is_told_and_the_guest_is_not() {
        file.failAfter(
                0,
                new BlockException(
                        BlockException.Kind.READ_ONLY, "memory could not be written: the file system is read-only."));
        CompletableFuture<Void> write = write(3, 7, false);

        assertThat(told.join()).hasMessageContaining("the file system is read-only");
        pause();
        assertThat(write).isNotDone();
        assertThat(disk.status()).isEqualTo(GuestDisk.IoStatus.FAILED);
    }

    @Test
    void what_failed_succeeds_when_it_is_asked_for_anew() {
        file.failAfter(0);
        var unused = write(3, 7, false);
        told.join();
        pause();
        file.failAfter(100);
        disk.resume();
        assertThat(disk.status()).isEqualTo(GuestDisk.IoStatus.OK);

        write(3, 7, false).join();
        assertThat(file.content()[3]).isEqualTo((byte) 7);
    }

    @Test
    void the_guest_hears_that_a_disk_is_read_only() throws IOException {
        disk.close();
        disk = disk(new MemoryFile(new byte[512], true));

        assertThatThrownBy(() -> write(0, 1, false).join()).hasMessageContaining("reading only");
        assertThat(told).isNotDone();
    }

    @Test
    void paused_it_forgets_what_has_not_begun() {
        disk.requestPause();
        CompletableFuture<Void> forgotten = write(5, 9, false);
        disk.awaitPaused();
        disk.resume();
        write(6, 1, false).join();

        assertThat(forgotten).isNotDone();
        assertThat(file.content()[5]).isZero();
    }

    @Test
    void what_succeeds_is_counted_and_what_fails_is_not() {
        write(0, 1, false).join();
        CompletableFuture<Void> rest = new CompletableFuture<>();
        disk.writeZeroes(
                0,
                1024,
                true,
                zeroed -> disk.read(
                        512,
                        Buffers.of(new byte[2048]),
                        read -> disk.discard(0, 512, gone -> disk.flush(flushed -> rest.complete(null)))));
        rest.join();
        file.failAfter(0);
        var unused = write(3, 7, false);
        told.join();

        assertThat(disk.usage()).isEqualTo(new DiskUsage.Totals(2048, 1, 1025, 2, 1));
    }

    @Test
    void a_disk_that_is_released_leaves_its_image_open() throws IOException {
        write(0, 9, false).join();

        BlockNode node = disk.release();

        assertThat(node).isSameAs(file);
        byte[] byteZero = new byte[1];
        node.read(0, Buffers.of(byteZero));
        assertThat(byteZero[0]).isEqualTo((byte) 9);
        disk.close();
        node.read(0, Buffers.of(byteZero));
        assertThatThrownBy(() -> write(0, 1, false)).isInstanceOf(IllegalStateException.class);
    }
}
