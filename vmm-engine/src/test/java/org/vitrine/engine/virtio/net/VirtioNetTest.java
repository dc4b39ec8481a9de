package org.vitrine.engine.virtio.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.net.ReceiveOffload;
import org.vitrine.engine.net.TestNetwork;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;
import org.vitrine.engine.virtio.ring.RingDriver.Used;

/** A network interface of virtio as its driver sees it. */
class VirtioNetTest {
    private static final MacAddress MAC = new MacAddress(0x5254_0012_3456L);
    private static final byte[] PEER = Packets.octets("52:54:00:aa:bb:cc");
    private static final byte[] IP = Packets.ip("10.0.0.1");
    private static final byte[] PEER_IP = Packets.ip("10.0.0.2");

    private static final long ALL = GuestDriver.VERSION_1 | GuestDriver.EVENT_INDEX | NetFeature.OFFERED;
    private static final int CONTROL = 2 * VirtioNet.PAIRS;
    private static final long RX_BUFFERS = 0x8_0000;
    private static final long TX_BUFFER = 0x6_0000;
    private static final long COMMAND = 0x5_0000;
    private static final int HEADER = 12;
    private static final int ROOM = 2048;

    private final TestHost host = new TestHost();
    private final TestNetwork network = new TestNetwork();
    private final Cable cable = new Cable(network);
    private final VirtioNet net = new VirtioNet(MAC, cable);
    private final VirtioPci function = new VirtioPci("net0", host, net, InlineWorker::new);
    private final GuestDriver guest;
    private List<RingDriver> rings = List.of();

    VirtioNetTest() {
        function.resume();
        guest = new GuestDriver(host, function);
    }

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private void start(long features) {
        rings = guest.start(features, CONTROL + 1, 16);
    }

    private static byte[] frame(byte[] to, int length) {
        byte[] payload = new byte[length - 14];
        new SplittableRandom(length).nextBytes(payload);
        return Packets.ethernet(to, PEER, 0x88b5, payload);
    }

    private void send(int pair, byte[] header, byte[] frame) {
        host.memory().write(TX_BUFFER, header);
        host.memory().write(TX_BUFFER + HEADER, frame);
        rings.get(2 * pair + 1)
                .offer(List.of(
                        new Buffer(TX_BUFFER, HEADER, false), new Buffer(TX_BUFFER + HEADER, frame.length, false)));
        guest.submit(2 * pair + 1, rings.get(2 * pair + 1));
    }

    private void offerBuffers(int pair, int count, int length) {
        for (int i = 0; i < count; i++) {
            rings.get(2 * pair)
                    .offer(List.of(new Buffer(RX_BUFFERS + 0x1_0000L * pair + (long) ROOM * i, length, true)));
        }
        guest.submit(2 * pair, rings.get(2 * pair));
    }

    private byte[] memory(long address, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(address, bytes);
        return bytes;
    }

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

