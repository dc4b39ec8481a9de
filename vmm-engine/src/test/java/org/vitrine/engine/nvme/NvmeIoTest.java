package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.MemoryDisk;
import org.vitrine.engine.memory.DirtyTracker;

class NvmeIoTest {
    private static final int WRITE = 1;
    private static final int READ = 2;
    private static final int WRITE_ZEROES = 8;
    private static final int DATASET_MANAGEMENT = 9;

    private static final int INVALID_OPCODE = 0x01;
    private static final int INVALID_FIELD = 0x02;
    private static final int DATA_TRANSFER_ERROR = 0x04;
    private static final int INTERNAL_ERROR = 0x06;
    private static final int INVALID_NAMESPACE = 0x0b;
    private static final int PRP_OFFSET_INVALID = 0x13;
    private static final int WRITE_PROTECTED = 0x20;
    private static final int LBA_OUT_OF_RANGE = 0x80;

    private static final int FUA = 1 << 30;
    private static final int PAGE = 4096;
    private static final int SECTORS = 4096;
    /** Fewer slots than a page: lists that begin here are chained. */
    private static final long LATE_LIST = GuestDriver.LISTS + PAGE - 24;

    private final Fixture host = new Fixture();
    private final MemoryDisk disk = new MemoryDisk("disk0", SECTORS);
    private final Nvme nvme = Fixture.controller(host, disk);
    private GuestDriver guest;
    private GuestDriver.Pair io;

    @BeforeEach
    void start() {
        nvme.resume();
        guest = new GuestDriver(host, nvme).enable();
        io = guest.createPair(1);
    }

    @AfterEach
    void close() {
        nvme.close();
        host.close();
    }

    /**
     * Describes pages, shuffled, the first from an offset.
     *
     * @param list where the list begins
     * @return the addresses of all pieces
     */
    private long[] describe(Entry entry, int offset, int bytes, long list) {
        int pages = (offset + bytes + PAGE - 1) / PAGE;
        long[] addresses = new long[pages];
        SplittableRandom random = new SplittableRandom(bytes);
        for (int i = 0; i < pages; i++) {
            addresses[i] = 0x8_0000 + (long) i * PAGE;
        }
        for (int i = pages - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long swapped = addresses[i];
            addresses[i] = addresses[other];
            addresses[other] = swapped;
        }
        addresses[0] += offset;
        entry.prp(addresses[0], pages == 1 ? 0xdead_beef_1L : pages == 2 ? addresses[1] : list);
        long at = list;
        for (int i = 1; i < pages && pages > 2; i++) {
            if ((at & PAGE - 1) == PAGE - 8 && i < pages - 1) {
                long next = (at & -PAGE) + 2 * PAGE;
                host.memory().writeLong(at, next);
                at = next;
            }
            host.memory().writeLong(at, addresses[i]);
            at += 8;
        }
        return addresses;
    }

