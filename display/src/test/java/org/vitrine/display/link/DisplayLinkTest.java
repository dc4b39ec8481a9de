package org.vitrine.display.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.display.link.Geometry.PixelFormat;
import org.vitrine.display.link.Geometry.Source;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.UnixSocket;

@Timeout(20)
class DisplayLinkTest {
    private static final Geometry PICTURE = new Geometry(0, Source.SURFACE, PixelFormat.XRGB8888, 16, 8, 64, 0);

    @TempDir
    Path directory;

    private final HostMemory vram = HostMemory.sharedSealed("test vram", 8192);
    private final HostMemory surface = HostMemory.sharedSealed("test surface", 4096);
    private final Semaphore audienceChanges = new Semaphore(0);
    private final RowSet nothing = new RowSet();
    private final RowSet damage = new RowSet();
    private Path path;
    private DisplayServer server;

    @BeforeEach
    void open() {
        path = directory.resolve("display.sock");
        server = DisplayServer.open(
                path, vram, surface, audienceChanges::release, System.getLogger(DisplayLinkTest.class.getName()));
    }

    @AfterEach
    void close() {
        server.close();
        vram.close();
        surface.close();
    }

    private DisplayLink connectVisible() throws Exception {
        DisplayLink link = DisplayLink.connect(path);
        link.setVisible(true);
        awaitAudience();
        return link;
    }