    private static byte[] header(int flags, int gso, int headers, int size, int start, int offset) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) flags)
                .put((byte) gso)
                .putShort((short) headers)
                .putShort((short) size)
                .putShort((short) start)
                .putShort((short) offset)
                .array();
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

    private static byte[] segment(byte[] data) {
        byte[] tcp = Packets.tcp(IP, PEER_IP, 1000, 80, 77, 88, 0x19, data);
        return Packets.ethernet(PEER, MAC.octets(), 0x0800, Packets.packet(IP, PEER_IP, 6, tcp));
    }

    private static byte[] unsummed(byte[] segment) {
        byte[] asked = segment.clone();
        int pseudo = ~Packets.sum(Packets.pseudo(IP, PEER_IP, 6, segment.length - 34), new byte[0], 0, 0) & 0xffff;
        ByteBuffer.wrap(asked).putShort(50, (short) pseudo);
        return asked;
    }

    @Test
    void a_checksum_that_is_asked_for_is_made() {
        start(ALL);
        byte[] whole = segment("some data".getBytes());
        send(0, header(1, 0, 0, 0, 34, 16), unsummed(whole));

        assertThat(network.takeSent()).containsExactly(whole);
    }

    @Test
    void segments_are_cut_unless_the_back_end_does_it() {
        start(ALL);
        byte[] data = new byte[4000];
        new SplittableRandom(3).nextBytes(data);
        send(0, header(1, 1, 54, 1460, 34, 16), unsummed(segment(data)));
        List<byte[]> sent = network.takeSent();
        assertThat(sent).hasSize(3);
        for (byte[] one : sent) {
            assertThat(Packets.sum(Packets.pseudo(IP, PEER_IP, 6, one.length - 34), one, 34, one.length - 34))
                    .isZero();
        }
        network.takes = Offload.ALL;
        send(0, header(1, 1, 54, 1460, 34, 16), unsummed(segment(data)));
        assertThat(network.sent.getFirst().gsoSize()).isEqualTo(1460);
    }

    @Test
    void segments_stay_one_packet_with_its_checksum_if_the_back_end_cuts() {
        network.takes = Offload.SEGMENTS;
        start(ALL);
        byte[] data = new byte[60_001];
        new SplittableRandom(3).nextBytes(data);
        byte[] whole = segment(data);
        send(0, header(1, 1, 54, 1460, 34, 16), unsummed(whole));

        assertThat(network.sent).hasSize(1);
        assertThat(network.sent.getFirst().gsoType()).isZero();
        assertThat(network.takeSent()).containsExactly(whole);
    }

    @Test
    void a_packet_longer_than_its_length_can_say_is_cut() {
        network.takes = Offload.SEGMENTS;
        start(ALL);
        send(0, header(1, 1, 54, 1460, 34, 16), unsummed(segment(new byte[65_550 - 54])));

        assertThat(network.takeSent()).hasSizeGreaterThan(1).allMatch(one -> one.length <= 1514);
    }

    @Test
    void segments_come_in_one_piece_to_a_driver_that_takes_them() {
        start(ALL);
        offerBuffers(0, 8, ROOM);
        assertThat(network.offload).isEqualTo(new ReceiveOffload(true, true, true, true));
        network.deliver(segment(new byte[4000]), frame -> {
            frame.askForChecksum(34, 16);
            frame.askForSegments(FrameBuffer.GSO_TCP4, 54, 1460);
        });

        assertThat(memory(RX_BUFFERS, HEADER)).isEqualTo(withBuffers(header(1, 1, 54, 1460, 34, 16), 2));
    }

    private static byte[] withBuffers(byte[] header, int count) {
        header[10] = (byte) count;
        return header;
    }

    /** They waited at the back end when another driver came. */
    @ParameterizedTest
    @CsvSource({"1", "4", "129", "3"})
    void segments_that_the_driver_does_not_take_are_lost_alone(int type) {
        start(GuestDriver.VERSION_1 | NetFeature.GUEST_CSUM | NetFeature.MRG_RXBUF);
        offerBuffers(0, 8, ROOM);
        network.deliver(segment(new byte[4000]), frame -> {
            frame.askForChecksum(34, 16);
            frame.askForSegments(type, 54, 1460);
        });
        assertThat(rings.getFirst().take()).isNull();
        network.deliver(segment(new byte[100]), frame -> frame.askForChecksum(34, 16));

        assertThat(rings.getFirst().take()).isNotNull();
        assertThat(memory(RX_BUFFERS, HEADER)).isEqualTo(withBuffers(header(1, 0, 0, 0, 34, 16), 1));
    }

    @Test
    void a_driver_that_makes_no_checksums_gets_no_frame_without_one_and_is_told_of_none() {
        start(GuestDriver.VERSION_1);
        offerBuffers(0, 8, ROOM);
        network.deliver(segment(new byte[100]), frame -> frame.askForChecksum(34, 16));
        assertThat(rings.getFirst().take()).isNull();
        network.deliver(segment(new byte[100]), FrameBuffer::vouchForChecksums);

        assertThat(rings.getFirst().take()).isNotNull();
        assertThat(memory(RX_BUFFERS, HEADER)).isEqualTo(withBuffers(new byte[HEADER], 1));
    }

    @Test
    void after_a_reset_frames_are_finished_again() {
        start(ALL);
        guest.reset();

        assertThat(network.offload).isEqualTo(ReceiveOffload.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 34, 4000", // a checksum beyond the frame
        "0, 1, 1460, 0, 0", // segments without a checksum
        "1, 3, 1460, 34, 16", // UDP fragments, which were not offered
        "1, 1, 0, 34, 16", // segments of nothing
        "1, 4, 1460, 34, 16", // IPv6 segments of IPv4
        "1, 127, 1460, 34, 16"
    })
    void a_header_that_makes_no_sense_loses_its_frame_alone(int flags, int gso, int size, int start, int offset) {
        start(ALL);
        send(0, header(flags, gso, 54, size, start, offset), unsummed(segment(new byte[3000])));
        assertThat(network.takeSent()).isEmpty();
        assertThat(rings.get(1).take()).as("given back").isNotNull();
        send(0, new byte[HEADER], frame(PEER, 100));
        assertThat(network.takeSent()).hasSize(1);
    }

    @Test
    void what_was_not_negotiated_is_not_done() {
        start(GuestDriver.VERSION_1);
        send(0, header(1, 0, 0, 0, 34, 16), unsummed(segment(new byte[10])));

        assertThat(network.takeSent()).isEmpty();
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
    void the_longest_frame_is_sent_as_it_is_or_cut_and_a_longer_one_is_lost_alone() {
        start(ALL);
        byte[] longest = segment(new byte[65_550 - 54]);
        send(0, new byte[HEADER], longest);
        assertThat(network.takeSent()).containsExactly(longest);

        send(0, header(1, 1, 54, 1460, 34, 16), unsummed(longest));
        assertThat(network.takeSent()).allMatch(one -> one.length <= 1514);
        assertThat(rings.get(1).take()).as("given back").isNotNull();

        rings.get(1).offer(List.of(new Buffer(TX_BUFFER, HEADER + 65_551, false)));
        guest.host.memory().write(TX_BUFFER, header(1, 1, 54, 1460, 34, 16));
        guest.submit(1, rings.get(1));
        assertThat(network.takeSent()).isEmpty();

        send(0, new byte[HEADER], frame(PEER, 100));
        assertThat(network.takeSent()).hasSize(1);
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
