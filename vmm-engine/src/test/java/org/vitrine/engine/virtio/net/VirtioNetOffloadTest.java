package org.vitrine.engine.virtio.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.ReceiveOffload;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;

/** What a frame asks a virtio network interface for, and what it asks its driver for: checksums, and segments in one piece. */
class VirtioNetOffloadTest extends VirtioNetFixture {
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
    void a_long_frame_is_recorded_whole(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("capture.pcap");
        network.takes = Offload.ALL;
        start(ALL);
        cable.capture(file);
        byte[] whole = segment(new byte[20_000]);
        Arrays.fill(whole, 1000, whole.length, (byte) 7);
        send(0, header(1, 1, 54, 1460, 34, 16), whole);
        cable.capture(null);

        byte[] recorded = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(recorded, recorded.length - whole.length, recorded.length))
                .isEqualTo(whole);
        assertThat(network.takeSent()).containsExactly(whole);
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
}
