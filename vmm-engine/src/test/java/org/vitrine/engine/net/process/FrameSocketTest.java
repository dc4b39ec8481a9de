package org.vitrine.engine.net.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.FrameBuffer;

/** Frames on a stream, whose other end is hostile. */
class FrameSocketTest {
    @TempDir
    private Path directory;

    private StreamSocket socket;
    private SocketChannel peer;
    private FrameSocket frames;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            socket = StreamSocket.connect(address.getPath());
            peer = server.accept();
        }
        frames = new FrameSocket(socket);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
    }

    private static byte[] frame(int length) {
        byte[] frame = new byte[length];
        new SplittableRandom(length).nextBytes(frame);
        return frame;
    }

    private static ByteBuffer onTheWire(byte[]... list) {
        ByteBuffer bytes = ByteBuffer.allocate(
                Arrays.stream(list).mapToInt(one -> one.length + 4).sum());
        for (byte[] one : list) {
            bytes.putInt(one.length).put(one);
        }
        return bytes.flip();
    }

    private List<byte[]> take() {
        List<byte[]> taken = new ArrayList<>();
        do {
            for (int length = frames.next(); length >= 0; length = frames.next()) {
                taken.add(frames.memory().asSlice(frames.offset(), length).toArray(ValueLayout.JAVA_BYTE));
            }
        } while (frames.read());
        return taken;
    }

    @Test
    void frames_come_in_order_however_the_stream_is_cut() throws IOException {
        byte[][] sent = {frame(60), frame(0), frame(1514), frame(FrameBuffer.MAX_FRAME), frame(61)};
        ByteBuffer bytes = onTheWire(sent);
        SplittableRandom random = new SplittableRandom(5);
        List<byte[]> taken = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int some = Math.min(bytes.remaining(), random.nextInt(1, 9000));
            peer.write(bytes.slice(bytes.position(), some));
            bytes.position(bytes.position() + some);
            taken.addAll(take());
        }

        assertThat(taken).containsExactly(sent);
        assertThat(frames.isGone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, FrameBuffer.MAX_FRAME + 1, Integer.MAX_VALUE})
    void a_length_that_cannot_be_ends_it(int length) throws IOException {
        peer.write(onTheWire(frame(60)));
        peer.write(ByteBuffer.allocate(64).putInt(0, length));

        assertThat(take()).hasSize(1);
        assertThat(frames.isGone()).isTrue();
        assertThat(frames.read()).isFalse();
    }

    @Test
    void the_end_of_the_other_side_is_seen_after_its_last_frame() throws IOException {
        peer.write(onTheWire(frame(60)));
        peer.close();

        assertThat(take()).hasSize(1);
        assertThat(frames.isGone()).isTrue();
    }

    @Test
    void what_the_socket_does_not_take_waits_and_then_goes_whole_and_in_order() throws IOException {
        byte[] frame = frame(60_000);
        int count = 0;
        while (!frames.isBehind()) {
            frames.put(MemorySegment.ofArray(frame), 0, frame.length);
            frames.flush();
            count++;
        }
        assertThat(frames.isPending()).isTrue();

        ByteBuffer got = ByteBuffer.allocate(count * (frame.length + 4));
        peer.configureBlocking(false);
        while (got.hasRemaining()) {
            peer.read(got);
            frames.flush();
        }
        assertThat(frames.isPending()).isFalse();
        got.flip();
        for (int i = 0; i < count; i++) {
            byte[] one = new byte[got.getInt()];
            got.get(one);
            assertThat(one).isEqualTo(frame);
        }
    }

    @Test
    void what_the_socket_takes_at_once_is_whole_frames() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        while (!frames.isPending()) {
            for (int i = 0; i < 60; i++) {
                byte[] frame = frame(random.nextInt(60, 1514));
                frames.put(MemorySegment.ofArray(frame), 0, frame.length);
            }
            frames.flush();
        }
        for (int round = 0; round < 3; round++) {
            ByteBuffer got = ByteBuffer.allocate(1 << 20);
            peer.configureBlocking(false);
            while (peer.read(got) > 0) {}
            got.flip();
            while (got.hasRemaining()) {
                int length = got.getInt();
                assertThat(got.remaining()).as("of a frame of %d bytes", length).isGreaterThanOrEqualTo(length);
                got.position(got.position() + length);
            }
            for (int i = 0; i < 400; i++) {
                byte[] frame = frame(random.nextInt(60, 1514));
                frames.put(MemorySegment.ofArray(frame), 0, frame.length);
            }
            frames.flush();
        }
    }

    @Test
    void beyond_what_it_keeps_frames_are_lost_whole() throws IOException {
        byte[] frame = frame(60_000);
        for (int i = 0; i < 100; i++) {
            frames.put(MemorySegment.ofArray(frame), 0, frame.length);
        }
        ByteBuffer got = ByteBuffer.allocate(100 * (frame.length + 4));
        peer.configureBlocking(false);
        do {
            frames.flush();
        } while (peer.read(got) > 0 || frames.isPending());
        got.flip();

        assertThat(got.remaining() % (frame.length + 4)).isZero();
        assertThat(got.remaining() / (frame.length + 4)).isBetween(10, 40);
    }
}
