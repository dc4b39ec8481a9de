package org.vitrine.engine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.pci.PcieRootPort.Unplug;

class PcieRootPortTest {
    private static final int DEVICE = 6;
    private static final int PORT_GSI = 100 + 4 * DEVICE;
    private static final int COMMAND = 0x04;
    private static final int EXPRESS = 0x40;
    private static final int LINK_CONTROL = EXPRESS + 0x10;
    private static final int LINK_STATUS = EXPRESS + 0x12;
    private static final int SLOT_CONTROL = EXPRESS + 0x18;
    private static final int SLOT_STATUS = EXPRESS + 0x1a;
    private static final int MSI = 0x7c;

    private static final int LINK_ACTIVE = 0x2000;
    private static final int PRESENT = 0x40;
    private static final int ALL_EVENTS = 0x103f | 0x1000;
    private static final int INDICATOR_ON = 0x100;
    private static final int INDICATOR_BLINKS = 0x200;
    private static final int OFF = 0x700;

    /** An endpoint with a PCI Express capability. */
    private static final class Endpoint extends SampleFunction {
        Endpoint(DeviceHost host) {
            super("endpoint", host);
            expressCapability();
        }
    }

    private final TestHost host = new TestHost();
    private final RootComplex root = RootComplexTest.rootOf(host);
    private final PcieRootPort port = portOf(host);
    private final Endpoint endpoint = new Endpoint(host);

    private static PcieRootPort portOf(TestHost host) {
        return new PcieRootPort("port", host, 3, new SlotListener() {
            @Override
            public void ejected(List<PciFunction> device) {
                host.note("ejected " + device.getFirst().id());
            }

            @Override
            public void kept(List<PciFunction> device) {
                host.note("kept " + device.getFirst().id());
            }
        });
    }

    @BeforeEach
    void plugPort() {
        root.plug(DEVICE, 0, port);
        port.writeConfig(0x18, 4, 0x0005_0500);
    }

    @AfterEach
    void close() {
        endpoint.close();
        host.close();
    }

    private long behind(int offset, int size) {
        return root.readConfig(5, 0, 0, offset, size);
    }

    private static void openWindows(PcieRootPort port) {
        port.writeConfig(0x1c, 2, 0xc0c0);
        port.writeConfig(0x20, 4, 0xe010_e000L);
        port.writeConfig(0x24, 4, 0x0001_0001L);
        port.writeConfig(0x28, 4, 0x10);
        port.writeConfig(0x2c, 4, 0x17);
        port.writeConfig(COMMAND, 2, 7);
    }

    @Test
    void it_is_a_bridge_with_a_slot() {
        assertThat(port.readConfig(0, 4)).isEqualTo(0x000c_1b36L);
        assertThat(port.readConfig(0x0a, 2)).isEqualTo(0x0604);
        assertThat(port.readConfig(0x0e, 1)).isEqualTo(1);
        assertThat(port.readConfig(EXPRESS, 4)).isEqualTo(0x0142_7c10L);
        assertThat(port.readConfig(EXPRESS + 0x14, 4)).isEqualTo(3 << 19 | 0x5b);
        assertThat(port.readConfig(0x100, 4)).isZero();
    }

    @Test
    void the_bus_behind_answers_by_its_number() {
        port.plug(0, endpoint);

        assertThat(behind(0, 4)).isEqualTo(0x5678_1234L);
        assertThat(root.readConfig(5, 1, 0, 0, 4)).isEqualTo(0xffff_ffffL);
        assertThat(root.readConfig(6, 0, 0, 0, 4)).isEqualTo(0xffff_ffffL);
        port.writeConfig(0x18, 4, 0x0008_0800);
        assertThat(behind(0, 4)).isEqualTo(0xffff_ffffL);
        assertThat(root.readConfig(8, 0, 0, 0, 2)).isEqualTo(0x1234);
    }