    private byte[] gather(long[] addresses, int bytes) {
        byte[] data = new byte[bytes];
        int done = 0;
        for (long address : addresses) {
            int here = (int) Math.min(bytes - done, PAGE - (address & PAGE - 1));
            System.arraycopy(guest.memory(address, here), 0, data, done, here);
            done += here;
        }
        return data;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "4, 1, 0",
        "3584, 1, 0",
        "3588, 1, 0",
        "0, 8, 0",
        "4, 8, 0",
        "0, 16, 0",
        "2048, 12, 0",
        "0, 24, 0",
        "8, 64, 0",
        "4092, 17, 0",
        "0, 64, 4072",
        "512, 64, 4072",
        "0, 200, 4088",
        "0, 40, 4080",
        "0, 1000, 0",
        "100, 1000, 3000"
    })
    void data_goes_where_the_lists_say(int offset, int blocks, int listOffset) {
        int bytes = blocks * 512;
        Entry read = Entry.io(READ, 7, blocks);
        long[] addresses = describe(read, offset, bytes, GuestDriver.LISTS + listOffset);

        assertThat(io.status(read)).isZero();

        byte[] expected = disk.content(7 * 512, bytes);
        assertThat(gather(addresses, bytes)).isEqualTo(expected);

        Entry write = Entry.io(WRITE, 2000, blocks);
        describe(write, offset, bytes, GuestDriver.LISTS + listOffset);
        assertThat(io.status(write)).isZero();
        assertThat(disk.content(2000 * 512, bytes)).isEqualTo(expected);
    }

    @Test
    void pages_that_lie_behind_one_another_are_read_at_once() {
        for (int i = 0; i < 7; i++) {
            host.memory().writeLong(GuestDriver.LISTS + 8L * i, GuestDriver.BUFFER + PAGE * (i + 1L));
        }
        assertThat(io.status(Entry.io(READ, 0, 64).prp(GuestDriver.BUFFER, GuestDriver.LISTS)))
                .isZero();
        assertThat(guest.memory(GuestDriver.BUFFER, 64 * 512)).isEqualTo(disk.content(0, 64 * 512));
    }

    @Test
    void what_is_read_is_marked_as_written() {
        Entry read = Entry.io(READ, 0, 9).prp(GuestDriver.BUFFER + PAGE - 512L, GuestDriver.BUFFER + PAGE);
        try (DirtyTracker tracker = host.memory().track(host.ram())) {
            long[] dirty = new long[DirtyTracker.wordsFor(host.ram())];
            io.status(read);
            tracker.collect(dirty);
            int first = GuestDriver.BUFFER / PAGE;
            assertThat(dirty[first / 64] >>> first % 64 & 7).isEqualTo(3);
        }
    }

    @Test
    void offsets_that_cannot_be_are_refused() {
        assertThat(io.status(Entry.io(READ, 0, 1).prp(GuestDriver.BUFFER + 2, 0)))
                .isEqualTo(PRP_OFFSET_INVALID);
        assertThat(io.status(Entry.io(READ, 0, 16).prp(GuestDriver.BUFFER, GuestDriver.BUFFER + PAGE + 4L)))
                .as("second page")
                .isEqualTo(PRP_OFFSET_INVALID);
        assertThat(io.status(Entry.io(READ, 0, 64).prp(GuestDriver.BUFFER, GuestDriver.LISTS + 4)))
                .as("list")
                .isEqualTo(PRP_OFFSET_INVALID);
        host.memory().writeLong(GuestDriver.LISTS, GuestDriver.BUFFER + 8);
        assertThat(io.status(Entry.io(READ, 0, 64).prp(GuestDriver.BUFFER, GuestDriver.LISTS)))
                .as("page of a list")
                .isEqualTo(PRP_OFFSET_INVALID);
        host.memory().writeLong(LATE_LIST, GuestDriver.BUFFER);
        host.memory().writeLong(LATE_LIST + 8, GuestDriver.BUFFER);
        host.memory().writeLong(LATE_LIST + 16, GuestDriver.LISTS + 8);
        assertThat(io.status(Entry.io(READ, 0, 64).prp(GuestDriver.BUFFER, LATE_LIST)))
                .as("next list")
                .isEqualTo(PRP_OFFSET_INVALID);
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void addresses_outside_memory_are_a_data_transfer_error() {
        for (long outside : new long[] {0x10_0000, 0x7fff_ffff_ffff_f000L, -4096, GuestDriver.BAR}) {
            assertThat(io.status(Entry.io(READ, 0, 1).prp(outside, 0))).isEqualTo(DATA_TRANSFER_ERROR);
            assertThat(io.status(Entry.io(WRITE, 0, 16).prp(GuestDriver.BUFFER, outside)))
                    .isEqualTo(DATA_TRANSFER_ERROR);
            assertThat(io.status(Entry.io(READ, 0, 64).prp(GuestDriver.BUFFER, outside)))
                    .isEqualTo(DATA_TRANSFER_ERROR);
        }
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void a_list_that_leads_to_itself_ends() {
        long list = GuestDriver.LISTS + PAGE - 8;
        host.memory().writeLong(list, GuestDriver.LISTS);
        for (int i = 0; i < 511; i++) {
            host.memory().writeLong(GuestDriver.LISTS + 8L * i, GuestDriver.BUFFER);
        }
        assertThat(io.status(Entry.io(READ, 0, 2048).prp(GuestDriver.BUFFER, list)))
                .isZero();
    }

    @Test
    void more_than_the_largest_transfer_is_refused() {
        assertThat(io.status(Entry.io(READ, 0, 2049).prp(GuestDriver.BUFFER, GuestDriver.LISTS)))
                .isEqualTo(INVALID_FIELD);
    }

    @ParameterizedTest
    @CsvSource({"4096, 1", "4095, 2", "-1, 1", "0x7fffffffffffffff, 1", "-0x7fffffffffffffff, 3"})
    void blocks_that_the_namespace_does_not_have_are_out_of_range(String first, int blocks) {
        for (int opcode : new int[] {READ, WRITE, WRITE_ZEROES}) {
            assertThat(io.status(Entry.io(opcode, Long.decode(first), blocks).prp(GuestDriver.BUFFER, 0)))
                    .isEqualTo(LBA_OUT_OF_RANGE);
        }
    }

    @Test
    void other_namespaces_and_commands_are_refused() {
        for (int namespace : new int[] {0, 2, -1}) {
            assertThat(io.status(Entry.io(READ, 0, 1).namespace(namespace).prp(GuestDriver.BUFFER, 0)))
                    .isEqualTo(INVALID_NAMESPACE);
        }
        assertThat(io.status(Entry.io(0x7f, 0, 1))).isEqualTo(INVALID_OPCODE);
        assertThat(io.status(Entry.io(READ, 0, 1).flags(0x40))).isEqualTo(INVALID_FIELD);
    }

    @Test
    void a_flush_may_name_all_namespaces() {
        assertThat(io.status(Entry.of(0).namespace(-1))).isZero();
        assertThat(io.status(Entry.of(0).namespace(1))).isZero();
        assertThat(disk.takeLog()).containsExactly("flush", "flush");
        assertThat(io.status(Entry.of(0).namespace(0))).isEqualTo(INVALID_NAMESPACE);
    }

    @Test
    void a_write_is_durable_with_forced_unit_access_or_without_a_cache() {
        io.status(Entry.io(WRITE, 0, 1).prp(GuestDriver.BUFFER, 0));
        io.status(Entry.io(WRITE, 0, 1).dword(12, FUA).prp(GuestDriver.BUFFER, 0));
        guest.admin.result(Entry.setFeature(6, 0));
        io.status(Entry.io(WRITE, 0, 1).prp(GuestDriver.BUFFER, 0));
        assertThat(disk.takeLog()).containsExactly("write 0+512", "write 0+512 durable", "write 0+512 durable");
    }

    @Test
    void a_disk_without_a_write_cache_has_none_to_switch() {
        disk.setWriteCache(false);
        try (Fixture other = new Fixture();
                Nvme plain = Fixture.controller(other, disk)) {
            plain.resume();
            GuestDriver driver = new GuestDriver(other, plain).enable();
            assertThat(driver.identify(1, 0)[525] & 1).isZero();
            assertThat(driver.admin.status(Entry.setFeature(6, 1))).isEqualTo(INVALID_FIELD);
            driver.createPair(1).status(Entry.io(WRITE, 0, 1).prp(GuestDriver.BUFFER, 0));
            assertThat(disk.takeLog()).containsExactly("write 0+512 durable");
        }
    }

    @Test
    void zeroes_are_written_without_data() {
        assertThat(io.status(Entry.io(WRITE_ZEROES, 10, 300))).isZero();
        assertThat(io.status(Entry.io(WRITE_ZEROES, 0, 1).dword(12, FUA | 1 << 25)))
                .isZero();
        assertThat(disk.takeLog()).containsExactly("zero 5120+153600", "zero 0+512 durable");
    }

    private Entry deallocate(long[]... ranges) {
        for (int i = 0; i < ranges.length; i++) {
            host.memory().writeInt(GuestDriver.BUFFER + 16L * i, -1);
            host.memory().writeInt(GuestDriver.BUFFER + 16L * i + 4, (int) ranges[i][1]);
            host.memory().writeLong(GuestDriver.BUFFER + 16L * i + 8, ranges[i][0]);
        }
        return Entry.of(DATASET_MANAGEMENT)
                .namespace(1)
                .prp(GuestDriver.BUFFER, 0)
                .dword(10, ranges.length - 1)
                .dword(11, 4);
    }

    @Test
    void ranges_are_deallocated_in_order() {
        assertThat(io.status(deallocate(new long[] {1, 2}, new long[] {9, 0}, new long[] {4000, 96})))
                .isZero();
        assertThat(disk.takeLog()).containsExactly("discard 512+1024", "discard 2048000+49152");
        assertThat(io.status(deallocate(new long[] {0, 1}).dword(11, 3)))
                .as("hints")
                .isZero();
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void nothing_is_deallocated_if_one_range_cannot_be() {
        assertThat(io.status(deallocate(new long[] {0, 1}, new long[] {4000, 97})))
                .isEqualTo(LBA_OUT_OF_RANGE);
        assertThat(io.status(deallocate(new long[] {0, 0xffff_ffffL}))).isEqualTo(LBA_OUT_OF_RANGE);
        assertThat(io.status(deallocate(new long[] {-1, 0}))).isEqualTo(LBA_OUT_OF_RANGE);
        assertThat(io.status(deallocate(new long[] {0, 1}).prp(GuestDriver.BUFFER + 4088L, 0x10_0000)))
                .isEqualTo(DATA_TRANSFER_ERROR);
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void all_256_ranges_of_a_command_are_deallocated() {
        long[][] ranges = new long[256][];
        Arrays.setAll(ranges, i -> new long[] {2L * i, 1});
        assertThat(io.status(deallocate(ranges))).isZero();
        assertThat(disk.takeLog()).hasSize(256);
    }

    @Test
    void a_disk_that_gives_no_blocks_back_has_no_dataset_management() {
        disk.setDiscards(false);
        try (Fixture other = new Fixture();
                Nvme plain = Fixture.controller(other, disk)) {
            plain.resume();
            GuestDriver driver = new GuestDriver(other, plain).enable();
            assertThat(driver.identify(1, 0)[520]).as("ONCS").isEqualTo((byte) 0x18);
            assertThat(driver.createPair(1).status(deallocate(new long[] {1, 2})))
                    .isEqualTo(INVALID_OPCODE);
            assertThat(disk.takeLog()).isEmpty();
        }
    }

    @Test
    void a_write_protected_namespace_is_not_changed() {
        MemoryDisk protectedDisk = new MemoryDisk("disk1", 64, true);
        try (Fixture other = new Fixture();
                Nvme plain = Fixture.controller(other, protectedDisk)) {
            plain.resume();
            GuestDriver driver = new GuestDriver(other, plain).enable();
            assertThat(driver.identify(0, 1)[99]).isEqualTo((byte) 1);
            GuestDriver.Pair pair = driver.createPair(1);
            assertThat(pair.status(Entry.io(WRITE, 0, 1).prp(GuestDriver.BUFFER, 0)))
                    .isEqualTo(WRITE_PROTECTED);
            assertThat(pair.status(Entry.io(WRITE_ZEROES, 0, 1))).isEqualTo(WRITE_PROTECTED);
            assertThat(pair.status(Entry.io(READ, 0, 1).prp(GuestDriver.BUFFER, 0)))
                    .isZero();
            assertThat(pair.status(Entry.of(0).namespace(1))).isZero();
        }
    }

    @Test
    void a_failure_that_the_guest_is_to_hear_of_is_an_error() {
        disk.failNext(new BlockException(BlockException.Kind.UNSUPPORTED, "no"));
        assertThat(io.status(Entry.io(READ, 0, 1).prp(GuestDriver.BUFFER, 0))).isEqualTo(INTERNAL_ERROR);
        disk.failNext(new BlockException(BlockException.Kind.READ_ONLY, "no"));
        assertThat(io.status(Entry.io(WRITE, 0, 1).prp(GuestDriver.BUFFER, 0))).isEqualTo(WRITE_PROTECTED);
    }
}
