package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.kvm.MemorySlots;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/** Memory that is copied while a guest, which is not there, writes to it. */
class MemoryCopyTest {
    private static final int SIZE = 64 << 20;
    private static final int PAGES = SIZE / 4096;

    @TempDir
    Path directory;

    /** So many pages the guest has written to whenever one looks. */
    private int written;

    private int looks;

    private final GuestMemory memory = new GuestMemory(new MemorySlots() {
        @Override
        public void set(int slot, int flags, long guestAddress, long size, long hostAddress) {}

        @Override
        public void dirtyLog(int slot, MemorySegment bitmap) {
            looks++;
            bitmap.fill((byte) 0);
            for (int page = 0; page < written; page++) {
                int word = page / 64;
                long bits = bitmap.getAtIndex(ValueLayout.JAVA_LONG, word);
                bitmap.setAtIndex(ValueLayout.JAVA_LONG, word, bits | 1L << page);
                ram.segment().set(ValueLayout.JAVA_INT, page * 4096L, looks);
            }
        }
    });
    private final MemoryRegion ram = MemoryRegion.anonymous("ram", SIZE);

    @AfterEach
    void unmap() {
        ram.close();
    }

    private int copy(Runnable brake) throws Exception {
        memory.map(ram, 0);
        Path path = directory.resolve("memory");
        try (DiskFile file = DiskFile.create(path.toString());
                MemoryCopy copy = new MemoryCopy(memory, List.of(ram), file)) {
            copy.copyWhileRunning(Progress.NONE, brake);
            int rounds = looks;
            copy.takeRest().write(file);
            byte[] stored = Files.readAllBytes(path);
            assertThat(MemorySegment.ofArray(stored).mismatch(ram.segment())).isEqualTo(-1);
            return rounds;
        }
    }

    @Test
    void a_guest_that_writes_faster_than_it_is_copied_is_braked_until_little_is_left() throws Exception {
        written = PAGES;

        copy(() -> written /= 2);

        assertThat(written * 4096L).isLessThanOrEqualTo(16 << 20);
    }

    @Test
    void a_guest_that_writes_little_is_not_braked() throws Exception {
        written = 100;

        int rounds = copy(() -> {
            throw new AssertionError("braked");
        });

        assertThat(rounds).isEqualTo(1);
    }

    @Test
    void what_cannot_be_braked_is_copied_all_the_same() throws Exception {
        written = PAGES / 2;

        copy(() -> {});

        assertThat(looks).isLessThan(40);
    }
}
