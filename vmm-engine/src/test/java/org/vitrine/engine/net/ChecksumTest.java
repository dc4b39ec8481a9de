package org.vitrine.engine.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The Internet checksum against one that adds word by word. */
class ChecksumTest {
    private final SplittableRandom random = new SplittableRandom(11);

    private static int simple(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = bytes[from + i] & 0xff;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        return Checksum.fold(sum);
    }

    @Test
    void any_part_of_a_frame_has_the_sum_of_its_words() {
        FrameBuffer frame = new FrameBuffer();
        byte[] bytes = new byte[FrameBuffer.MAX_FRAME];
        random.nextBytes(bytes);
        frame.set(bytes);
        for (int i = 0; i < 2000; i++) {
            int from = random.nextInt(100);
            int length = random.nextInt(i % 20 == 0 ? bytes.length - from : 200);

            assertThat(Checksum.fold(Checksum.add(0, frame, from, length)))
                    .as("%d bytes from %d", length, from)
                    .isEqualTo(simple(bytes, from, length));
        }
    }

    @Test
    void a_sum_goes_on_where_another_ended_and_overflows_nowhere() {
        FrameBuffer frame = new FrameBuffer();
        byte[] bytes = new byte[FrameBuffer.MAX_FRAME];
        java.util.Arrays.fill(bytes, (byte) 0xff);
        frame.set(bytes);
        long sum = 0;
        for (int i = 0; i < 1000; i++) {
            sum = Checksum.add(sum, frame, 0, bytes.length);
        }

        assertThat(Checksum.fold(sum)).isEqualTo(0xffff);
        assertThat(Checksum.fold(Checksum.add(Checksum.add(5, frame, 0, 2), frame, 2, 2)))
                .isEqualTo(5);
    }
}
