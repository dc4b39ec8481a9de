package org.vitrine.engine.virtio.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.LoggingHost;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;
import org.vitrine.engine.virtio.ring.RingDriver.Used;

class ConsoleDeviceTest {
    private static final long MULTIPORT = 1L << 1;
    private static final long BUFFERS = 0x8_0000;
    private static final int READY = 0;
    private static final int PORT_READY = 3;
    private static final int PORT_OPEN = 6;

    private final LoggingHost host = new LoggingHost();
    private final MemoryPort terminal = new MemoryPort();
    private final MemoryPort channel = new MemoryPort();
    private final VirtioPci function = device(host, terminal, channel);
    private GuestDriver guest;
    private List<RingDriver> rings;
    private long next = BUFFERS;

    private static VirtioPci device(TestHost host, PortBackend... backends) {
        return new VirtioPci(
                "virtio-console",
                host,
                new ConsoleDevice(List.of(
                        new ConsoleDevice.Port("hvc", true, backends[0]),
                        new ConsoleDevice.Port("org.example.agent", false, backends[1]))),
                InlineWorker::new);
    }

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private void start(long features, int queues) {
        function.resume();
        guest = new GuestDriver(host, function);
        rings = guest.start(GuestDriver.VERSION_1 | features, queues, 32);
    }

    private long memory(int length) {
        long at = next;
        next += length + 16;
        return at;
    }

    private void send(int queue, byte[] bytes) {
        long at = memory(bytes.length);
        host.memory().write(at, bytes);
        rings.get(queue).offer(List.of(new Buffer(at, bytes.length, false)));
        guest.submit(queue, rings.get(queue));
    }

    private long offerRoom(int queue, int length) {
        long at = memory(length);
        rings.get(queue).offer(List.of(new Buffer(at, length, true)));
        guest.submit(queue, rings.get(queue));
        return at;
    }

    private void control(int port, int event, int value) {
        send(
                3,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(port)
                        .putShort((short) event)
                        .putShort((short) value)
                        .array());
    }

    /** What the device says in so many buffers, such as {@code "1 PORT_NAME 1 agent"}. */
    private List<String> told(long... buffers) {
        List<String> told = new ArrayList<>();
        for (long at : buffers) {
            Used used = rings.get(2).take();
            if (used == null) {
                break;
            }
            byte[] text = new byte[(int) used.written() - 8];
            host.memory().read(at + 8, text);
            told.add("%d %s %d %s"
                    .formatted(
                            host.memory().readInt(at),
                            ControlEvent.values()[host.memory().readShort(at + 4)],
                            host.memory().readShort(at + 6),
                            new String(text, US_ASCII))
                    .strip());
        }
        return told;
    }

    private long[] offerControlRoom(int count) {
        long[] at = new long[count];
        for (int i = 0; i < count; i++) {
            at[i] = offerRoom(2, 64);
        }
        return at;
    }

    @Test
    void a_driver_that_knows_no_ports_has_a_terminal() {
        start(0, 2);
        long at = offerRoom(0, 16);
        terminal.say("hello");
        assertThat(rings.getFirst().take()).isEqualTo(new Used(0, 5));
        assertThat(host.memory().readByte(at)).isEqualTo('h');
        send(1, "good day\n".getBytes(US_ASCII));
        assertThat(terminal.written.toString(US_ASCII)).isEqualTo("good day\n");
    }

    @Test
    void ports_are_announced_with_their_names_and_what_becomes_of_them() {
        start(MULTIPORT, 6);
        assertThat(host.load(GuestDriver.CONFIG + 4, 4)).isEqualTo(2);
        long[] room = offerControlRoom(12);
        control(0, READY, 1);
        assertThat(told(room)).containsExactly("0 DEVICE_ADD 1", "1 DEVICE_ADD 1");

        terminal.open = true;
        control(0, PORT_READY, 1);
        control(1, PORT_READY, 1);
        assertThat(told(java.util.Arrays.copyOfRange(room, 2, 12)))
                .containsExactly(
                        "0 CONSOLE_PORT 1", "0 PORT_NAME 1 hvc", "0 PORT_OPEN 1", "1 PORT_NAME 1 org.example.agent");

        channel.setOpen(true);
        channel.setOpen(false);
        assertThat(told(java.util.Arrays.copyOfRange(room, 6, 12))).containsExactly("1 PORT_OPEN 1", "1 PORT_OPEN 0");
    }

    @Test
    void what_there_is_no_room_to_tell_is_told_later() {
        start(MULTIPORT, 6);
        control(0, READY, 1);
        long[] room = offerControlRoom(3);
        assertThat(told(room)).containsExactly("0 DEVICE_ADD 1", "1 DEVICE_ADD 1");
    }

    @Test
    void a_port_that_the_guest_has_not_opened_keeps_what_is_for_it() {
        start(MULTIPORT, 6);
        control(1, PORT_READY, 1);
        long at = offerRoom(4, 3);
        channel.say("abcdef");
        assertThat(rings.get(4).take()).isNull();
        control(1, PORT_OPEN, 1);
        assertThat(rings.get(4).take()).isEqualTo(new Used(0, 3));
        assertThat(host.memory().readByte(at + 2)).isEqualTo('c');
        assertThat(channel.available()).isEqualTo(3);
        offerRoom(4, 100);
        assertThat(rings.get(4).take()).isEqualTo(new Used(0, 3));
    }

    @Test
    void a_peer_that_does_not_read_makes_the_guest_wait_and_loses_nothing() {
        start(MULTIPORT, 6);
        channel.room = 5;
        send(5, "0123456789".getBytes(US_ASCII));
        send(5, "abc".getBytes(US_ASCII));
        assertThat(rings.get(5).take()).isNull();
        assertThat(channel.written.toString(US_ASCII)).isEqualTo("01234");
        channel.makeRoom(3);
        channel.makeRoom(4);
        assertThat(rings.get(5).take()).isNotNull();
        assertThat(rings.get(5).take()).isNull();
        channel.makeRoom(100);
        assertThat(rings.get(5).take()).isNotNull();
        assertThat(channel.written.toString(US_ASCII)).isEqualTo("0123456789abc");
    }

    @Test
    void control_messages_that_make_no_sense_are_not_heard() {
        start(MULTIPORT, 6);
        long[] room = offerControlRoom(4);
        control(7, PORT_READY, 1);
        control(-1, PORT_READY, 1);
        control(0, 999, 1);
        control(0, READY, 2);
        send(3, new byte[2]);
        control(0, 1, 1);
        assertThat(told(room)).isEmpty();
        assertThat(host.lines).isEmpty();
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(other -> device(other, new MemoryPort(), new MemoryPort()))
                .hosts(LoggingHost::new)
                .prepare((device, other) -> {
                    GuestDriver driver = new GuestDriver(other, device);
                    List<RingDriver> queues = driver.start(GuestDriver.VERSION_1 | MULTIPORT, 6, 16);
                    other.memory().writeLong(BUFFERS, 0x0001_0003_0000_0001L);
                    queues.get(3).offer(List.of(new Buffer(BUFFERS, 8, false)));
                    driver.submit(3, queues.get(3));
                    driver.enableMessages(7);
                })
                // What the transport has of its own is tried in its test.
                .alikeAtPowerOn(
                        "broken", "resetRequested", "selects", "generation", "isr", "pci.msix.pending", "pci.intx")
                .mmio(GuestDriver.BAR, 0x38)
                .mmio(GuestDriver.NOTIFY, 24)
                .verify();
    }
}
