package org.vitrine.engine.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.TestNetwork;

/** The 82574L as a driver sees it: EEPROM, PHY, rings, offloads and interrupts. */
class E1000eTest {
    private static final byte[] PEER = Packets.octets("52:54:00:aa:bb:cc");
    private static final byte[] OWN = Driver.MAC.octets();
    private static final byte[] IP = Packets.ip("10.0.0.1");
    private static final byte[] PEER_IP = Packets.ip("10.0.0.2");

    private final TestHost host = new TestHost();
    private final TestNetwork network = new TestNetwork();
    private final E1000e nic = Driver.make(host, network);
    private final Driver driver;

    E1000eTest() {
        nic.resume();
        driver = new Driver(host, nic).start();
    }

    @AfterEach
    void close() {
        nic.close();
        host.close();
    }

    private static byte[] frame(byte[] to, int length) {
        byte[] payload = new byte[length - 14];
        new SplittableRandom(length).nextBytes(payload);
        return Packets.ethernet(to, PEER, 0x88b5, payload);
    }

    @Test
    void it_is_the_controller_that_drivers_know() {
        assertThat(nic.readConfig(0, 4)).isEqualTo(0x10d3_8086L);
        assertThat(nic.readConfig(8, 4) >>> 8).isEqualTo(0x020000);
    }

    @Test
    void the_eeprom_has_the_address_and_a_checksum() {
        int sum = 0;
        int[] words = new int[64];
        for (int i = 0; i < words.length; i++) {
            driver.write(Driver.EERD, i << 2 | 1);
            int answer = driver.read(Driver.EERD);
            assertThat(answer & 3).as("done").isEqualTo(2);
            words[i] = answer >>> 16;
            sum += words[i];
        }
        assertThat(sum & 0xffff).isEqualTo(0xbaba);
        assertThat(Arrays.copyOf(words, 3)).containsExactly(0x5452, 0x1200, 0x5634);
        assertThat(driver.read(0x5400)).isEqualTo(0x1200_5452);
        assertThat(driver.read(0x5404)).isEqualTo(0x8000_5634);
    }

    private int phy(int register) {
        driver.write(Driver.MDIC, register << 16 | 1 << 21 | 2 << 26);
        int answer = driver.read(Driver.MDIC);
        assertThat(answer >>> 28 & 1).as("ready").isOne();
        return answer & 0xffff;
    }

    @Test
    void the_phy_answers_by_mdio_and_shows_the_cable() {
        assertThat(phy(2) << 16 | phy(3)).isEqualTo(0x0141_0cb1);
        assertThat(phy(1) & 0x24).as("link and negotiation").isEqualTo(0x24);
        assertThat(driver.read(Driver.STATUS) & 0x83).isEqualTo(0x83);
        driver.write(Driver.MDIC, 2 << 16 | 2 << 21 | 2 << 26);
        assertThat(driver.read(Driver.MDIC) >>> 30 & 1).as("another address").isOne();
    }

    @Test
    void a_cable_that_is_pulled_interrupts_and_carries_nothing() {
        try (TestHost other = new TestHost()) {
            org.vitrine.engine.net.Cable cable = new org.vitrine.engine.net.Cable(new TestNetwork());
            E1000e second = new E1000e("net1", other, Driver.MAC, cable, org.vitrine.engine.device.InlineWorker::new);
            second.resume();
            Driver there = new Driver(other, second).start();
            there.write(Driver.IMS, 1 << 2);
            cable.link(false);

            assertThat(there.read(Driver.STATUS) & 2).isZero();
            assertThat(there.read(Driver.ICR) & 4).as("link status change").isEqualTo(4);
            second.close();
        }
    }

    @Test
    void a_frame_is_sent_and_reported() {
        byte[] frame = frame(PEER, 100);
        driver.write(Driver.IMS, 1);
        driver.send(frame);

        assertThat(network.takeSent()).containsExactly(frame);
        assertThat(host.memory().readByte(Driver.TX_RING + 12) & 1).as("done").isOne();
        assertThat(driver.read(Driver.TDH)).isOne();
        assertThat(driver.read(Driver.ICR) & 1).isOne();
    }

    @Test
    void a_short_frame_is_padded() {
        driver.send(frame(PEER, 20));

        assertThat(network.takeSent().getFirst()).hasSize(60);
    }

