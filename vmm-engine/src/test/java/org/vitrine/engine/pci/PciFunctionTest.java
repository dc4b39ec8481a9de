package org.vitrine.engine.pci;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class PciFunctionTest {
    private static final int COMMAND = 0x04;
    private static final int IO_AND_MEMORY = 0x3;
    private static final int BUS_MASTER = 0x4;
    private static final int INTERRUPT_DISABLE = 0x400;

    private final TestHost host = new TestHost();
    private final SampleFunction function = new SampleFunction(host);

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private static int bar(int index) {
        return 0x10 + 4 * index;
    }

    private long read(int offset, int size) {
        return function.readConfig(offset, size);
    }

    private void write(int offset, int size, long value) {
        function.writeConfig(offset, size, value);
    }

    private int capability(int id) {
        int at = (int) read(0x34, 1);
        while (at != 0 && read(at, 1) != id) {
            at = (int) read(at + 1, 1);
        }
        return at;
    }

    @Test
    void identity_is_read_only() {
        write(0, 4, 0);
        write(8, 4, 0);

        assertThat(read(0, 4)).isEqualTo(0x5678_1234L);
        assertThat(read(8, 4)).isEqualTo(0xff01_0203L);
        assertThat(read(0x2c, 4)).isEqualTo(0x1100_1af4L);
        assertThat(read(0x3d, 1)).isEqualTo(1);
    }

    @Test
    void reads_past_a_conventional_space_answer_ones() {
        assertThat(read(256, 4)).isEqualTo(0xffff_ffffL);
        assertThat(read(4094, 4)).isEqualTo(0xffff_ffffL);
        write(4095, 4, 0);
    }

    @Test
    void a_vga_adapter_can_be_enabled_for_io_without_an_io_bar() {
        PciFunction vga = new PciFunction("vga", host, PciIdentity.of(0x1234, 0x1111, 2, 0x030000)) {
            @Override
            protected void resetFunction() {}

            @Override
            protected void saveFunction(org.vitrine.engine.device.StateWriter out) {
                out.begin("vga", 1);
            }

            @Override
            protected void loadFunction(org.vitrine.engine.device.StateReader in) {}
        };

        vga.writeConfig(0x04, 2, 3);

        assertThat(vga.readConfig(0x04, 2)).isEqualTo(3);
    }

    @Test
    void bars_answer_their_size() {
        for (int index = 0; index < 6; index++) {
            write(bar(index), 4, 0xffff_ffffL);
        }
        write(0x30, 4, 0xffff_fffeL);

        assertThat(read(bar(0), 4)).isEqualTo(0xffff_f000L);
        assertThat(read(bar(1), 4)).isEqualTo(0xffff_0008L);
        assertThat(read(bar(2), 4)).isEqualTo(0xffff_ffe1L);
        assertThat(read(bar(3), 4)).isEqualTo(0xffff_f000L);
        assertThat(read(bar(4), 4)).isEqualTo(0x0000_000cL);
        assertThat(read(bar(5), 4)).isEqualTo(0xffff_fffeL);
        assertThat(read(0x30, 4)).isEqualTo(0xffff_f000L);
    }

    @Test
    void a_bar_is_mapped_only_while_decoding_is_enabled() {
        function.scratch = 0x1234;
        write(bar(0), 4, 0xe000_0000L);
        assertThat(host.load(0xe000_0000L, 4)).isEqualTo(0xffff_ffffL);

        write(COMMAND, 2, IO_AND_MEMORY);
        assertThat(host.load(0xe000_0000L, 4)).isEqualTo(0x1234);

        write(COMMAND, 2, 0);
        assertThat(host.load(0xe000_0000L, 4)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void a_bar_follows_its_register_while_it_decodes() {
        function.scratch = 0x55;
        write(COMMAND, 2, IO_AND_MEMORY);
        write(bar(2), 4, 0xc000);
        assertThat(host.in(0xc000)).isEqualTo(0x55);

        write(bar(2), 4, 0xffff_ffffL);
        assertThat(host.in(0xc000)).isEqualTo(0xff);
        assertThat(host.in(0xffe0)).isEqualTo(0xff);

        write(bar(2), 4, 0xd000);
        assertThat(host.in(0xd000)).isEqualTo(0x55);
    }

    @Test
    void a_64_bit_bar_maps_above_4_gib() {
        function.scratch = 0x77;
        write(COMMAND, 2, IO_AND_MEMORY);
        write(bar(4), 4, 0);
        write(bar(5), 4, 0x20);

        assertThat(read(bar(4), 4)).isEqualTo(0xc);
        assertThat(host.load(0x20_0000_0000L, 1)).isEqualTo(0x77);
    }

    @Test
    void a_bar_over_ram_is_not_mapped() {
        write(COMMAND, 2, IO_AND_MEMORY);
        write(bar(0), 4, 0x1000);
        write(bar(1), 4, 0x8_0000);

        assertThat(host.mmio().isFree(0, 1L << 32)).isTrue();
        assertThat(host.memory().slice(0x8_0000, 1, false)).isNotNull();
        host.memory().writeByte(0x8_0000, 0x42);
        assertThat(function.vram.segment().get(ValueLayout.JAVA_BYTE, 0)).isZero();
    }

    @Test
    void a_bar_over_other_registers_is_not_mapped_and_returns_when_it_moves_on() {
        try (var other = host.mmio().map(0xfed0_0000L, 0x400, function_that_answers(0x99))) {
            write(COMMAND, 2, IO_AND_MEMORY);
            write(bar(0), 4, 0xfed0_0000L);
            write(bar(1), 4, 0xfed0_0000L);
            assertThat(host.load(0xfed0_0000L, 1)).isEqualTo(0x99);
            assertThat(host.memory().isFree(0xfed0_0000L, 0x1000)).isTrue();
        }
        write(bar(1), 4, 0xd000_0000L);
        write(bar(0), 4, 0xe000_0000L);
        assertThat(host.load(0xe000_0000L, 1)).isZero();
        assertThat(host.memory().contains(0xd000_0000L, 0x1_0000)).isTrue();
    }

    private static org.vitrine.engine.bus.RegisterBlock function_that_answers(int value) {
        return new org.vitrine.engine.bus.RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                return value;
            }

            @Override
            public void write(long offset, int size, long data) {}
        };
    }

    @Test
    void vram_and_rom_are_memory_while_they_decode() {
        function.rom.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 0x55);
        write(COMMAND, 2, IO_AND_MEMORY);
        write(bar(1), 4, 0xd000_0000L);
        write(0x30, 4, 0xe100_0001L);

        host.memory().writeByte(0xd000_0004L, 0x12);
        host.memory().writeByte(0xe100_0000L, 0x12);

        assertThat(function.vram.segment().get(ValueLayout.JAVA_BYTE, 4)).isEqualTo((byte) 0x12);
        assertThat(host.memory().readByte(0xe100_0000L)).isEqualTo(0x55);

        write(0x30, 4, 0xe100_0000L);
        assertThat(host.memory().contains(0xe100_0000L, 1)).isFalse();
    }

    @Test
    void msi_sends_its_address_and_data_with_the_vector() {
        int msi = capability(5);
        write(COMMAND, 2, BUS_MASTER);
        write(msi + 4, 4, 0xfee0_1000L);
        write(msi + 8, 4, 0x1);
        write(msi + 12, 2, 0x41);
        function.message(0);
        write(msi + 2, 2, 0x21);

        function.message(3);

        assertThat(function.messages()).isTrue();
        assertThat(host.takeEvents()).containsExactly("msi 0x1fee01000=0x43");
        assertThat(read(msi + 2, 2)).isEqualTo(0x1a5);
    }

    @Test
    void a_masked_msi_is_pending_and_follows_when_unmasked() {
        int msi = capability(5);
        write(COMMAND, 2, BUS_MASTER);
        write(msi + 4, 4, 0xfee0_0000L);
        write(msi + 12, 2, 0x30);
        write(msi + 16, 4, 0xffff_ffffL);
        write(msi + 2, 2, 0x21);

        function.message(1);
        assertThat(read(msi + 16, 4)).isEqualTo(0xf);
        assertThat(read(msi + 20, 4)).isEqualTo(0x2);
        assertThat(host.takeEvents()).isEmpty();

        write(msi + 16, 4, 0);
        assertThat(read(msi + 20, 4)).isZero();
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x31");
    }

    @Test
    void messages_need_bus_mastering() {
        int msi = capability(5);
        write(msi + 2, 2, 1);
        function.message(0);

        assertThat(function.mastersBus()).isFalse();
        assertThat(host.takeEvents()).isEmpty();
    }

    private void enableMsix(int control) {
        write(COMMAND, 2, BUS_MASTER | IO_AND_MEMORY);
        write(bar(3), 4, 0xe200_0000L);
        write(capability(0x11) + 2, 2, control);
    }

    @Test
    void msix_vectors_have_their_own_message_and_mask() {
        enableMsix(0x8000);
        host.store(0xe200_0010L, 8, 0xfee0_2000L);
        host.store(0xe200_0018L, 8, 0x55);

        function.message(0);
        function.message(1);
        function.message(2048);

        assertThat(host.takeEvents()).containsExactly("msi 0xfee02000=0x55");
        assertThat(host.load(0xe200_0800L, 8)).isEqualTo(1);
        assertThat(read(capability(0x11) + 2, 2)).isEqualTo(0x8002);
        assertThat(read(capability(0x11) + 4, 4)).isEqualTo(3);
        assertThat(read(capability(0x11) + 8, 4)).isEqualTo(0x803);
    }

    @Test
    void a_pending_msix_vector_follows_when_its_mask_goes() {
        enableMsix(0xc000);
        host.store(0xe200_0020L, 4, 0xfee0_0000L);
        host.store(0xe200_0028L, 4, 7);
        function.message(2);

        host.store(0xe200_002cL, 4, 0);
        assertThat(host.takeEvents()).isEmpty();
        write(capability(0x11) + 2, 2, 0x8000);

        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x7");
        assertThat(host.load(0xe200_0800L, 4)).isZero();
    }

    @Test
    void narrow_writes_to_the_msix_table_are_dropped() {
        enableMsix(0x8000);
        host.store(0xe200_0008L, 2, 0x1234);
        host.store(0xe200_0009L, 4, 0x1234_5678);

        assertThat(host.load(0xe200_0008L, 4)).isZero();
        assertThat(host.load(0xe200_000cL, 1)).isEqualTo(1);
        assertThat(host.load(0xe200_000dL, 1)).isZero();
    }

    @Test
    void the_status_register_shows_the_interrupt_pin() {
        function.pin.raise();
        assertThat(read(0x06, 2) & 0x8).isEqualTo(0x8);

        write(COMMAND, 2, INTERRUPT_DISABLE);
        assertThat(read(0x06, 2) & 0x8).isEqualTo(0x8);

        write(capability(5) + 2, 2, 1);
        assertThat(read(0x06, 2) & 0x8).isZero();
    }

    @Test
    void configuration_writes_are_reported_to_the_function() {
        write(0x3c, 1, 11);
        assertThat(function.written).isEqualTo("3c/1 ");
    }

    @Test
    void a_reset_unmaps_and_clears_all() {
        enableMsix(0x8000);
        function.pin.raise();
        function.reset();

        assertThat(host.mmio().isFree(0xe200_0000L, 0x1000)).isTrue();
        assertThat(read(COMMAND, 4)).isEqualTo(0x0010_0000L);
        assertThat(read(bar(3), 4)).isZero();
    }

    @Test
    void racing_writes_leave_mappings_that_match_the_registers() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    write(bar(0), 4, 0xe000_0000L + 0x1000L * random.nextInt(4));
                    write(bar(1), 4, 0xe000_0000L + 0x1_0000L * random.nextInt(3));
                    write(COMMAND, 2, random.nextInt(8));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        write(COMMAND, 2, IO_AND_MEMORY);
        function.scratch = 0x66;

        long vram = read(bar(1), 4) & ~0xfL;
        assertThat(host.memory().contains(vram, 0x1_0000)).isTrue();
        assertThat(host.memory().isFree(0xe000_0000L, vram - 0xe000_0000L)).isTrue();
        assertThat(host.memory().isFree(vram + 0x1_0000, 0xf000_0000L - vram)).isTrue();
        if (vram != 0xe000_0000L) {
            assertThat(host.load(read(bar(0), 4), 1)).isEqualTo(0x66);
        }
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(SampleFunction::new)
                .ports(0xc000, 0x20)
                .mmio(0xe000_0000L, 0x10)
                .mmio(0xe200_0000L, 0x30)
                .mmio(0xe200_0800L, 8)
                .prepare((sample, its) -> {
                    sample.writeConfig(bar(0), 4, 0xe000_0000L);
                    sample.writeConfig(bar(2), 4, 0xc000);
                    sample.writeConfig(bar(3), 4, 0xe200_0000L);
                    sample.writeConfig(COMMAND, 2, BUS_MASTER | IO_AND_MEMORY);
                    its.out(0xc000, 4, 0x1234_5678);
                    its.out(0xc004, 4, 1);
                    for (int vector = 0; vector < 3; vector++) {
                        its.store(0xe200_0000L + vector * 16L, 8, 0xfee0_0000L + vector);
                        its.store(0xe200_0008L + vector * 16L, 4, 0x40 + vector);
                    }
                    sample.writeConfig(0x42, 2, 0x8000);
                    its.out(0xc008, 4, 2);
                })
                .stimulus((sample, its, random) ->
                        sample.writeConfig(random.nextInt(0x40, 0x6c), 1 << random.nextInt(3), random.nextInt()))
                .stimulus((sample, its, random) ->
                        its.note(Long.toHexString(sample.readConfig(random.nextInt(0x40, 0x6c), 4))))
                .verify();
    }
}
