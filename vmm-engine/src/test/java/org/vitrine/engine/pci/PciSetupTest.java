package org.vitrine.engine.pci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.TestHost;

class PciSetupTest {
    private static final PciSetup.Windows WINDOWS =
            new PciSetup.Windows(0xc000, 0x1_0000, 0xc000_0000L, 0xfec0_0000L, 0x80_0000_0000L, 0x90_0000_0000L);

    private final TestHost host = new TestHost();
    private final RootComplex root = RootComplexTest.rootOf(host);
    private final List<SampleFunction> functions = new ArrayList<>();

    @AfterEach
    void close() {
        functions.forEach(SampleFunction::close);
        host.close();
    }

    private SampleFunction sample(String id) {
        SampleFunction function = new SampleFunction(id, host);
        function.scratch = id.charAt(0);
        functions.add(function);
        return function;
    }

    private PcieRootPort port(int number) {
        PcieRootPort port = new PcieRootPort("port" + number, host, number, device -> {});
        root.plug(8 + number, 0, port);
        return port;
    }

    private void setUp() {
        new PciSetup(root, WINDOWS, (device, pin) -> 5 + (device + pin & 3)).run();
    }

    private static long bar(SampleFunction function, int index) {
        return function.readConfig(0x10 + 4 * index, 4) & ~0xfL;
    }

    private void answers(SampleFunction function) {
        assertThat(bar(function, 0)).isBetween(0xc000_0000L, 0xfec0_0000L);
        assertThat(host.load(bar(function, 0), 1)).isEqualTo(function.scratch);
        assertThat(host.in((int) bar(function, 2))).isEqualTo(function.scratch);
        assertThat(host.memory().contains(bar(function, 1), 0x1_0000)).isTrue();
        long wide = bar(function, 4) | function.readConfig(0x24, 4) << 32;
        assertThat(wide).isBetween(0x80_0000_0000L, 0x90_0000_0000L);
        assertThat(host.load(wide, 1)).isEqualTo(function.scratch);
    }

    @Test
    void every_bar_decodes_at_a_place_of_its_own() {
        root.plug(1, 0, sample("a"));
        root.plug(1, 3, sample("b"));
        root.plug(2, 0, sample("c"));

        setUp();

        functions.forEach(this::answers);
        assertThat(functions.get(0).readConfig(0x04, 2)).isEqualTo(3);
        assertThat(functions.get(0).readConfig(0x3c, 1)).isEqualTo(6);
        assertThat(functions.get(2).readConfig(0x3c, 1)).isEqualTo(7);
    }

    @Test
    void bars_behind_ports_decode_through_their_windows() {
        root.plug(1, 0, sample("a"));
        port(1).plug(0, sample("b"));
        PcieRootPort empty = port(2);
        port(3).plug(0, sample("c"));

        setUp();

        functions.forEach(this::answers);
        assertThat(root.readConfig(3, 0, 0, 0, 4)).isEqualTo(0x5678_1234L);
        assertThat(empty.readConfig(0x18, 4)).isEqualTo(0x0002_0200L);
        assertThat(functions.get(1).readConfig(0x3c, 1)).isEqualTo(5 + (9 & 3));
    }

    @Test
    void an_empty_slot_keeps_memory_for_what_may_come() {
        PcieRootPort empty = port(1);
        setUp();
        long window = empty.readConfig(0x20, 4);
        long base = (window & 0xfff0) << 16;
        long limit = (window >> 16 & 0xfff0) << 16 | 0xf_ffff;
        assertThat(limit - base + 1).isEqualTo(2 << 20);
        assertThat(empty.readConfig(0x24, 4)).isEqualTo(0x0001_fff1L);
    }

    @Test
    void what_does_not_fit_stays_unassigned() {
        root.plug(1, 0, sample("a"));
        new PciSetup(root, new PciSetup.Windows(0xc000, 0xc010, 0xc000_0000L, 0xc000_1000L, 0, 0), (device, pin) -> 0)
                .run();

        assertThat(bar(functions.getFirst(), 1)).isZero();
        assertThat(bar(functions.getFirst(), 2)).isZero();
        assertThat(bar(functions.getFirst(), 0) | bar(functions.getFirst(), 3)).isEqualTo(0xc000_0000L);
    }

    @Test
    void a_space_with_a_bar_that_has_no_place_is_not_decoded() {
        root.plug(1, 0, sample("a"));
        root.plug(2, 0, sample("b"));
        new PciSetup(root, new PciSetup.Windows(0xc000, 0x1_0000, 0xc000_0000L, 0xc001_3000L, 0, 0), (device, pin) -> 0)
                .run();

        assertThat(bar(functions.get(0), 1)).isEqualTo(0xc000_0000L);
        assertThat(bar(functions.get(1), 1)).isZero();
        for (SampleFunction function : functions) {
            assertThat(function.readConfig(0x04, 2)).isEqualTo(CommandBit.IO_SPACE.mask);
        }
    }

    @Test
    void a_bar_without_address_bits_wants_no_place() {
        root.plug(1, 0, new Blank(host, 0x0c));
        root.plug(2, 0, new Blank(host, 0x08));
        root.plug(3, 0, new Blank(host, 0x01));
        root.plug(4, 0, sample("a"));

        setUp();

        answers(functions.getFirst());
        assertThat(root.readConfig(0, 1, 0, 0x04, 2)).isZero();
    }

    /** A function whose first BAR has a kind, and nothing that can be written. */
    private static final class Blank extends PciFunction {
        Blank(TestHost host, int kind) {
            super("blank" + kind, host, PciIdentity.of(0x1234, 0x9999, 0, 0xff0000));
            configRegister(PciRegister.BASE_ADDRESS.offset, 4, kind, 0);
        }

        @Override
        protected void resetFunction() {}

        @Override
        protected void saveFunction(StateWriter out) {}

        @Override
        protected void loadFunction(StateReader in) {}
    }
}
