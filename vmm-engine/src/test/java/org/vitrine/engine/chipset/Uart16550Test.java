package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

@Timeout(20)
class Uart16550Test {
    private static final int DATA = 0x3f8;
    private static final int IER = 0x3f9;
    private static final int IIR = 0x3fa;
    private static final int LCR = 0x3fb;
    private static final int MCR = 0x3fc;
    private static final int LSR = 0x3fd;
    private static final int MSR = 0x3fe;

    private static final class Sink implements SerialSink {
        private final StringBuilder taken = new StringBuilder();
        private int room = Integer.MAX_VALUE;
        private Runnable listener = () -> {};

        @Override
        public boolean offer(int value) {
            if (room == 0) {
                return false;
            }
            room--;
            taken.append((char) value);
            return true;
        }

        @Override
        public void onRoom(Runnable newListener) {
            listener = newListener;
        }

        void makeRoom(int bytes) {
            room = bytes;
            listener.run();
        }
    }

    private final TestHost host = new TestHost();
    private final Sink sink = new Sink();
    private final Uart16550 uart = new Uart16550("serial0", host, DATA, Uart16550.COM1_GSI, sink);

    @BeforeEach
    void start() {
        uart.resume();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private void send(String text) {
        text.chars().forEach(value -> host.out(DATA, value));
    }

    private static int receive(Uart16550 uart, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return uart.receive(bytes, 0, bytes.length);
    }

    @Test
    void sends_what_is_written() {
        send("hello");

        assertThat(sink.taken.toString()).isEqualTo("hello");
        assertThat(host.in(LSR)).isEqualTo(0x60);
    }

    @Test
    void the_divisor_lies_behind_the_latch() {
        host.out(LCR, 0x83);
        host.out(DATA, 0x34);
        host.out(IER, 0x12);
        assertThat(host.in(DATA, 2)).isEqualTo(0x1234);
        host.out(LCR, 0x03);

        assertThat(host.in(IER)).isZero();
        assertThat(sink.taken.toString()).isEmpty();
    }

    @Test
    void scratch_holds_and_status_registers_ignore_writes() {
        host.out(0x3ff, 0xa5);
        host.out(LSR, 0);
        host.out(MSR, 0);

        assertThat(host.in(0x3ff)).isEqualTo(0xa5);
        assertThat(host.in(LSR)).isEqualTo(0x60);
        assertThat(host.in(MSR)).isEqualTo(0xb0);
    }

    @Test
    void an_empty_transmitter_interrupts_once_when_enabled_and_after_each_byte() {
        host.out(IER, 2);
        assertThat(host.asserted(4)).isTrue();
        assertThat(host.in(IIR)).isEqualTo(0x02);
        assertThat(host.asserted(4)).isFalse();
        assertThat(host.in(IIR)).isEqualTo(0x01);
        send("x");
        assertThat(host.asserted(4)).isTrue();
        host.out(IER, 0);
        assertThat(host.asserted(4)).isFalse();
    }

    @Test
    void a_sink_without_room_holds_the_guest_up_and_loses_nothing() {
        host.out(IIR, 0x01);
        sink.room = 2;
        host.out(IER, 2);
        host.in(IIR);
        send("abcde");
        assertThat(sink.taken.toString()).isEqualTo("ab");
        assertThat(host.in(LSR)).isZero();
        assertThat(host.in(IIR)).isEqualTo(0xc1);
        sink.makeRoom(2);
        assertThat(host.in(LSR)).isZero();
        sink.makeRoom(10);

        assertThat(sink.taken.toString()).isEqualTo("abcde");
        assertThat(host.in(LSR)).isEqualTo(0x60);
        assertThat(host.asserted(4)).isTrue();
    }

    @Test
    void a_full_transmitter_drops_what_is_written_all_the_same() {
        host.out(IIR, 0x01);
        sink.room = 0;
        send("0123456789abcdefGH");
        sink.makeRoom(100);

        assertThat(sink.taken.toString()).isEqualTo("0123456789abcdef");
    }

    @Test
    void room_that_comes_while_paused_is_used_later() {
        sink.room = 0;
        send("a");
        uart.requestPause();
        sink.makeRoom(5);
        assertThat(sink.taken.toString()).isEmpty();
        uart.resume();

        assertThat(sink.taken.toString()).isEqualTo("a");
    }

    @Test
    void received_bytes_interrupt_until_they_are_read() {
        host.out(IER, 1);
        assertThat(receive(uart, "hi")).isEqualTo(2);
        assertThat(host.in(IIR)).isEqualTo(0x04);
        assertThat(host.in(LSR)).isEqualTo(0x61);
        assertThat(host.in(DATA)).isEqualTo('h');
        assertThat(host.in(DATA)).isEqualTo('i');
        assertThat(host.asserted(4)).isFalse();
        assertThat(host.in(LSR)).isEqualTo(0x60);
        assertThat(host.in(DATA)).isZero();
    }

    @Test
    void below_the_trigger_level_the_interrupt_comes_after_four_characters() {
        host.out(IIR, 0x81);
        host.out(IER, 1);
        receive(uart, "abc");
        assertThat(host.asserted(4)).isFalse();
        host.clock().advance(340_000);
        assertThat(host.asserted(4)).isFalse();
        host.clock().advance(10_000);
        assertThat(host.in(IIR)).isEqualTo(0xcc);
        assertThat(host.in(DATA)).isEqualTo('a');
        assertThat(host.asserted(4)).isFalse();
        receive(uart, "defghi");
        assertThat(host.in(IIR)).isEqualTo(0xc4);
    }

    @Test
    void input_is_bounded_and_reaches_the_guest_in_order() throws InterruptedException {
        host.out(IIR, 0x01);
        byte[] much = new byte[10_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) i;
        }
        int taken = uart.receive(much, 0, much.length);
        assertThat(taken).isEqualTo(4096);
        assertThat(uart.receive(much, taken, 100)).isEqualTo(16);
        assertThat(uart.receive(much, 0, 1)).isZero();
        for (int i = 0; i < taken + 16; i++) {
            assertThat(host.in(DATA)).isEqualTo(i & 0xff);
        }
        uart.awaitRoom();

        assertThat(uart.receive(much, 0, 1)).isEqualTo(1);
    }

