package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrine.engine.firmware.FakePci.bridge;
import static org.vitrine.engine.firmware.FakePci.device;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.firmware.FakePci.Function;

class PciAssignerTest {
    private final FakePci pci = new FakePci();

    private void assign() {
        new PciAssigner(pci, Board.Q35, 4L << 30, 40).assign();
        assertThat(pci.faults).isEmpty();
    }

    private static long bar(Function function, int index) {
        return function.get(0x10 + 4 * index, 4);
    }

    private static long wideBar(Function function, int index) {
        return function.get(0x10 + 4 * index, 8) & ~0xfL;
    }

    @Test
    void bars_get_addresses_of_their_own_alignment() {
        Function disk = device().ioBar(4, 0x20).memoryBar(5, 0x1000);
        Function screen = device().memoryBar(0, 64 << 20).memoryBar(2, 0x1000).rom(0x1_0000);
        pci.plug(1, 0, screen).plug(2, 0, disk);

        assign();

        assertThat(bar(screen, 0)).isEqualTo(0xc000_0000L);
        assertThat(screen.get(0x30, 4)).as("ROM, disabled").isEqualTo(0xc400_0000L);
        assertThat(bar(screen, 2)).isEqualTo(0xc401_0000L);
        assertThat(bar(disk, 5)).isEqualTo(0xc401_1000L);
        assertThat(bar(disk, 4)).isEqualTo(0xc001);
    }

    @Test
    void decoding_is_enabled_and_bus_mastering_is_not() {
        Function disk = device().memoryBar(5, 0x1000).set(4, 2, 0x0504);
        pci.plug(2, 0, disk);

        assign();

        assertThat(disk.get(4, 2)).isEqualTo(0x0503);
    }

    @Test
    void small_memory_bars_have_pages_of_their_own() {
        Function one = device().memoryBar(0, 0x10).memoryBar(1, 0x10);
        pci.plug(2, 0, one);

        assign();

        assertThat(bar(one, 0)).isEqualTo(0xc000_0000L);
        assertThat(bar(one, 1)).isEqualTo(0xc000_1000L);
    }

    @Test
    void only_a_multi_function_device_is_asked_for_more_functions() {
        Function hidden = device().memoryBar(0, 0x1000);
        Function shown = device().memoryBar(0, 0x1000);
        pci.plug(2, 0, device()).plug(2, 1, hidden);
        pci.plug(3, 0, device().set(0x0e, 1, 0x80)).plug(3, 7, shown);

        assign();

        assertThat(bar(hidden, 0)).isZero();
        assertThat(bar(shown, 0)).isEqualTo(0xc000_0000L);
    }

    @Test
    void a_wide_bar_fits_below_4_gib_or_goes_above_ram() {
        Function small = device().wideBar(0, 1 << 20, true);
        Function wide = device().wideBar(0, 8L << 30, true).memoryBar(2, 0x1000);
        pci.plug(2, 0, small);

        assign();
        assertThat(wideBar(small, 0)).isEqualTo(0xc000_0000L);

        pci.plug(3, 0, wide);
        assign();
        assertThat(wideBar(wide, 0)).isEqualTo(8L << 30);
        assertThat(wideBar(small, 0)).isEqualTo(16L << 30);
        assertThat(bar(wide, 2)).isEqualTo(0xc000_0000L);
    }

    @Test
    void a_function_without_room_decodes_nothing() {
        Function huge = device().memoryBar(0, 0x8000_0000L).ioBar(1, 0x20);
        Function modest = device().memoryBar(0, 0x1000);
        pci.plug(2, 0, huge).plug(3, 0, modest);

        assign();

        assertThat(huge.get(4, 2) & 3).isZero();
        assertThat(bar(modest, 0)).isEqualTo(0xc000_0000L);
        assertThat(modest.get(4, 2) & 3).isEqualTo(3);
    }

    @Test
    void ports_run_out_at_64_ki() {
        List<Function> functions = new ArrayList<>();
        for (int device = 1; device < 32; device++) {
            Function function = device().ioBar(0, 0x1000);
            functions.add(function);
            pci.plug(device, 0, function);
        }

        assign();

        assertThat(functions.stream().filter(function -> (function.get(4, 2) & 3) == 3))
                .hasSize(4)
                .allMatch(function -> bar(function, 0) >= 0xc000);
    }

    @Test
    void a_bridge_gets_numbers_and_windows_around_what_is_behind_it() {
        Function behind =
                device().memoryBar(0, 4 << 20).wideBar(2, 1 << 20, true).ioBar(4, 0x40);
        Function port = bridge().plug(0, 0, behind);
        pci.plug(3, 0, port);

        assign();

        assertThat(port.get(0x18, 3)).as("bus numbers").isEqualTo(0x01_01_00);
        assertThat(bar(behind, 0)).isEqualTo(0xc000_0000L);
        assertThat(port.get(0x20, 4)).as("memory").isEqualTo(0xc030_c000L);
        assertThat(wideBar(behind, 2)).isEqualTo(0xc040_0000L);
        assertThat(port.get(0x24, 4)).as("prefetchable").isEqualTo(0xc051_c041L);
        assertThat(port.get(0x28, 8)).isZero();
        assertThat(bar(behind, 4)).isEqualTo(0xc001);
        assertThat(port.get(0x1c, 2)).as("ports").isEqualTo(0xc0c0);
        assertThat(port.get(4, 2) & 7).isEqualTo(3);
    }

