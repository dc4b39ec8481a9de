package org.vitrine.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.HugePagePool;
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.HostMemory;

class MemoryRegionTest {
    private static final int PAGE = 4096;
    private static final long SIZE = 4 << 20;
    /** Where the region lies in the file. */
    private static final long OFFSET = 2L * PAGE;

    @TempDir
    private Path directory;

    /** A file with a byte in the second page and the last, and holes elsewhere. */
    private DiskFile file() {
        DiskFile file = DiskFile.create(directory.resolve("memory").toString());
        file.truncate(OFFSET + SIZE);
        write(file, PAGE, 5);
        write(file, SIZE - 1, 6);
        return file;
    }

    private static void write(DiskFile file, long position, int value) {
        try (Arena arena = Arena.ofConfined()) {
            file.write(List.of(arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) value)), OFFSET + position);
        }
    }

    private static void assertIsTheFiles(MemoryRegion region) {
        MemorySegment all = region.segment();
        assertThat(all.get(ValueLayout.JAVA_BYTE, PAGE)).isEqualTo((byte) 5);
        assertThat(all.get(ValueLayout.JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 6);
        long others = 0;
        for (long at = 0; at < SIZE; at++) {
            others += all.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
        }
        assertThat(others).isEqualTo(2);
    }

    @Test
    void shared_memory_has_the_files_data_and_zeroes_where_the_file_has_holes() {
        try (DiskFile file = file();
                MemoryRegion region = MemoryRegion.shared("vram", SIZE)) {
            region.segment().fill((byte) 0xff);
            assertThat(region.restore(file, OFFSET)).isEmpty();

            assertIsTheFiles(region);
        }
    }

    @Test
    void private_memory_stays_where_it_is_shows_the_file_and_keeps_what_is_written_from_it() {
        try (DiskFile file = file();
                MemoryRegion region = MemoryRegion.anonymous("ram", SIZE)) {
            long address = region.segment().address();
            for (int i = 0; i < 3; i++) {
                region.segment().fill((byte) 0xff);
                HostMemory former = region.restore(file, OFFSET).orElseThrow();
                assertIsTheFiles(region);
                former.close();

                assertIsTheFiles(region);
                assertThat(region.segment().address()).isEqualTo(address);
            }
        }
    }

    @Test
    void reserved_huge_pages_have_the_files_data_and_zeroes_where_the_file_has_holes() {
        assumeTrue(
                HugePagePool.of(MemoryBacking.Pages.HUGE_2M)
                        .filter(pool -> pool.available() >= 2)
                        .isPresent(),
                "no huge pages are set aside here");
        try (DiskFile file = file();
                MemoryRegion region = MemoryRegion.of("ram", HostMemory.hugePages(SIZE, 2 << 20))) {
            region.segment().fill((byte) 0xff);
            assertThat(region.restore(file, OFFSET)).isEmpty();

            assertIsTheFiles(region);
        }
    }

    @Test
    void a_file_that_is_too_short_is_refused_and_the_memory_stays() {
        try (DiskFile file = file();
                MemoryRegion ram = MemoryRegion.anonymous("ram", SIZE);
                MemoryRegion vram = MemoryRegion.shared("vram", SIZE)) {
            for (MemoryRegion region : List.of(ram, vram)) {
                region.segment().fill((byte) 7);
                assertThatThrownBy(() -> region.restore(file, OFFSET + PAGE))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThat(region.segment().get(ValueLayout.JAVA_BYTE, PAGE)).isEqualTo((byte) 7);
            }
        }
    }
}
