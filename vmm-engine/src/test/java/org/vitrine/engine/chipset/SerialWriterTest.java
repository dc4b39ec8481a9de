package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SerialWriterTest {
    @Test
    void every_byte_arrives_in_order_before_close_returns() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SerialWriter serial = new SerialWriter("test", out, e -> {});
        for (int i = 0; i < 1000; i++) {
            assertThat(serial.offer(i & 0xff)).isTrue();
        }
        serial.close();

        byte[] written = out.toByteArray();
        assertThat(written).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(written[i]).isEqualTo((byte) i);
        }
    }

    @Test
    void a_stalled_reader_makes_offers_fail_and_room_is_told_once() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        SerialWriter serial = new SerialWriter(
                "test",
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("written in chunks");
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        try {
                            reading.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        taken.addAndGet(length);
                    }
                },
                e -> {});
        CountDownLatch room = new CountDownLatch(1);
        serial.onRoom(room::countDown);

        int offered = 0;
        while (serial.offer('x')) {
            offered++;
        }
        assertThat(offered).isBetween(1 << 16, 2 << 16);
        reading.countDown();
        room.await();
        serial.close();

        assertThat(taken.get()).isEqualTo(offered);
    }

    /** Keeps what is written apart. */
    private static final class Writes extends OutputStream {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void write(int b) throws IOException {
            throw new IOException("written in chunks");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            all.add(new String(bytes, offset, length, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void bytes_that_follow_soon_are_written_together_and_at_once_when_it_closes() throws Exception {
        Writes writes = new Writes();
        SerialWriter serial = new SerialWriter("test", writes, e -> {}, 60_000);
        serial.offer('a');
        // Time in which it would have written the first alone.
        Thread.sleep(100);
        serial.offer('b');
        serial.offer('c');
        serial.close();

        assertThat(writes.all).containsExactly("abc");
    }

    @Test
    @Timeout(30)
    void a_byte_that_none_follows_is_written_before_long() throws Exception {
        Writes writes = new Writes();
        try (SerialWriter serial = new SerialWriter("test", writes, e -> {})) {
            serial.offer('a');

            assertThat(writes.all.take()).isEqualTo("a");
        }
    }

    @Test
    @Timeout(30)
    void plenty_is_written_while_it_would_wait_for_more() throws Exception {
        Writes writes = new Writes();
        try (SerialWriter serial = new SerialWriter("test", writes, e -> {}, 60_000)) {
            for (int i = 0; i < 1 << 15; i++) {
                serial.offer('x');
            }

            assertThat(writes.all.take()).startsWith("x");
        }
    }
}