    @Test
    void an_endpoint_knows_whether_it_is_part_of_the_root_complex() {
        int express = 0x64;
        assertThat(endpoint.readConfig(express, 1)).isEqualTo(0x10);
        port.plug(0, endpoint);
        assertThat(endpoint.readConfig(express + 2, 2)).isEqualTo(0x0002);
        assertThat(endpoint.readConfig(express + 0x12, 2)).isEqualTo(0x0043);

        try (Endpoint other = new Endpoint(host)) {
            root.plug(7, 0, other);
            assertThat(other.readConfig(express + 2, 2)).isEqualTo(0x0092);
            assertThat(other.readConfig(express + 0x12, 2)).isZero();
        }
    }

    @Test
    void bars_behind_it_decode_only_inside_its_windows() {
        port.plug(0, endpoint);
        endpoint.scratch = 0x31;
        endpoint.writeConfig(0x10, 4, 0xe010_0000L);
        endpoint.writeConfig(0x18, 4, 0xc100);
        endpoint.writeConfig(0x20, 4, 0);
        endpoint.writeConfig(0x24, 4, 0x14);
        endpoint.writeConfig(COMMAND, 2, 3);
        assertThat(host.load(0xe010_0000L, 1)).isEqualTo(0xff);

        openWindows(port);
        assertThat(host.load(0xe010_0000L, 1)).isEqualTo(0x31);
        assertThat(host.in(0xc100)).isEqualTo(0x31);
        assertThat(host.load(0x14_0000_0000L, 1)).isEqualTo(0x31);

        port.writeConfig(0x20, 4, 0xe000_e000L);
        assertThat(host.load(0xe010_0000L, 1)).isEqualTo(0xff);
        port.writeConfig(COMMAND, 2, 0);
        assertThat(host.in(0xc100)).isEqualTo(0xff);
        assertThat(host.load(0x14_0000_0000L, 1)).isEqualTo(0xff);
    }

    @Test
    void an_interrupt_pin_behind_it_ends_at_the_ports_own_wire() {
        port.plug(0, endpoint);
        endpoint.pin.raise();
        assertThat(host.asserted(PORT_GSI)).isTrue();
    }

    @Test
    void a_device_plugged_before_the_port_is_wired_with_it() {
        PcieRootPort late = new PcieRootPort("late", host, 4, device -> {});
        late.plug(0, endpoint);
        root.plug(9, 0, late);
        endpoint.pin.raise();
        assertThat(host.asserted(100 + 4 * 9)).isTrue();
    }

    @Test
    void messages_from_behind_need_the_ports_bus_mastering() {
        port.plug(0, endpoint);
        endpoint.writeConfig(COMMAND, 2, 4);
        assertThat(endpoint.mastersBus()).isFalse();
        port.writeConfig(COMMAND, 2, 4);
        assertThat(endpoint.mastersBus()).isTrue();
    }

