package org.vitrine.engine.flash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.memory.MemoryRegion;

class ParallelFlashTest {
    private static final long BASE = 0xffc0_0000L;
    private static final int SIZE = 8 * ParallelFlash.BLOCK;

    @TempDir
    Path directory;

    private final TestHost host = new TestHost();
    private final MemoryRegion content = MemoryRegion.anonymous("nvram", SIZE);
    private Path file;
    private ParallelFlash flash;

    @BeforeEach
    void make() {
        file = directory.resolve("nvram.fd");
        content.segment().fill((byte) 0xff);
        content.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 0x5a);
        flash = new ParallelFlash("pflash1", host, BASE, content, keptIn(file));
        flash.resume();
    }

    private static FlashFile keptIn(Path file) {
        return new FlashFile(
                file,
                SIZE,
                failure -> {
                    throw new AssertionError(failure);
                },
                InlineWorker::new);
    }

    /** The host refuses at once: what is written so often would only take time. */
    private FlashFile keptNowhere() {
        return new FlashFile(directory.resolve("no-folder/nvram.fd"), SIZE, failure -> {}, InlineWorker::new);
    }

    @AfterEach
    void close() {
        flash.close();
        content.close();
        host.close();
    }

    /** A write by a vCPU, which never reaches the read-only slot. */
    private void write(long offset, int... values) {
        for (int value : values) {
            host.store(BASE + offset, 1, value);
        }
    }

    /** A read by a vCPU: from the slot where there is one. */
    private int read(long offset) {
        return host.memory().contains(BASE + offset, 1)
                ? host.memory().readByte(BASE + offset)
                : (int) host.load(BASE + offset, 1);
    }

    private boolean isMemory() {
        return host.memory().contains(BASE, SIZE);
    }

    private void program(long offset, int value) {
        write(offset, 0x40, value);
    }

    @Test
    void its_array_is_memory_that_cannot_be_written() {
        assertThat(isMemory()).isTrue();
        assertThat(host.memory().readInt(BASE)).isEqualTo(0xffff_ff5a);
        host.memory().writeInt(BASE, 0);
        assertThat(host.memory().slice(BASE, 4, true)).isNull();
        assertThat(host.memory().readInt(BASE)).isEqualTo(0xffff_ff5a);
    }

    @Test
    void firmware_finds_it_to_be_flash_and_neither_ram_nor_rom() {
        // As QemuFlashDetected of OvmfPkg goes about it.
        write(0, 0x50);
        assertThat(read(0)).isEqualTo(0x5a);
        write(0, 0x70);
        assertThat(isMemory()).isFalse();
        assertThat(read(0)).isZero();
        write(0, 0xff);
        assertThat(isMemory()).isTrue();
        assertThat(read(0)).isEqualTo(0x5a);
    }

    @Test
    void status_is_ready_after_power_on_and_after_every_operation() {
        write(0, 0x70);
        assertThat(read(0)).isEqualTo(0x80);
        write(0, 0x50);
        program(7, 0x12);
        assertThat(read(7)).isEqualTo(0x80);
        write(0, 0x20, 0xd0);
        assertThat(read(0)).isEqualTo(0x80);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x40})
    void a_program_command_clears_bits_and_sets_none(int command) {
        write(0x1005, command, 0x3c, 0xff);
        assertThat(read(0x1005)).isEqualTo(0x3c);
        write(0x1005, command, 0xf0, 0xff);
        assertThat(read(0x1005)).isEqualTo(0x30);
        assertThat(read(0x1004)).isEqualTo(0xff);
        assertThat(read(0x1006)).isEqualTo(0xff);
    }

    @Test
    void data_of_several_bytes_are_programmed_at_once() {
        host.store(BASE + 0x100, 4, 0x40);
        host.store(BASE + 0x100, 4, 0x1234_5678);
        host.store(BASE + 0x100, 4, 0xff);

        assertThat(host.memory().readInt(BASE + 0x100)).isEqualTo(0x1234_5678);
    }

    @Test
    void an_erased_block_is_all_ones_and_its_neighbours_are_as_they_were() {
        for (int offset : new int[] {0x0fff, 0x1000, 0x1abc, 0x1fff, 0x2000}) {
            program(offset, 0x11);
        }
        write(0x1234, 0x20, 0xd0, 0xff);

        assertThat(read(0x0fff)).isEqualTo(0x11);
        assertThat(read(0x1000)).isEqualTo(0xff);
        assertThat(read(0x1abc)).isEqualTo(0xff);
        assertThat(read(0x1fff)).isEqualTo(0xff);
        assertThat(read(0x2000)).isEqualTo(0x11);
    }

    @Test
    void an_erasure_that_is_not_confirmed_is_none_and_an_error_of_the_sequence() {
        program(0x1000, 0x11);
        write(0x1000, 0x20, 0x12);
        assertThat(read(0x1000)).isEqualTo(0x80 | 0x30);
        write(0x1000, 0x50);
        assertThat(read(0x1000)).isEqualTo(0x11);

        write(0x1000, 0x20, 0xff);
        assertThat(read(0x1000)).isEqualTo(0x11);
        write(0x1000, 0x70);
        assertThat(read(0x1000)).isEqualTo(0x80);
    }

    @Test
    void errors_stay_until_the_status_is_cleared() {
        write(0, 0x20, 0x12);
        program(0, 0);
        assertThat(read(0)).isEqualTo(0xb0);
        write(0, 0x50, 0x70);
        assertThat(read(0)).isZero();
    }

    @Test
    void a_buffer_is_programmed_when_it_is_confirmed() {
        write(0x2010, 0xe8);
        assertThat(read(0x2010)).isEqualTo(0x80);
        write(0x2010, 2);
        write(0x2010, 0xa1);
        write(0x2012, 0xa3);
        write(0x2011, 0xa2);
        assertThat(content.segment().get(ValueLayout.JAVA_BYTE, 0x2010)).isEqualTo((byte) 0xff);
        write(0x2010, 0xd0, 0xff);

        assertThat(host.memory().readInt(BASE + 0x2010)).isEqualTo(0xffa3_a2a1);
    }

    @Test
    void a_buffer_takes_no_more_than_it_has_room_for() {
        write(0x2000, 0xe8, 32);
        assertThat(read(0x2000)).isEqualTo(0xb0);
        write(0x2000, 0x50, 0xe8, 31);
        for (int i = 0; i < 32; i++) {
            write(0x2000 + i, i);
        }
        write(0x2000, 0xd0, 0xff);
        assertThat(read(0x201f)).isEqualTo(31);
    }

    @Test
    void a_buffer_with_bytes_elsewhere_or_without_confirmation_is_not_programmed() {
        write(0x2000, 0xe8, 1, 0);
        write(0x2002, 0);
        assertThat(read(0x2000)).isEqualTo(0xb0);
        write(0x2000, 0x50, 0xe8, 1, 0);
        write(0x1fff, 0);
        assertThat(read(0x2000)).isEqualTo(0xb0);
        write(0x2000, 0x50, 0xe8, 0, 0, 0x12);
        assertThat(read(0x2000)).isEqualTo(0xb0);
        write(0x2000, 0x50);
        assertThat(read(0x2000)).isEqualTo(0xff);
        assertThat(read(0x1fff)).isEqualTo(0xff);
    }

    @Test
    void a_buffer_that_reaches_beyond_the_end_is_programmed_up_to_there() {
        write(SIZE - 1, 0xe8, 1, 0x77, 0x73, 0xd0, 0xff);
        assertThat(read(SIZE - 1)).isEqualTo(0x73);
    }

    @Test
    void it_describes_itself_by_the_common_flash_interface() {
        write(0, 0x98);
        assertThat(read(0x10)).isEqualTo('Q');
        assertThat(read(0x11)).isEqualTo('R');
        assertThat(read(0x12)).isEqualTo('Y');
        assertThat(read(0x13) | read(0x14) << 8).isEqualTo(0x0001);
        assertThat(1 << read(0x27)).isEqualTo(SIZE);
        assertThat(1 << (read(0x2a) | read(0x2b) << 8)).isEqualTo(32);
        assertThat(read(0x2c)).isEqualTo(1);
        assertThat((read(0x2d) | read(0x2e) << 8) + 1).isEqualTo(8);
        assertThat((read(0x2f) | read(0x30) << 8) * 256).isEqualTo(ParallelFlash.BLOCK);
        assertThat(read(read(0x15) | read(0x16) << 8)).isEqualTo('P');
    }

    @Test
    void it_names_its_maker_and_which_blocks_are_locked() {
        write(0, 0x90);
        assertThat(read(0)).isEqualTo(0x89);
        assertThat(read(2)).isZero();
        try (MemoryRegion code = MemoryRegion.anonymous("code", SIZE);
                ParallelFlash locked = new ParallelFlash("pflash0", host, BASE + SIZE, code, null)) {
            write(SIZE, 0x90);
            assertThat(read(SIZE + 2)).isEqualTo(1);
            assertThat(locked.id()).isEqualTo("pflash0");
        }
    }

    @Test
    void locked_blocks_are_neither_erased_nor_programmed() {
        try (MemoryRegion code = MemoryRegion.anonymous("code", SIZE);
                ParallelFlash locked = new ParallelFlash("pflash0", host, BASE + SIZE, code, null)) {
            locked.resume();
            code.segment().fill((byte) 0x5a);
            program(SIZE, 0);
            assertThat(read(SIZE)).isEqualTo(0x80 | 0x10 | 0x02);
            write(SIZE, 0x50, 0x20, 0xd0);
            assertThat(read(SIZE)).isEqualTo(0x80 | 0x20 | 0x02);
            write(SIZE, 0xe8, 0, 0, 0xd0);
            write(SIZE, 0xff);

            assertThat(host.memory().readInt(BASE + SIZE)).isEqualTo(0x5a5a_5a5a);
        }
    }

    @Test
    void the_file_holds_what_was_programmed_once_the_array_is_read_again() throws Exception {
        program(3, 0x42);
        assertThat(file).doesNotExist();
        write(3, 0xff);

        byte[] kept = Files.readAllBytes(file);
        assertThat(kept).hasSize(SIZE);
        assertThat(kept[0]).isEqualTo((byte) 0x5a);
        assertThat(kept[3]).isEqualTo((byte) 0x42);
    }

    @Test
    void a_pause_keeps_what_the_guest_was_still_at() throws Exception {
        program(3, 0x42);
        flash.requestPause();
        flash.awaitPaused();

        assertThat(Files.readAllBytes(file)[3]).isEqualTo((byte) 0x42);
    }

    @Test
    void a_reset_shows_the_array_and_forgets_what_was_begun() {
        write(0x1000, 0x20);
        flash.reset();
        assertThat(isMemory()).isTrue();
        write(0x1000, 0xd0);
        assertThat(read(0)).isEqualTo(0x5a);
        write(0, 0x70);
        assertThat(read(0)).isEqualTo(0x80);
    }

    @Test
    void whatever_a_guest_writes_the_flash_goes_on() {
        flash.close();
        flash = new ParallelFlash("pflash1", host, BASE, content, keptNowhere());
        SplittableRandom random = new SplittableRandom(1);
        int[] commands = {0x10, 0x20, 0x40, 0x50, 0x60, 0x70, 0x90, 0x98, 0xd0, 0xe8, 0xf0, 0xff};
        for (int i = 0; i < 200_000; i++) {
            int size = 1 << random.nextInt(4);
            long offset = random.nextInt(SIZE - size + 1);
            if (random.nextInt(4) == 0) {
                host.load(BASE + offset, size);
            } else {
                long value = random.nextBoolean() ? random.nextLong() : commands[random.nextInt(commands.length)];
                host.store(BASE + offset, size, value);
            }
        }
        write(0, 0xff, 0xff, 0xff, 0xff);
        for (int i = 0; i < 64 && !isMemory(); i++) {
            write(0, 0xff);
        }

        assertThat(isMemory()).isTrue();
        write(0, 0x20, 0xd0, 0xff);
        assertThat(read(0)).isEqualTo(0xff);
    }

    @Test
    void it_passes_the_round_trip() {
        Map<ParallelFlash, MemoryRegion> contents = new IdentityHashMap<>();
        DeviceRoundTrip.of(at -> {
                    MemoryRegion fresh = MemoryRegion.anonymous("nvram", SIZE);
                    ParallelFlash device = new ParallelFlash("pflash1", at, BASE, fresh, keptNowhere());
                    contents.put(device, fresh);
                    return device;
                })
                .carry((from, to) ->
                        contents.get(to).segment().copyFrom(contents.get(from).segment()))
                .mmio(BASE, 0x100)
                .mmio(BASE + SIZE - 0x10, 0x10)
                .prepare((device, at) -> {
                    at.store(BASE, 1, 0x20);
                    at.store(BASE, 1, 0x12);
                    at.store(BASE, 1, 0x40);
                    at.store(BASE, 1, 0x12);
                    at.store(BASE + 0x40, 1, 0xe8);
                    at.store(BASE + 0x40, 1, 7);
                    at.store(BASE + 0x40, 1, 0x3c);
                })
                .verify();
        contents.values().forEach(MemoryRegion::close);
    }
}