    @Test
    void an_empty_slot_keeps_room_for_a_device_that_comes_later() {
        Function port = bridge();
        pci.plug(3, 0, port);

        assign();

        assertThat(port.get(0x20, 4)).as("2 MiB").isEqualTo(0xc010_c000L);
        assertThat(port.get(0x24, 4)).as("2 MiB").isEqualTo(0xc031_c021L);
        assertThat(port.get(0x1c, 2)).as("closed").isEqualTo(0x00f0);
    }

    @Test
    void a_prefetchable_window_goes_above_ram_with_its_upper_halves() {
        Function behind = device().wideBar(0, 8L << 30, true);
        Function port = bridge().plug(0, 0, behind);
        pci.plug(3, 0, port);

        assign();

        assertThat(wideBar(behind, 0)).isEqualTo(8L << 30);
        assertThat(port.get(0x24, 4)).isEqualTo(0xfff1_0001L);
        assertThat(port.get(0x28, 8)).isEqualTo(0x0000_0003_0000_0002L);
    }

    @Test
    void bridges_behind_bridges_are_numbered_in_depth() {
        Function inner = bridge().plug(0, 0, device().memoryBar(0, 0x1000));
        Function outer = bridge().plug(0, 0, inner);
        Function next = bridge();
        pci.plug(3, 0, outer).plug(4, 0, next);

        assign();

        assertThat(outer.get(0x18, 3)).isEqualTo(0x02_01_00);
        assertThat(inner.get(0x18, 3)).isEqualTo(0x02_02_01);
        assertThat(next.get(0x18, 3)).isEqualTo(0x03_03_00);
    }

    @Test
    void interrupt_lines_follow_the_wiring_through_bridges() {
        Function plain = device().pin(1);
        Function chipset = device().pin(3);
        Function none = device();
        Function behind = device().pin(2);
        pci.plug(1, 0, plain).plug(31, 0, chipset).plug(2, 0, none);
        pci.plug(3, 0, bridge().plug(0, 0, behind));

        assign();

        assertThat(plain.get(0x3c, 1)).as("PIRQF").isEqualTo(10);
        assertThat(chipset.get(0x3c, 1)).as("PIRQC").isEqualTo(11);
        assertThat(none.get(0x3c, 1)).isZero();
        assertThat(behind.get(0x3c, 1)).as("INTB of 3 is PIRQE").isEqualTo(10);
    }

    @Test
    void bridges_without_end_use_up_the_bus_numbers_and_no_more() {
        Function first = bridge();
        Function last = first;
        for (int depth = 0; depth < 300; depth++) {
            Function next = bridge();
            last.plug(0, 0, next);
            last = next;
        }
        pci.plug(3, 0, first);

        assign();

        assertThat(first.get(0x18, 3)).isEqualTo(0xff_01_00);
        assertThat(last.get(0x18, 3)).isZero();
    }

    @Test
    void a_device_that_answers_anything_does_no_harm() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 20; round++) {
            ConfigSpaceAccess wild = new ConfigSpaceAccess() {
                @Override
                public int read(int bdf, int offset, int size) {
                    return random.nextInt() >>> (32 - 8 * size);
                }

                @Override
                public void write(int bdf, int offset, int size, int value) {}
            };
            new PciAssigner(wild, Board.Q35, 1L << 30, 36).assign();
        }
    }

    @Test
    void the_chipset_is_programmed_as_firmware_leaves_it() {
        Function mch = device().writable(0x60, 8, -1).writable(0x90, 7, -1);
        Function lpc = device().writable(0x40, 8, -1).writable(0x60, 12, -1).writable(0xf0, 4, -1);
        pci.plug(0, 0, mch).plug(31, 0, lpc);

        new ChipsetSetup(pci, Board.Q35).program();

        assertThat(mch.get(0x60, 8)).as("PCIEXBAR").isEqualTo(0xb000_0001L);
        assertThat(mch.get(0x90, 7)).as("PAM").isEqualTo(0x33_3333_3333_3330L);
        assertThat(lpc.get(0x40, 4)).as("PMBASE").isEqualTo(0x601);
        assertThat(lpc.get(0x44, 1)).as("ACPI_CNTL").isEqualTo(0x80);
        assertThat(lpc.get(0xf0, 4)).as("RCBA").isEqualTo(0xfed1_c001L);
        assertThat(lpc.get(0x60, 4)).as("PIRQA to D").isEqualTo(0x0b0b_0a0a);
        assertThat(lpc.get(0x68, 4)).as("PIRQE to H").isEqualTo(0x0b0b_0a0a);
    }
}