    @Test
    void a_device_there_from_power_on_is_present_and_powered() {
        port.plug(0, endpoint);

        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT);
        assertThat(port.readConfig(SLOT_CONTROL, 2) & OFF).isEqualTo(INDICATOR_ON);
        assertThat(port.readConfig(LINK_STATUS, 2) & LINK_ACTIVE).isEqualTo(LINK_ACTIVE);
        port.reset();
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT);
    }

    private void listen(int power) {
        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | power);
        port.writeConfig(SLOT_STATUS, 2, 0x11f);
        host.takeEvents();
    }

    @Test
    void an_empty_slot_is_without_power_and_link() {
        assertThat(port.readConfig(SLOT_STATUS, 2)).isZero();
        assertThat(port.readConfig(SLOT_CONTROL, 2) & OFF).isEqualTo(OFF);
        assertThat(port.readConfig(LINK_STATUS, 2)).isZero();
    }

    @Test
    void a_hot_plugged_device_interrupts_and_comes_up_when_powered() {
        listen(OFF);

        port.hotPlug(endpoint);

        assertThat(host.asserted(PORT_GSI)).isTrue();
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT | 0x9);
        assertThat(behind(0, 4)).isEqualTo(0xffff_ffffL);
        port.writeConfig(SLOT_STATUS, 2, 0x9);
        assertThat(host.asserted(PORT_GSI)).isFalse();

        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_ON);
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT | 0x110);
        assertThat(behind(0, 4)).isEqualTo(0x5678_1234L);
    }

    @Test
    void with_msi_each_first_event_is_a_message() {
        port.writeConfig(COMMAND, 2, 4);
        port.writeConfig(MSI + 4, 4, 0xfee0_0000L);
        port.writeConfig(MSI + 12, 2, 0x61);
        port.writeConfig(MSI + 2, 2, 1);
        listen(OFF);

        port.hotPlug(endpoint);
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x61");
        port.writeConfig(SLOT_STATUS, 2, 0x11f);
        port.requestUnplug();
        assertThat(host.takeEvents()).contains("msi 0xfee00000=0x61");
    }

    @Test
    void the_attention_button_leads_to_ejection_when_the_guest_turns_power_off() {
        port.plug(0, endpoint);
        openWindows(port);
        endpoint.writeConfig(0x10, 4, 0xe010_0000L);
        endpoint.writeConfig(COMMAND, 2, 2);
        listen(INDICATOR_ON);

        assertThat(port.requestUnplug()).isEqualTo(Unplug.ASKED);
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT | 1);
        assertThat(host.takeEvents()).containsExactly("gsi 124 up");

        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_BLINKS);
        port.writeConfig(SLOT_STATUS, 2, 0x11f);
        assertThat(port.requestUnplug()).isEqualTo(Unplug.UNDECIDED);
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT);

        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | OFF);
        assertThat(host.takeEvents()).contains("ejected endpoint");
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(0x118);
        assertThat(host.mmio().isFree(0xe010_0000L, 0x1000)).isTrue();
        assertThat(endpoint.slot()).isNull();
        assertThat(behind(0, 4)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void a_device_without_power_is_ejected_at_once() {
        listen(OFF);
        port.hotPlug(endpoint);

        assertThat(port.requestUnplug()).isEqualTo(Unplug.GONE);
        assertThat(host.takeEvents()).contains("ejected endpoint");
    }

    @Test
    void a_guest_that_does_not_listen_lets_go_at_reset() {
        port.plug(0, endpoint);

        assertThat(port.requestUnplug()).isEqualTo(Unplug.UNHEARD);
        assertThat(host.takeEvents()).isEmpty();
        port.reset();

        assertThat(host.takeEvents()).containsExactly("ejected endpoint");
        assertThat(port.readConfig(SLOT_STATUS, 2)).isZero();
    }

    @Test
    void a_second_press_waits_until_the_guest_has_seen_the_first() {
        port.plug(0, endpoint);
        listen(INDICATOR_ON);

        assertThat(port.requestUnplug()).isEqualTo(Unplug.ASKED);
        assertThat(port.requestUnplug()).isEqualTo(Unplug.UNDECIDED);
        port.writeConfig(SLOT_STATUS, 2, 1);
        assertThat(port.requestUnplug()).isEqualTo(Unplug.ASKED);
    }

    @Test
    void a_guest_that_ends_its_blinking_with_the_indicator_on_keeps_the_device() {
        port.plug(0, endpoint);
        listen(INDICATOR_ON);
        port.requestUnplug();
        port.writeConfig(SLOT_STATUS, 2, 0x11f);
        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_BLINKS);
        host.takeEvents();

        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_ON);

        assertThat(host.takeEvents()).contains("kept endpoint");
        port.reset();
        assertThat(host.takeEvents()).doesNotContain("ejected endpoint");
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT);
    }

    @Test
    void a_device_that_the_guest_takes_into_use_cannot_be_asked_for() {
        listen(OFF);
        port.hotPlug(endpoint);
        port.writeConfig(SLOT_STATUS, 2, 0x11f);
        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_BLINKS);

        assertThat(port.requestUnplug()).isEqualTo(Unplug.BUSY);
        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_ON);
        assertThat(host.takeEvents()).doesNotContain("kept endpoint");
        assertThat(port.requestUnplug()).isEqualTo(Unplug.ASKED);
    }

    @Test
    void a_guest_that_turns_power_off_unasked_ejects_the_device() {
        port.plug(0, endpoint);
        listen(INDICATOR_ON);

        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | 0x400 | INDICATOR_ON);
        assertThat(behind(0, 4)).isEqualTo(0xffff_ffffL);
        assertThat(host.takeEvents()).doesNotContain("ejected endpoint");
        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | OFF);

        assertThat(host.takeEvents()).contains("ejected endpoint");
        assertThat(port.requestUnplug()).isEqualTo(Unplug.EMPTY);
        assertThat(host.takeEvents()).isEmpty();
    }

    @Test
    void a_device_that_was_about_to_leave_when_it_was_saved_leaves_when_it_is_loaded() throws Exception {
        port.plug(0, endpoint);
        listen(INDICATOR_ON);
        port.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | OFF);
        StateWriter out = new StateWriter();
        port.save(out);
        port.reset();
        port.plug(0, endpoint);
        host.takeEvents();

        port.load(new StateReader(out.toByteArray()));
        port.afterLoad();

        assertThat(host.takeEvents()).contains("ejected endpoint");
        assertThat(endpoint.slot()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_guest_that_plays_with_the_slot_at_random_is_survived(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        openWindows(port);
        int ejections = 0;
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (endpoint.slot() == null) {
                        port.hotPlug(endpoint);
                    }
                }
                case 1 -> port.requestUnplug();
                case 2 -> port.writeConfig(SLOT_CONTROL, 2, random.nextInt() | OFF);
                case 3 -> behind(random.nextInt(256), 1);
                default -> {
                    int size = 1 << random.nextInt(3);
                    port.writeConfig(EXPRESS + (random.nextInt(0x38) & -size), size, random.nextInt());
                }
            }
            for (String event : host.takeEvents()) {
                ejections += event.equals("ejected endpoint") ? 1 : 0;
            }
            long status = port.readConfig(SLOT_STATUS, 2);
            assertThat((status & PRESENT) != 0).as("present").isEqualTo(endpoint.slot() != null);
        }
        assertThat(ejections).isGreaterThan(100);
    }

    @Test
    void a_disabled_link_hides_the_device() {
        port.plug(0, endpoint);
        port.writeConfig(LINK_CONTROL, 2, 0x10);
        assertThat(behind(0, 4)).isEqualTo(0xffff_ffffL);
        assertThat(port.readConfig(SLOT_STATUS, 2)).isEqualTo(PRESENT | 0x100);
        port.writeConfig(LINK_CONTROL, 2, 0);
        assertThat(behind(0, 4)).isEqualTo(0x5678_1234L);
    }

    @Test
    void a_taken_slot_is_refused() {
        port.plug(0, endpoint);
        try (Endpoint other = new Endpoint(host)) {
            assertThatThrownBy(() -> port.hotPlug(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static DeviceRoundTrip<PcieRootPort> roundTrip() {
        return DeviceRoundTrip.of(its -> {
                    PcieRootPort fresh = portOf(its);
                    RootComplexTest.rootOf(its).plug(DEVICE, 0, fresh);
                    fresh.plug(0, new Endpoint(its));
                    return fresh;
                })
                .stimulus((its, on, random) -> {
                    int size = 1 << random.nextInt(3);
                    int offset = random.nextInt(0x94) & -size;
                    // Power off would eject the device.
                    if (offset > SLOT_CONTROL + 1 || offset + size <= SLOT_CONTROL + 1) {
                        its.writeConfig(offset, size, random.nextInt());
                    }
                })
                .stimulus((its, on, random) -> {
                    for (int offset = 0; offset < 0x94; offset += 4) {
                        on.note(Long.toHexString(its.readConfig(offset, 4)));
                    }
                })
                .accesses(3000);
    }

    @Test
    void its_state_survives_a_round_trip() {
        roundTrip()
                .prepare((its, on) -> {
                    openWindows(its);
                    its.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_ON);
                })
                // A device that is to leave goes at reset; see the next test.
                .alikeAtPowerOn("unplug-requested")
                .verify();
    }

    @Test
    void an_unplug_under_way_survives_a_round_trip() {
        roundTrip()
                .prepare((its, on) -> {
                    its.writeConfig(SLOT_CONTROL, 2, ALL_EVENTS | INDICATOR_ON);
                    its.requestUnplug();
                })
                .stimulus((its, on, random) -> its.requestUnplug())
                // The reset leaves the slot empty.
                .surviving("pci")
                .verify();
    }
}