    @Test
    void a_frame_waits_until_all_its_descriptors_are_there() {
        byte[] frame = frame(PEER, 200);
        host.memory().write(Driver.TX_BUFFERS, frame);
        driver.data(Driver.TX_BUFFERS, 50, 2, 0);
        driver.ringTx();
        assertThat(network.takeSent()).isEmpty();
        driver.data(Driver.TX_BUFFERS + 50, 150, 0xb, 0);
        driver.ringTx();

        assertThat(network.takeSent()).containsExactly(frame);
    }

    @Test
    void frames_wait_while_the_network_has_no_room() {
        network.room(false);
        driver.send(frame(PEER, 100));
        assertThat(network.takeSent()).isEmpty();
        assertThat(driver.read(Driver.TDH)).isZero();
        network.room(true);

        assertThat(network.takeSent()).hasSize(1);
        assertThat(driver.read(Driver.TDH)).isOne();
    }

    private static byte[] segment(byte[] data) {
        byte[] tcp = Packets.tcp(IP, PEER_IP, 1000, 80, 77, 88, 0x19, data);
        return Packets.ethernet(PEER, OWN, 0x0800, Packets.packet(IP, PEER_IP, 6, tcp));
    }

    @Test
    void checksums_are_inserted_where_the_guest_asks() {
        byte[] whole = segment("some data".getBytes());
        byte[] asked = whole.clone();
        // As Linux does it: no header sum, and the sum of the pseudo header.
        asked[24] = asked[25] = 0;
        int pseudo = ~Packets.sum(Packets.pseudo(IP, PEER_IP, 6, 29), new byte[0], 0, 0) & 0xffff;
        ByteBuffer.wrap(asked).putShort(50, (short) pseudo);
        host.memory().write(Driver.TX_BUFFERS, asked);
        driver.context(14, 24, 33, 34, 50, 3, 0, 0);
        driver.data(Driver.TX_BUFFERS, asked.length, 0xb, 3);
        driver.ringTx();

        assertThat(network.takeSent()).containsExactly(whole);
    }

    private void sendSegments(byte[] data, int size) {
        byte[] frame = segment(data);
        ByteBuffer.wrap(frame).putShort(16, (short) 0).putShort(24, (short) 0).putShort(50, (short) 0);
        host.memory().write(Driver.TX_BUFFERS, frame);
        driver.context(14, 24, 33, 34, 50, 7, 54, size);
        driver.data(Driver.TX_BUFFERS, 54, 6, 3);
        driver.data(Driver.TX_BUFFERS + 54, frame.length - 54, 0xf, 3);
        driver.ringTx();
    }

    @Test
    void what_is_too_long_is_cut_into_segments_with_right_sums() {
        byte[] data = new byte[3500];
        new SplittableRandom(5).nextBytes(data);
        sendSegments(data, 1460);

        List<byte[]> sent = network.takeSent();
        assertThat(sent).hasSize(3);
        int at = 0;
        for (byte[] frame : sent) {
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            int length = bytes.getShort(16);
            assertThat(length).isEqualTo(frame.length - 14);
            assertThat(Packets.sum(0, frame, 14, 20)).as("header sum").isZero();
            assertThat(Packets.sum(Packets.pseudo(IP, PEER_IP, 6, length - 20), frame, 34, length - 20))
                    .as("TCP sum")
                    .isZero();
            assertThat(bytes.getInt(38)).isEqualTo(77 + at);
            assertThat(frame[47]).as("flags").isEqualTo((byte) (at + length - 40 == data.length ? 0x19 : 0x10));
            assertThat(Arrays.copyOfRange(frame, 54, frame.length))
                    .isEqualTo(Arrays.copyOfRange(data, at, at + length - 40));
            at += length - 40;
        }
        assertThat(at).isEqualTo(data.length);
    }

    @Test
    void a_network_that_can_cut_segments_is_left_to_it() {
        network.takes = Offload.ALL;
        sendSegments(new byte[3500], 1460);

        TestNetwork.Sent sent = network.sent.getFirst();
        assertThat(sent.gsoType()).isOne();
        assertThat(sent.gsoSize()).isEqualTo(1460);
        assertThat(ByteBuffer.wrap(sent.frame()).getShort(16))
                .as("length in the header")
                .isEqualTo((short) 3540);
        assertThat(Packets.sum(0, sent.frame(), 14, 20)).isZero();
    }

