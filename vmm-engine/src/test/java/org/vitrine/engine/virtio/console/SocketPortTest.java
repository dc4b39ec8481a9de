package org.vitrine.engine.virtio.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SocketPortTest {
    @TempDir
    Path directory;

    private final Semaphore changes = new Semaphore(0);

    private void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            changes.acquire();
        }
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
    }

    @Test
    void bytes_go_both_ways_and_a_peer_comes_and_goes() throws Exception {
        Path path = directory.resolve("port.sock");
        Files.createFile(path);
        try (SocketPort port = new SocketPort(path)) {
            port.attach(changes::release);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(port.isOpen()).isFalse();
            assertThat(port.write(MemorySegment.ofArray(new byte[100])))
                    .as("lost")
                    .isEqualTo(100);
            try (SocketChannel peer = connect(path)) {
                await(port::isOpen);
                peer.write(ByteBuffer.wrap("to the guest".getBytes(US_ASCII)));
                await(() -> port.available() == 12);
                byte[] read = new byte[20];
                assertThat(port.read(MemorySegment.ofArray(read))).isEqualTo(12);
                assertThat(new String(read, 0, 12, US_ASCII)).isEqualTo("to the guest");
                assertThat(port.write(MemorySegment.ofArray("from it".getBytes(US_ASCII))))
                        .isEqualTo(7);
                ByteBuffer heard = ByteBuffer.allocate(7);
                while (heard.hasRemaining()) {
                    peer.read(heard);
                }
                assertThat(new String(heard.array(), US_ASCII)).isEqualTo("from it");
            }
            await(() -> !port.isOpen());
            try (SocketChannel again = connect(path)) {
                await(port::isOpen);
                assertThat(again.isConnected()).isTrue();
            }
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void a_peer_that_does_not_read_costs_no_more_than_the_buffer_and_loses_nothing() throws Exception {
        Path path = directory.resolve("port.sock");
        byte[] chunk = new byte[1000];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = (byte) i;
        }
        try (SocketPort port = new SocketPort(path);
                SocketChannel peer = connect(path)) {
            port.attach(changes::release);
            while (!port.isOpen()) {
                Thread.onSpinWait();
            }
            long sent = 0;
            int idle = 0;
            while (idle < 200) {
                int taken = port.write(MemorySegment.ofArray(chunk).asSlice(sent % 1000));
                sent += taken;
                idle = taken == 0 ? idle + 1 : 0;
                Thread.sleep(taken == 0 ? 1 : 0);
            }
            assertThat(port.room()).isZero();
            ByteBuffer all = ByteBuffer.allocate((int) sent);
            while (all.hasRemaining()) {
                peer.read(all);
            }
            byte[] expected = new byte[(int) sent];
            for (int i = 0; i < sent; i++) {
                expected[i] = chunk[i % chunk.length];
            }
            assertThat(all.array()).isEqualTo(expected);
        }
    }

    @Test
    void a_file_takes_what_the_guest_writes_up_to_a_limit() throws Exception {
        Path file = directory.resolve("console.log");
        Files.writeString(file, "before ");
        try (FilePort port = new FilePort(file)) {
            assertThat(port.write(MemorySegment.ofArray("after".getBytes(US_ASCII))))
                    .isEqualTo(5);
            assertThat(Files.readString(file)).isEqualTo("before after");
            byte[] chunk = new byte[1 << 16];
            for (long done = 0; done <= FilePort.MOST_BYTES; done += chunk.length) {
                assertThat(port.write(MemorySegment.ofArray(chunk))).isEqualTo(chunk.length);
            }
        }
        assertThat(Files.size(file)).isEqualTo(FilePort.MOST_BYTES);
    }
}
