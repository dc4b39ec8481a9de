package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningApplicationTest {
    @TempDir
    Path folder;

    private final BlockingQueue<List<Path>> taken = new LinkedBlockingQueue<>();

    private Path socket() {
        return RunningApplication.socket(folder, Map.of("DISPLAY", ":0"));
    }

    @Test
    void files_are_handed_to_the_application_that_runs() throws Exception {
        try (RunningApplication running = RunningApplication.listen(socket(), taken::add)) {
            assertThat(RunningApplication.handOver(socket(), List.of(Path.of("/a disc.iso"), Path.of("b.iso"))))
                    .isTrue();

            assertThat(taken.poll(20, TimeUnit.SECONDS))
                    .containsExactly(Path.of("/a disc.iso"), Path.of("b.iso").toAbsolutePath());
        }
    }

    @Test
    void no_files_ask_for_its_window() throws Exception {
        try (RunningApplication running = RunningApplication.listen(socket(), taken::add)) {
            assertThat(RunningApplication.handOver(socket(), List.of())).isTrue();

            assertThat(taken.poll(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void nobody_takes_files_where_no_application_runs() throws Exception {
        assertThat(RunningApplication.handOver(socket(), List.of())).isFalse();

        RunningApplication.listen(socket(), taken::add).close();
        assertThat(RunningApplication.handOver(socket(), List.of())).isFalse();
    }

    @Test
    void the_socket_of_a_killed_application_is_no_hindrance() throws Exception {
        ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        killed.bind(UnixDomainSocketAddress.of(socket()));
        killed.close();

        try (RunningApplication running = RunningApplication.listen(socket(), taken::add)) {
            assertThat(RunningApplication.handOver(socket(), List.of())).isTrue();
        }
    }

    @Test
    void a_second_application_does_not_take_the_place_of_the_first() throws Exception {
        try (RunningApplication first = RunningApplication.listen(socket(), taken::add)) {
            assertThatThrownBy(() -> RunningApplication.listen(socket(), files -> {}))
                    .isInstanceOf(IOException.class);

            assertThat(RunningApplication.handOver(socket(), List.of())).isTrue();
            assertThat(taken.poll(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void what_is_no_request_is_passed_over() throws Exception {
        try (RunningApplication running = RunningApplication.listen(socket(), taken::add)) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
                channel.write(ByteBuffer.wrap(new byte[] {0, -1, 10, 0}));
            }
            assertThat(RunningApplication.handOver(socket(), List.of(Path.of("/x"))))
                    .isTrue();
            assertThat(taken.poll(20, TimeUnit.SECONDS)).containsExactly(Path.of("/x"));
        }
    }

    @Test
    void each_display_has_its_own() {
        assertThat(socket()).isNotEqualTo(RunningApplication.socket(folder, Map.of("DISPLAY", ":1")));
    }
}