    @Test
    void a_vlan_tag_is_inserted() {
        byte[] frame = frame(PEER, 100);
        driver.write(Driver.CTRL, 1 << 30);
        host.memory().write(Driver.TX_BUFFERS, frame);
        driver.put(Driver.TX_BUFFERS, 100 | 0x4b00_0000L | 0x123L << 48);
        driver.ringTx();

        byte[] sent = network.takeSent().getFirst();
        assertThat(sent).hasSize(104);
        assertThat(ByteBuffer.wrap(sent).getInt(12)).isEqualTo(0x8100_0123);
        assertThat(Arrays.copyOfRange(sent, 16, 104)).isEqualTo(Arrays.copyOfRange(frame, 12, 100));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_550, 65_551, 0xf_ffff})
    void data_of_no_length_and_of_too_much_is_not_sent_but_reported(int length) {
        driver.context(14, 24, 33, 34, 50, 7, 54, 1);
        driver.data(Driver.TX_BUFFERS, length, 0xf, 3);
        driver.ringTx();

        assertThat(network.takeSent()).isEmpty();
        assertThat(driver.read(Driver.TDH)).isEqualTo(2);
        assertThat(host.memory().readByte(Driver.TX_RING + 28) & 1).isOne();
    }

    @Test
    void a_frame_is_received_and_announced() {
        byte[] frame = frame(OWN, 100);
        driver.write(Driver.IMS, 1 << 7);
        network.deliver(frame);

        assertThat(driver.rxBuffer(0, 100)).isEqualTo(frame);
        assertThat(driver.rxLong(0, 8) & 0xffff).isEqualTo(100);
        assertThat(driver.rxLong(0, 12) & 0xff)
                .as("done, whole, sums not looked at")
                .isEqualTo(7);
        assertThat(driver.read(Driver.RDH)).isOne();
        assertThat(driver.read(Driver.ICR) & 0x80).isEqualTo(0x80);
    }

    @Test
    void an_extended_descriptor_is_written_back_as_one() {
        driver.write(Driver.RFCTL, 1 << 15);
        network.deliver(frame(OWN, 100));

        assertThat(driver.rxLong(0, 8) & 0xf_ffff).isEqualTo(7);
        assertThat(driver.rxLong(0, 12) & 0xffff).isEqualTo(100);
        assertThat(driver.rxBuffer(0, 100)).isEqualTo(frame(OWN, 100));
    }

    @Test
    void a_split_descriptor_has_four_buffers_filled_in_turn() {
        driver.write(Driver.RCTL, 0);
        for (int i = 0; i < 8; i++) {
            for (int buffer = 0; buffer < 4; buffer++) {
                host.memory()
                        .writeLong(
                                Driver.RX_RING + 32L * i + 8L * buffer,
                                Driver.RX_BUFFERS + 0x2000L * i + 0x800L * buffer);
            }
        }
        driver.ring(0x2800, Driver.RX_RING, 16);
        driver.write(Driver.PSRCTL, 2 | 1 << 8 | 1 << 16);
        driver.write(Driver.RCTL, Driver.RX_ON | 1 << 10);
        driver.write(Driver.RDT, 14);
        byte[] frame = frame(OWN, 1400);
        network.deliver(frame);

        assertThat(driver.rxLong(0, 8) & 0xf_ffff).isEqualTo(7);
        assertThat(driver.rxLong(0, 12) & 0xffff).isEqualTo(256);
        assertThat(host.memory().readLong(Driver.RX_RING + 16)).isEqualTo(1024L << 16 | 120L << 32);
        byte[] second = new byte[1024];
        host.memory().read(Driver.RX_BUFFERS + 0x800, second);
        assertThat(second).isEqualTo(Arrays.copyOfRange(frame, 256, 1280));
        assertThat(driver.read(Driver.RDH)).isEqualTo(2);
    }

    @Test
    void frames_stay_outside_while_there_are_no_descriptors() {
        for (int i = 0; i < 20; i++) {
            network.deliver(frame(OWN, 100 + i));
        }
        assertThat(network.waiting()).isEqualTo(5);
        assertThat(driver.read(Driver.RDH)).isEqualTo(15);
        driver.write(Driver.RDT, 10);

        assertThat(network.waiting()).isZero();
        assertThat(driver.read(Driver.RDH)).isEqualTo(4);
    }

    @Test
    void only_what_is_for_the_guest_is_received() {
        network.deliver(frame(Packets.octets("52:54:00:00:00:99"), 100));
        network.deliver(frame(Packets.octets("01:00:5e:00:00:01"), 100));
        assertThat(driver.read(Driver.RDH)).isZero();
        network.deliver(frame(Packets.BROADCAST, 100));
        assertThat(driver.read(Driver.RDH)).isOne();
        // 224.0.0.1 by the table of hashes: bits 47 to 36 of the address are 0x010.
        driver.write(0x5200, 1 << 16);
        network.deliver(frame(Packets.octets("01:00:5e:00:00:01"), 100));
        assertThat(driver.read(Driver.RDH)).isEqualTo(2);
        driver.write(Driver.RCTL, Driver.RX_ON | 3 << 3);
        network.deliver(frame(Packets.octets("52:54:00:00:00:99"), 100));
        assertThat(driver.read(Driver.RDH)).as("promiscuous").isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 1519, 65_550})
    void frames_that_are_too_short_or_too_long_are_lost(int length) {
        byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) 0xff);
        network.deliver(frame);

        assertThat(driver.read(Driver.RDH)).isZero();
        network.deliver(frame(OWN, 100));
        assertThat(driver.read(Driver.RDH)).isOne();
    }

    @Test
    void causes_with_a_vector_of_their_own_are_messages_that_clear_and_mask_themselves() {
        driver.useMessages();
        driver.write(Driver.CTRL_EXT, 1 << 24);
        driver.write(Driver.EIAC, 0x01f0_0000);
        driver.write(Driver.IMS, 0x0150_0000);
        host.takeEvents();
        network.deliver(frame(OWN, 100));
        network.deliver(frame(OWN, 100));
        driver.send(frame(PEER, 100));

        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x0", "msi 0xfee00000=0x2");
        driver.write(Driver.IMS, 1 << 20);
        assertThat(host.takeEvents())
                .as("the frame that came while it was masked")
                .containsExactly("msi 0xfee00000=0x0");
        driver.write(Driver.ICS, 1 << 2);
        assertThat(host.takeEvents()).as("other causes").containsExactly("msi 0xfee00000=0x4");
    }

    @Test
    void a_reset_forgets_rings_masks_and_causes_but_not_the_address() {
        driver.write(Driver.IMS, -1);
        driver.send(frame(PEER, 100));
        driver.write(0x5400, 0);
        driver.write(Driver.CTRL, 1 << 26);

        assertThat(driver.read(Driver.CTRL) >>> 26 & 1).isZero();
        assertThat(driver.read(Driver.IMS)).isZero();
        assertThat(driver.read(Driver.ICR)).isZero();
        assertThat(driver.read(Driver.TDH)).isZero();
        assertThat(driver.read(0x5400)).isEqualTo(0x1200_5452);
    }

    @Test
    void registers_are_reached_by_ports() {
        host.out(Driver.PORT, 4, Driver.RDT);
        host.out(Driver.PORT + 4, 4, 7);

        assertThat(driver.read(Driver.RDT)).isEqualTo(7);
        assertThat(host.in(Driver.PORT + 4, 4)).isEqualTo(7);
    }

    @Test
    void statistics_count_until_they_are_read() {
        driver.send(frame(PEER, 100));
        network.deliver(frame(Packets.BROADCAST, 200));

        assertThat(driver.read(0x40d4)).isOne();
        assertThat(driver.read(0x40d4)).isZero();
        assertThat(driver.read(0x4074)).isOne();
        assertThat(driver.read(0x4078)).isOne();
        assertThat(driver.read(0x4088)).isEqualTo(200);
    }

    @Test
    void frames_sent_to_everybody_and_to_groups_are_counted_apart() {
        byte[] group = Packets.octets("01:00:5e:00:00:01");
        driver.send(frame(Packets.BROADCAST, 100));
        driver.send(frame(group, 100));
        driver.send(frame(group, 100));

        assertThat(driver.read(0x40f4)).as("broadcasts").isOne();
        assertThat(driver.read(0x40f0)).as("multicasts").isEqualTo(2);
        assertThat(driver.read(0x4080)).as("all").isEqualTo(3);
    }

    @Test
    void nothing_is_carried_while_it_is_paused_or_no_bus_master() {
        nic.writeConfig(0x04, 2, 0x3);
        driver.send(frame(PEER, 100));
        assertThat(network.takeSent()).isEmpty();
        nic.writeConfig(0x04, 2, 0x7);
        assertThat(network.takeSent()).hasSize(1);
        nic.requestPause();
        nic.awaitPaused();
        driver.send(frame(PEER, 100));
        assertThat(network.takeSent()).isEmpty();
        nic.resume();
        assertThat(network.takeSent()).hasSize(1);
    }
}
