package org.vitrine.engine.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuestDiskTest {
    private final MemoryFile file = new MemoryFile(new byte[4096], false);
    private final CompletableFuture<IOException> told = new CompletableFuture<>();
    private GuestDisk disk = disk(file, GuestDisk.WriteCaching.BACK);

    private GuestDisk disk(MemoryFile node, GuestDisk.WriteCaching caching) {
        return new GuestDisk("disk0", new BlockQueue("disk0", node, 2), caching, (which, write, why) -> {
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
        disk = disk(new MemoryFile(new byte[512], true), GuestDisk.WriteCaching.BACK);

        assertThatThrownBy(() -> write(0, 1, false).join()).hasMessageContaining("reading only");
        assertThat(told).isNotDone();
    }

    @Test
    void a_write_through_disk_flushes_every_write_and_an_unsafe_one_none() throws IOException {
        disk.close();
        disk = disk(file, GuestDisk.WriteCaching.THROUGH);
        write(0, 1, false).join();
        assertThat(file.steps()).extracting(MemoryFile.Step::flush).containsExactly(false, true);
        assertThat(disk.hasWriteCache()).isFalse();
        disk.close();

        MemoryFile careless = new MemoryFile(new byte[512], false);
        disk = disk(careless, GuestDisk.WriteCaching.UNSAFE);
        write(0, 1, true).join();
        CountDownLatch flushed = new CountDownLatch(1);
        disk.flush(failure -> flushed.countDown());
        assertThat(flushed.getCount()).isZero();
        assertThat(careless.steps()).extracting(MemoryFile.Step::flush).isEqualTo(List.of(false));
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
}
