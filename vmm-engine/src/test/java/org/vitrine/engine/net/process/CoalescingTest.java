package org.vitrine.engine.net.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.ReceiveOffload;
import org.vitrine.engine.net.Segmentation;

/** Segments of TCP in one packet. */
class CoalescingTest {
    private static final byte[] MAC = Packets.octets("52:54:00:12:34:56");
    private static final byte[] PEER = Packets.octets("52:54:00:aa:bb:cc");
    private static final ReceiveOffload BOTH = new ReceiveOffload(true, true, true, true);
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;
    private static final int SIZE = 1448;
    private static final int FIRST = 0xffff_f000;

    private final FrameBuffer packet = new FrameBuffer();

    private static byte[] segment(boolean ipv6, int number, int length, int flags) {
        byte[] from = Packets.ip(ipv6 ? "fec0::2" : "10.0.2.2");
        byte[] to = Packets.ip(ipv6 ? "fec0::15" : "10.0.2.15");
        byte[] data = new byte[length];
        new SplittableRandom(number).nextBytes(data);
        byte[] tcp = Packets.tcp(from, to, 5201, 40_000, FIRST + number * SIZE, 77, flags, new byte[12], data);
        byte[] ip = Packets.packet(from, to, 6, tcp);
        if (!ipv6) {
            ByteBuffer.wrap(ip).putShort(4, (short) number).putShort(10, (short) 0);
            ByteBuffer.wrap(ip).putShort(10, (short) Packets.sum(0, ip, 0, 20));
        }
        return Packets.ethernet(MAC, PEER, ipv6 ? 0x86dd : 0x0800, ip);
    }

    /** @return how many were taken behind the first; -1 if nothing could follow it */
    private int coalesce(List<byte[]> frames, ReceiveOffload offload) {
        packet.set(frames.getFirst());
        @Nullable Coalescing segments = Coalescing.of(packet, offload);
        if (segments == null) {
            return -1;
        }
        int taken = 0;
        for (byte[] frame : frames.subList(1, frames.size())) {
            if (!segments.add(MemorySegment.ofArray(frame), 0, frame.length)) {
                break;
            }
            taken++;
        }
        segments.finish();
        return taken;
    }

    private List<byte[]> cut() {
        List<byte[]> frames = new ArrayList<>();
        assertThat(new Segmentation().finish(packet, false, one -> frames.add(one.toByteArray())))
                .isTrue();
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"false, 3", "false, 44", "true, 3", "true, 44"})
    void what_is_put_together_is_cut_into_the_same_segments(boolean ipv6, int count) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(segment(ipv6, i, i == count - 1 ? 100 : SIZE, i == count - 1 ? ACK | PSH : ACK));
        }

        assertThat(coalesce(frames, BOTH)).isEqualTo(count - 1);
        assertThat(packet.gsoSize()).isEqualTo(SIZE);
        assertThat(cut()).containsExactlyElementsOf(frames);
    }

    @Test
    void it_grows_no_longer_than_a_packet_can_say() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            frames.add(segment(false, i, SIZE, ACK));
        }

        assertThat(coalesce(frames, BOTH)).isEqualTo((65_535 - 52) / SIZE - 1);
        assertThat(cut()).containsExactlyElementsOf(frames.subList(0, (65_535 - 52) / SIZE));
    }

    @Test
    void behind_a_shorter_one_or_one_with_psh_nothing_follows() {
        List<byte[]> shorter =
                List.of(segment(false, 0, SIZE, ACK), segment(false, 1, 100, ACK), segment(false, 2, SIZE, ACK));
        assertThat(coalesce(shorter, BOTH)).isEqualTo(1);
        List<byte[]> pushed =
                List.of(segment(false, 0, SIZE, ACK), segment(false, 1, SIZE, ACK | PSH), segment(false, 2, SIZE, ACK));
        assertThat(coalesce(pushed, BOTH)).isEqualTo(1);
    }

    @Test
    void a_longer_one_does_not_follow() {
        assertThat(coalesce(List.of(segment(false, 0, SIZE, ACK), segment(false, 1, SIZE + 1, ACK)), BOTH))
                .isZero();
    }

    /** Each byte of the headers but length, identification, checksums and sequence number, which have tests of their own. */
    @Test
    void one_that_differs_in_any_other_field_does_not_follow() {
        List<Integer> free = new ArrayList<>(List.of(18, 19, 24, 25, 50, 51));
        byte[] first = segment(false, 0, SIZE, ACK);
        for (int at = 0; at < 66; at++) {
            byte[] second = segment(false, 1, SIZE, ACK);
            second[at] ^= 0x40;

            assertThat(coalesce(List.of(first, second), BOTH)).as("byte %d", at).isEqualTo(free.contains(at) ? 1 : 0);
        }
    }

    @Test
    void one_that_is_not_the_next_does_not_follow() {
        assertThat(coalesce(List.of(segment(false, 0, SIZE, ACK), segment(false, 2, SIZE, ACK)), BOTH))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {ACK | PSH, ACK | 1, ACK | 2, ACK | 4, ACK | 0x20, ACK | 0x40, ACK | 0x80, 0})
    void a_segment_that_says_more_than_that_it_has_data_begins_nothing(int flags) {
        assertThat(coalesce(List.of(segment(false, 0, SIZE, flags)), BOTH)).isEqualTo(-1);
    }

    @Test
    void fragments_and_packets_with_options_or_padding_begin_nothing() {
        List<Consumer<byte[]>> changes = List.of(
                frame -> frame[20] = 0x20, frame -> frame[21] = 1, frame -> frame[14] = 0x46, frame -> frame[17]--);
        for (Consumer<byte[]> change : changes) {
            byte[] frame = segment(false, 0, SIZE, ACK);
            change.accept(frame);

            assertThat(coalesce(List.of(frame), BOTH)).isEqualTo(-1);
        }
    }

    @Test
    void what_the_interface_does_not_take_is_left_as_it_is() {
        List<byte[]> frames = List.of(segment(false, 0, SIZE, ACK), segment(false, 1, SIZE, ACK));
        assertThat(coalesce(frames, ReceiveOffload.NONE)).isEqualTo(-1);
        assertThat(coalesce(frames, new ReceiveOffload(true, false, true, false)))
                .isEqualTo(-1);
        assertThat(packet.toByteArray()).isEqualTo(frames.getFirst());
    }

    @Test
    void a_segment_that_stays_alone_is_left_as_it_is() {
        byte[] frame = segment(true, 0, SIZE, ACK);

        assertThat(coalesce(List.of(frame), BOTH)).isZero();
        assertThat(packet.toByteArray()).isEqualTo(frame);
        assertThat(packet.gsoType()).isZero();
    }

    @Test
    void headers_of_any_content_harm_nothing() {
        SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 20_000; i++) {
            List<byte[]> frames = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                byte[] frame = segment(random.nextBoolean(), number, random.nextInt(200), ACK);
                for (int change = random.nextInt(4); change > 0; change--) {
                    frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
                }
                frames.add(Arrays.copyOf(frame, random.nextInt(1, frame.length + 1)));
            }
            coalesce(frames, BOTH);

            assertThat(packet.length()).isBetween(0, FrameBuffer.MAX_FRAME);
        }
    }
}