    private void awaitAudience() throws InterruptedException {
        assertThat(audienceChanges.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_viewer_sees_what_the_server_drew() throws Exception {
        try (DisplayLink link = connectVisible()) {
            surface.segment().set(ValueLayout.JAVA_INT, 64, 0x123456);
            server.present(PICTURE, nothing);

            assertThat(link.awaitWake()).isTrue();
            Geometry geometry = link.update(damage);

            assertThat(geometry).isEqualTo(PICTURE.withGeneration(1));
            assertThat(damage.contains(0) && damage.contains(7)).isTrue();
            assertThat(link.pixels(geometry).byteSize()).isEqualTo(16 * 8 * 4);
            assertThat(link.pixels(geometry).get(ValueLayout.JAVA_INT, 64)).isEqualTo(0x123456);
        }
    }

    @Test
    void a_viewer_sees_vram_itself() throws Exception {
        try (DisplayLink link = connectVisible()) {
            server.present(new Geometry(0, Source.VRAM, PixelFormat.XRGB8888, 16, 8, 128, 4096), nothing);
            Geometry geometry = link.update(damage);
            vram.segment().set(ValueLayout.JAVA_INT, 4096 + 128, 0xabcdef);

            assertThat(link.pixels(geometry).get(ValueLayout.JAVA_INT, 128)).isEqualTo(0xabcdef);
        }
    }

    @Test
    void later_damage_is_only_the_rows_that_changed() throws Exception {
        try (DisplayLink link = connectVisible()) {
            server.present(PICTURE, nothing);
            assertThat(link.awaitWake()).isTrue();
            link.update(damage);

            RowSet changed = new RowSet();
            changed.add(3, 2);
            server.present(PICTURE, changed);

            assertThat(link.awaitWake()).isTrue();
            link.update(damage);
            List<String> runs = new ArrayList<>();
            damage.forEachRun(8, (first, count) -> runs.add(first + "+" + count));
            assertThat(runs).containsExactly("3+2");
        }
    }

    @Test
    void damage_while_a_wake_is_outstanding_sends_no_second_one() throws Exception {
        try (DisplayLink link = connectVisible()) {
            RowSet changed = new RowSet();
            changed.add(1, 1);
            server.present(PICTURE, nothing);
            server.present(PICTURE, changed);
            server.present(PICTURE, changed);
            assertThat(link.awaitWake()).isTrue();
            server.close();

            assertThat(link.awaitWake()).isFalse();
        }
    }

    @Test
    void a_hidden_viewer_costs_nothing_and_gets_the_whole_picture_when_it_looks_again() throws Exception {
        try (DisplayLink link = connectVisible()) {
            server.present(PICTURE, nothing);
            link.awaitWake();
            link.update(damage);
            link.setVisible(false);
            awaitAudience();
            assertThat(server.isWatched()).isFalse();
            RowSet changed = new RowSet();
            changed.add(1, 1);
            server.present(PICTURE, changed);
            assertThat(link.frames()).isEqualTo(1);

            link.setVisible(true);
            awaitAudience();
            assertThat(server.isWatched()).isTrue();
            server.present(PICTURE, nothing);

            assertThat(link.awaitWake()).isTrue();
            link.update(damage);
            assertThat(damage.contains(0) && damage.contains(7)).isTrue();
        }
    }

    @Test
    void every_viewer_has_its_own_damage() throws Exception {
        try (DisplayLink first = connectVisible();
                DisplayLink second = connectVisible()) {
            server.present(PICTURE, nothing);
            first.update(damage);

            second.update(damage);
            assertThat(damage.contains(7)).isTrue();
        }
    }

    @Test
    void a_viewer_that_leaves_is_no_audience() throws Exception {
        connectVisible().close();
        awaitAudience();

        assertThat(server.isWatched()).isFalse();
    }

    @Test
    void closing_a_link_ends_its_wait() throws Exception {
        DisplayLink link = connectVisible();
        Thread closer = Thread.ofPlatform().start(link::close);

        assertThat(link.awaitWake()).isFalse();
        closer.join();
    }

    @Test
    void the_socket_is_open_to_its_owner_alone_and_goes_with_the_server() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        server.close();

        assertThat(path).doesNotExist();
        assertThatThrownBy(() -> DisplayLink.connect(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void a_viewer_that_talks_nonsense_is_dropped() throws Exception {
        try (UnixSocket socket = UnixSocket.connect(path)) {
            List<Fd> descriptors = new ArrayList<>();
            assertThat(socket.receive(new byte[8], descriptors)).isEqualTo(8);
            descriptors.forEach(Fd::close);
            socket.send(new byte[] {9});

            assertThat(socket.receive(new byte[8], descriptors)).isEqualTo(-1);
        }
    }

    @Test
    void the_memory_is_handed_out_read_only() throws Exception {
        try (UnixSocket socket = UnixSocket.connect(path)) {
            List<Fd> descriptors = new ArrayList<>();
            socket.receive(new byte[8], descriptors);

            assertThatThrownBy(() -> HostMemory.ofShared(descriptors.get(1), 8192, true))
                    .isInstanceOf(LinuxException.class);
            assertThatThrownBy(() -> HostMemory.ofShared(descriptors.get(2), 4096, true))
                    .isInstanceOf(LinuxException.class);
            descriptors.forEach(Fd::close);
        }
    }

    @Test
    void viewers_beyond_the_limit_are_turned_away() throws Exception {
        List<DisplayLink> links = new ArrayList<>();
        for (int i = 0; i < DisplayServer.MAX_VIEWERS; i++) {
            links.add(DisplayLink.connect(path));
        }

        assertThatThrownBy(() -> DisplayLink.connect(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refused");
        links.forEach(DisplayLink::close);
    }

    @Test
    void a_geometry_outside_its_memory_is_no_picture() throws Exception {
        try (DisplayLink link = connectVisible()) {
            server.present(new Geometry(0, Source.VRAM, PixelFormat.XRGB8888, 4096, 4096, 16384, 0), nothing);

            assertThat(link.update(damage)).isEqualTo(Geometry.NONE);
            assertThat(damage.isEmpty()).isTrue();
        }
    }

    @Test
    void a_server_whose_memory_is_not_sealed_is_refused() throws Exception {
        Path false_ = directory.resolve("false.sock");
        Path file = Files.write(directory.resolve("file"), new byte[4096]);
        try (UnixSocket listener = UnixSocket.listen(false_, 1)) {
            Thread impostor = Thread.ofPlatform().start(() -> {
                try (UnixSocket peer = listener.accept();
                        Fd fd = Fd.open(file.toString(), Fd.O_RDWR)) {
                    peer.send(new byte[] {0x44, 0x52, 0x54, 0x56, 1, 0, 0, 0}, fd, fd, fd);
                }
            });
            assertThatThrownBy(() -> DisplayLink.connect(false_))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not sealed");
            impostor.join();
        }
    }

    @Test
    void a_server_of_another_version_is_named() throws Exception {
        Path other = directory.resolve("other.sock");
        try (UnixSocket listener = UnixSocket.listen(other, 1)) {
            Thread later = Thread.ofPlatform().start(() -> {
                try (UnixSocket peer = listener.accept()) {
                    peer.send(new byte[] {0x44, 0x52, 0x54, 0x56, 2, 0, 0, 0}, Objects.requireNonNull(vram.fd()));
                }
            });
            assertThatThrownBy(() -> DisplayLink.connect(other)).hasMessageContaining("display protocol 2");
            later.join();
        }
    }
}
