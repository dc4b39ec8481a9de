package org.vitrine.engine.virtio.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.net.TestNetwork;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;
import org.vitrine.engine.virtio.ring.RingDriver.Used;

/** A network interface of virtio as its driver sees it. */
class VirtioNetTest extends VirtioNetFixture {
    private int command(int kind, int command, byte[] data) {
        host.memory().write(COMMAND, new byte[] {(byte) kind, (byte) command});
        host.memory().write(COMMAND + 2, data);
        host.memory().writeByte(COMMAND + 0x800, 0x55);
        RingDriver control = rings.get(CONTROL);
        control.offer(List.of(
                new Buffer(COMMAND, 2, false),
                new Buffer(COMMAND + 2, data.length, false),
                new Buffer(COMMAND + 0x800, 1, true)));
        guest.submit(CONTROL, control);
        assertThat(control.take()).isNotNull();
        return host.memory().readByte(COMMAND + 0x800);
    }

    @Test
    void the_configuration_has_address_link_and_pairs() {
        assertThat(memoryOfConfig(0, 6)).isEqualTo(MAC.octets());
        assertThat(host.load(GuestDriver.CONFIG + 6, 2)).isEqualTo(1);
        assertThat(host.load(GuestDriver.CONFIG + 8, 2)).isEqualTo(VirtioNet.PAIRS);
        start(ALL);
        cable.link(false);
        assertThat(host.load(GuestDriver.CONFIG + 6, 2)).isZero();
        assertThat(host.load(GuestDriver.ISR, 1) & 2).as("told of it").isEqualTo(2);
    }

