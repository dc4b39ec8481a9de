package org.vitrine.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
    private static final long HUGE_PAGE = 2 << 20;

    /** What the kernel knows of the mapping at an address: the words behind VmFlags in smaps (proc(5)). */
    private static List<String> flags(HostMemory memory) throws Exception {
        boolean here = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] ends = line.split(" ", 2)[0].split("-", 2);
                here = Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), memory.address()) <= 0
                        && Long.compareUnsigned(memory.address(), Long.parseUnsignedLong(ends[1], 16)) < 0;
            } else if (here && line.startsWith("VmFlags:")) {
                return List.of(line.substring(8).strip().split(" "));
            }
        }
        throw new AssertionError("nothing is mapped there");
    }

    @Test
    void memory_with_room_for_huge_pages_begins_at_one_and_asks_for_them() throws Exception {
        for (long length = HUGE_PAGE; length < 3 * HUGE_PAGE; length += HostMemory.PAGE * 111) {
            try (HostMemory memory = HostMemory.anonymous(length / HostMemory.PAGE * HostMemory.PAGE)) {
                assertThat(memory.address() % HUGE_PAGE).isZero();
                memory.segment().fill((byte) 1);
                if (Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage"))) {
                    assertThat(flags(memory)).contains("hg").doesNotContain("mg");
                }
            }
        }
    }

    @Test
    void memory_is_offered_for_merging_when_it_is_wanted_and_still_is_when_it_shows_a_file() throws Exception {
        assumeTrue(Files.exists(Path.of("/sys/kernel/mm/ksm")), "this kernel has no KSM");
        Path path = Files.createTempFile("vitrine", "memory");
        try (HostMemory memory = HostMemory.anonymous(HUGE_PAGE);
                DiskFile file = DiskFile.open(path.toString(), true)) {
            file.truncate(HUGE_PAGE);
            assertThat(memory.offerForMerging()).isTrue();
            assertThat(flags(memory)).contains("mg");
            memory.showFile(file, 0).close();

            assertThat(flags(memory)).contains("mg", "hg");
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void huge_pages_that_are_not_set_aside_are_refused() throws Exception {
        Path pool = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB");
        assumeTrue(Files.exists(pool), "this host has no huge pages of 2 MiB");
        assumeTrue(number(pool, "nr_overcommit_hugepages") == 0, "this host makes huge pages when they are wanted");
        long more = (number(pool, "nr_hugepages") + 1) * HUGE_PAGE;

        assertThatThrownBy(() -> HostMemory.hugePages(more, HUGE_PAGE))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOMEM));
    }

    @Test
    void huge_pages_that_are_set_aside_are_had_at_once() throws Exception {
        Path pool = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB");
        assumeTrue(Files.exists(pool) && number(pool, "free_hugepages") >= 4, "no huge pages are set aside here");
        long before = number(pool, "free_hugepages");

        try (HostMemory memory = HostMemory.hugePages(4 * HUGE_PAGE, HUGE_PAGE)) {
            assertThat(flags(memory)).contains("ht");
            assertThat(number(pool, "free_hugepages")).isEqualTo(before - 4);
            assertThat(memory.canShowFile()).isFalse();
        }
        assertThat(number(pool, "free_hugepages")).isEqualTo(before);
    }

    private static long number(Path pool, String name) throws Exception {
        return Long.parseLong(Files.readString(pool.resolve(name)).strip());
    }
}