    @Test
    void loopback_returns_bytes_and_modem_lines() {
        host.out(MCR, 0x1a);
        assertThat(host.in(MSR) & 0xf0).isEqualTo(0x90);
        send("z");
        assertThat(host.in(DATA)).isEqualTo('z');
        host.out(IER, 4);
        send("ab");
        assertThat(host.in(IIR)).isEqualTo(0x06);
        assertThat(host.in(LSR)).isEqualTo(0x63);
        assertThat(host.in(LSR)).isEqualTo(0x61);
        assertThat(sink.taken.toString()).isEmpty();
    }

    @Test
    void modem_lines_that_change_interrupt() {
        host.out(IER, 8);
        host.out(MCR, 0x1f);
        assertThat(host.in(MSR)).isEqualTo(0xf0);
        host.out(MCR, 0x10);
        assertThat(host.in(IIR)).isEqualTo(0x00);
        assertThat(host.in(MSR)).isEqualTo(0x0f);
        assertThat(host.in(IIR)).isEqualTo(0x01);
    }

    @Test
    void switching_the_fifos_empties_them() {
        host.out(IIR, 0x01);
        receive(uart, "abc");
        assertThat(host.in(IIR)).isEqualTo(0xc1);
        host.out(IIR, 0x00);

        assertThat(host.in(LSR)).isEqualTo(0x60);
        assertThat(host.in(IIR)).isEqualTo(0x01);
    }

    @Test
    void the_writer_writes_in_order_and_all_of_it() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (SerialWriter writer = new SerialWriter("serial-test", out, failure -> {})) {
            for (int i = 0; i < 200_000; i++) {
                while (!writer.offer(i % 251)) {
                    Thread.onSpinWait();
                }
                expected.write(i % 251);
            }
        }

        assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void a_stalled_writer_refuses_and_tells_when_there_is_room() throws InterruptedException {
        CountDownLatch stall = new CountDownLatch(1);
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        OutputStream stalled = new OutputStream() {
            @Override
            public void write(int value) {
                throw new AssertionError("written byte by byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    stall.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (SerialWriter writer = new SerialWriter("serial-test", stalled, failure -> {})) {
            writer.onRoom(() -> told.add("room"));
            int taken = 0;
            while (writer.offer('x')) {
                taken++;
            }
            assertThat(taken).isEqualTo(1 << 16);
            assertThat(told).isEmpty();
            stall.countDown();

            assertThat(told.take()).isEqualTo("room");
            assertThat(writer.offer('y')).isTrue();
        }
    }

    @Test
    void a_stream_that_fails_is_told_once_and_holds_nobody_up() {
        List<IOException> failures = new ArrayList<>();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        SerialWriter writer = new SerialWriter("serial-test", broken, failures::add);
        writer.offer('x');
        writer.close();
        for (int i = 0; i < 200_000; i++) {
            assertThat(writer.offer('y')).isTrue();
        }

        assertThat(failures).hasSize(1);
    }

    @Test
    void round_trip() {
        DeviceRoundTrip.of(Uart16550Test::roundTripPort)
                .ports(0x3f8, 8)
                .stimulus((device, it, random) -> receive(device, "x".repeat(random.nextInt(30))))
                .prepare((device, it) -> {
                    it.out(0x3ff, 1);
                    it.out(LCR, 0x80);
                    it.out(IER, 1);
                    it.out(LCR, 3);
                    it.out(IIR, 0xc1);
                    it.out(IER, 0x0f);
                    receive(device, "abc");
                    it.clock().advance(400_000_000);
                    receive(device, "d");
                    it.out(MCR, 0x12);
                    "12345678901234567".chars().forEach(value -> it.out(DATA, value));
                    receive(device, "e");
                })
                .prepare((device, it) -> {
                    it.out(IIR, 0xc1);
                    receive(device, "abc");
                    // The sink of this test refuses a zero.
                    it.out(DATA, 0);
                    it.out(DATA, 'x');
                })
                .verify();
    }

    private static Uart16550 roundTripPort(TestHost host) {
        return new Uart16550("serial0", host, DATA, 4, new SerialSink() {
            @Override
            public boolean offer(int value) {
                if (value != 0) {
                    host.note("sent " + value);
                }
                return value != 0;
            }

            @Override
            public void onRoom(Runnable listener) {}
        });
    }
}