    private byte[] memoryOfConfig(int offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) host.load(GuestDriver.CONFIG + offset + i, 1);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, GuestDriver.PACKED, GuestDriver.INDIRECT})
    void frames_go_both_ways(long ring) {
        start(ALL | ring);
        byte[] there = frame(PEER, 100);
        byte[] back = frame(MAC.octets(), 200);
        send(0, new byte[HEADER], there);
        offerBuffers(0, 4, ROOM);
        network.deliver(back);

        assertThat(network.takeSent()).containsExactly(there);
        assertThat(rings.get(1).take()).isNotNull();
        Used used = rings.getFirst().take();
        assertThat(used.written()).isEqualTo(HEADER + 200);
        assertThat(memory(RX_BUFFERS, HEADER)).isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
        assertThat(memory(RX_BUFFERS + HEADER, 200)).isEqualTo(back);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 13, 65_551, 100_000})
    void frames_of_no_length_and_of_too_much_are_lost_and_given_back(int length) {
        start(ALL);
        rings.get(1).offer(List.of(new Buffer(TX_BUFFER, HEADER + length, false)));
        guest.submit(1, rings.get(1));

        assertThat(network.takeSent()).isEmpty();
        assertThat(rings.get(1).take()).isNotNull();
    }

    @Test
    void a_chain_shorter_than_its_header_is_given_back() {
        start(ALL);
        rings.get(1).offer(List.of(new Buffer(TX_BUFFER, 5, false)));
        guest.submit(1, rings.get(1));

        assertThat(rings.get(1).take()).isNotNull();
        assertThat(guest.status() & GuestDriver.NEEDS_RESET).isZero();
    }

    @Test
    void a_long_frame_takes_several_buffers_if_they_may_be_merged() {
        start(ALL);
        offerBuffers(0, 8, 300);
        byte[] frame = frame(MAC.octets(), 1000);
        network.deliver(frame);

        List<byte[]> parts = new ArrayList<>();
        for (int left = HEADER + 1000; left > 0; left -= 300) {
            Used used = rings.getFirst().take();
            assertThat(used.written()).isEqualTo(Math.min(300, left));
            parts.add(memory(RX_BUFFERS + (long) ROOM * parts.size(), (int) used.written()));
        }
        assertThat(parts).hasSize(4);
        assertThat(parts.getFirst()[10]).as("num_buffers").isEqualTo((byte) 4);
        ByteBuffer whole = ByteBuffer.allocate(HEADER + 1000);
        parts.forEach(whole::put);
        assertThat(Arrays.copyOfRange(whole.array(), HEADER, HEADER + 1000)).isEqualTo(frame);
    }

    @Test
    void a_frame_longer_than_a_buffer_that_may_not_be_merged_is_lost() {
        start(GuestDriver.VERSION_1);
        offerBuffers(0, 2, 300);
        network.deliver(frame(MAC.octets(), 1000));
        assertThat(rings.getFirst().take()).isNull();
        network.deliver(frame(MAC.octets(), 100));

        assertThat(rings.getFirst().take().written()).isEqualTo(HEADER + 100);
    }

    @Test
    void frames_wait_while_there_are_no_buffers_and_come_in_order() {
        start(ALL);
        for (int i = 0; i < 5; i++) {
            network.deliver(frame(MAC.octets(), 100 + i));
        }
        assertThat(network.waiting()).isEqualTo(4);
        offerBuffers(0, 5, ROOM);

        for (int i = 0; i < 5; i++) {
            assertThat(rings.getFirst().take().written()).isEqualTo(HEADER + 100 + i);
        }
    }

    @Test
    void frames_of_the_guest_wait_while_the_network_has_no_room() {
        start(ALL);
        network.room(false);
        send(0, new byte[HEADER], frame(PEER, 100));
        assertThat(rings.get(1).take()).isNull();
        network.room(true);

        assertThat(rings.get(1).take()).isNotNull();
        assertThat(network.takeSent()).hasSize(1);
    }

    @Test
    void answers_come_on_the_pair_on_which_the_guest_asked() {
        start(ALL);
        assertThat(command(4, 0, new byte[] {4, 0})).isZero();
        for (int pair = 0; pair < 4; pair++) {
            offerBuffers(pair, 4, ROOM);
        }
        send(3, new byte[HEADER], segment("hello".getBytes()));
        byte[] answer = Packets.tcp(PEER_IP, IP, 80, 1000, 88, 77, 0x10, new byte[0]);
        network.deliver(Packets.ethernet(MAC.octets(), PEER, 0x0800, Packets.packet(PEER_IP, IP, 6, answer)));

        assertThat(rings.getFirst().take()).isNull();
        assertThat(rings.get(6).take()).isNotNull();
    }

    @Test
    void the_driver_says_which_frames_it_wants() {
        start(ALL);
        offerBuffers(0, 8, ROOM);
        byte[] other = Packets.octets("52:54:00:00:00:99");
        byte[] group = Packets.octets("01:00:5e:00:00:01");
        assertThat(command(0, 0, new byte[] {0})).as("not promiscuous").isZero();
        network.deliver(frame(other, 100));
        network.deliver(frame(group, 100));
        assertThat(rings.getFirst().take()).isNull();
        network.deliver(frame(Packets.BROADCAST, 100));
        assertThat(rings.getFirst().take()).isNotNull();
        byte[] tables = ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .put(other)
                .putInt(1)
                .put(group)
                .array();
        assertThat(command(1, 0, tables)).isZero();
        network.deliver(frame(other, 100));
        network.deliver(frame(group, 100));
        assertThat(rings.getFirst().take()).isNotNull();
        assertThat(rings.getFirst().take()).isNotNull();
        ReceiveFilter filter = net.receiveFilter();
        assertThat(filter.unicasts()).containsExactly(MacAddress.of(other));
        assertThat(filter.multicast()).isEqualTo(ReceiveFilter.Multicast.NORMAL);
        byte[] tagged = frame(Packets.BROADCAST, 100);
        ByteBuffer.wrap(tagged).putInt(12, 0x8100_0007);
        network.deliver(tagged);
        assertThat(rings.getFirst().take()).as("of a VLAN that was not named").isNull();
        assertThat(command(2, 0, new byte[] {7, 0})).isZero();
        network.deliver(tagged);
        assertThat(rings.getFirst().take()).isNotNull();
    }

    @Test
    void the_driver_sets_another_address_which_lasts_until_a_reset() {
        start(ALL);
        assertThat(command(1, 1, PEER)).isZero();
        assertThat(memoryOfConfig(0, 6)).isEqualTo(PEER);
        assertThat(net.receiveFilter().main()).isEqualTo(MacAddress.of(PEER));
        guest.reset();

        assertThat(memoryOfConfig(0, 6)).isEqualTo(MAC.octets());
    }

    @ParameterizedTest
    @CsvSource({"0,6,1", "1,2,6", "1,0,3", "2,2,2", "4,0,1", "4,1,2", "9,0,0"})
    void a_command_that_makes_no_sense_is_answered_with_an_error(int kind, int command, int length) {
        start(ALL);
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0xff);

        assertThat(command(kind, command, data)).isEqualTo(1);
    }

    @Test
    void a_table_that_claims_more_than_there_is_or_than_is_kept_is_no_harm() {
        start(ALL);
        byte[] lying = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x7fff_ffff)
                .array();
        assertThat(command(1, 0, lying)).isEqualTo(1);
        byte[] many = ByteBuffer.allocate(8 + 6 * 100)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(100)
                .array();
        assertThat(command(0, 0, new byte[] {0})).isZero();
        assertThat(command(1, 0, many)).isZero();
        offerBuffers(0, 1, ROOM);
        network.deliver(frame(Packets.octets("52:54:00:00:00:99"), 100));

        assertThat(rings.getFirst().take()).as("all, as too many were named").isNotNull();
    }

    @Test
    void features_that_need_others_are_refused_without_them() {
        assertThat(guest.negotiate(GuestDriver.VERSION_1 | NetFeature.HOST_TSO4))
                .isFalse();
        assertThat(guest.negotiate(GuestDriver.VERSION_1 | NetFeature.MQ)).isFalse();
        assertThat(guest.negotiate(GuestDriver.VERSION_1 | NetFeature.GUEST_TSO6))
                .isFalse();
        assertThat(guest.negotiate(GuestDriver.VERSION_1 | NetFeature.GUEST_CSUM | NetFeature.GUEST_ECN))
                .isFalse();
        assertThat(guest.negotiate(GuestDriver.VERSION_1 | NetFeature.HOST_TSO4 | NetFeature.CSUM))
                .isTrue();
    }

    @Test
    void without_several_pairs_the_control_queue_is_the_third() {
        rings = guest.start(GuestDriver.VERSION_1 | NetFeature.CTRL_VQ | NetFeature.CTRL_RX, 3, 16);
        host.memory().write(COMMAND, new byte[] {0, 0, 0});
        rings.get(2).offer(List.of(new Buffer(COMMAND, 3, false), new Buffer(COMMAND + 0x800, 1, true)));
        guest.submit(2, rings.get(2));

        assertThat(rings.get(2).take()).isNotNull();
        assertThat(host.memory().readByte(COMMAND + 0x800)).isZero();
        assertThat(net.receiveFilter().promiscuous()).isFalse();
    }

    @Test
    void its_state_survives_a_round_trip() {
        Map<VirtioPci, TestNetwork> networks = new IdentityHashMap<>();
        DeviceRoundTrip.of(testHost -> {
                    TestNetwork made = new TestNetwork();
                    VirtioPci device =
                            new VirtioPci("net0", testHost, new VirtioNet(MAC, new Cable(made)), InlineWorker::new);
                    networks.put(device, made);
                    return device;
                })
                .prepare((device, testHost) -> {
                    GuestDriver driver = new GuestDriver(testHost, device);
                    List<RingDriver> queues = driver.start(ALL, CONTROL + 1, 16);
                    for (byte[] command : List.of(
                            new byte[] {0, 0, 0},
                            new byte[] {4, 0, 2, 0},
                            new byte[] {2, 0, 7, 0},
                            new byte[] {1, 1, 2, 0, 0, 0, 0, 9},
                            ByteBuffer.allocate(22)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .put(new byte[] {1, 0})
                                    .putInt(1)
                                    .put(PEER)
                                    .putInt(1)
                                    .put(Packets.octets("01:00:5e:00:00:01"))
                                    .array())) {
                        testHost.memory().write(COMMAND, command);
                        queues.get(CONTROL)
                                .offer(List.of(
                                        new Buffer(COMMAND, command.length, false),
                                        new Buffer(COMMAND + 0x800, 1, true)));
                        driver.submit(CONTROL, queues.get(CONTROL));
                        assertThat(testHost.memory().readByte(COMMAND + 0x800)).isZero();
                    }
                    driver.enableMessages(CONTROL + 2);
                })
                // What the transport has of its own is tried in its test.
                .alikeAtPowerOn(
                        "broken", "resetRequested", "selects", "generation", "isr", "pci.msix.pending", "pci.intx")
                .surviving("generation")
                .stimulus((device, testHost, random) ->
                        networks.get(device).deliver(frame(MAC.octets(), random.nextInt(60, 1500))))
                .mmio(GuestDriver.BAR, 0x40)
                .mmio(GuestDriver.CONFIG, 12)
                .mmio(GuestDriver.NOTIFY, 4 * (CONTROL + 1))
                .verify();
    }
}
