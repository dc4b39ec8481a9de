package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.display.link.DisplayLink;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.device.TestHost;

/**
 * A viewer at the other end of the link sees what the adapter shows. A pixel can be seen before the wake that tells of it, so where one row alone is to be damaged
 * several colours are tried: what was damaged before comes with the first of them.
 */
@Timeout(30)
class VgaViewerTest {
    private static final Map<Integer, Integer> RGB565 = Map.of(0xf800, 0xff_0000, 0x07e0, 0x00_ff00, 0x001f, 0x00_00ff);

    private final TestHost host = new TestHost();
    private final RowSet damage = new RowSet();
    private Vga vga;
    private DisplayLink link;

    @BeforeEach
    void connect() throws Exception {
        vga = (Vga) new VgaFactory().create("vga", host, Map.of("vramMiB", 16));
        vga.resume();
        link = DisplayLink.connect(host.runtimeDirectory().resolve("display.sock"));
        link.setVisible(true);
    }

    @AfterEach
    void close() {
        link.close();
        vga.close();
        host.close();
    }

    private void vbeMode(int width, int height, int bits) {
        int[] values = {0, width, height, bits};
        for (int i = 1; i < 4; i++) {
            host.out(0x1ce, 2, i);
            host.out(0x1cf, 2, values[i]);
        }
        host.out(0x1ce, 2, 4);
        host.out(0x1cf, 2, 0x41);
        host.out(0x3c2, 0x67);
        host.in(0x3da);
        host.out(0x3c0, 0x20);
    }

    /** Waits for wakes until one brings a picture of this width with this colour in its first pixel. */
    private Geometry await(int width, int color) {
        return await(width, 0, color);
    }

    private Geometry await(int width, long at, int color) {
        while (link.awaitWake()) {
            Geometry geometry = link.update(damage);
            if (geometry.width() == width && pixel(geometry, at) == color) {
                return geometry;
            }
        }
        throw new AssertionError("the link ended");
    }

    private int pixel(Geometry geometry, long at) {
        return link.pixels(geometry).get(ValueLayout.JAVA_INT_UNALIGNED, at) & 0xff_ffff;
    }

    private void store(long at, int value) {
        vga.vram().segment().set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
        vga.vram().markDirty(at, 4);
    }

    @Test
    void an_adapter_that_was_never_set_up_is_black() {
        assertThat(await(640, 0).height()).isEqualTo(480);
    }

    @Test
    void a_32_bit_picture_is_the_video_memory_itself() {
        vbeMode(800, 600, 32);
        Geometry geometry = await(800, 0);
        // The screen is blank, and drawn, while the mode is being set.
        while (geometry.source() != Geometry.Source.VRAM && link.awaitWake()) {
            geometry = link.update(damage);
        }
        assertThat(geometry.source()).isEqualTo(Geometry.Source.VRAM);

        for (int color : new int[] {0x123456, 0x345678, 0x56789a, 0x789abc}) {
            store(0, color);
            await(800, 0, color);
            if (damage.contains(0) && !damage.contains(599)) {
                break;
            }
        }
        assertThat(damage.contains(0)).isTrue();
        assertThat(damage.contains(599)).isFalse();
    }

    @Test
    void other_depths_are_drawn() {
        vbeMode(640, 480, 16);
        store(0, 0xffff);
        Geometry geometry = await(640, 0xff_ffff);

        assertThat(geometry.source()).isEqualTo(Geometry.Source.SURFACE);
        for (Map.Entry<Integer, Integer> rgb565 : RGB565.entrySet()) {
            store(479L * 1280, rgb565.getKey());
            await(640, 479L * 2560, rgb565.getValue());
            if (damage.contains(479) && !damage.contains(0)) {
                break;
            }
        }
        assertThat(damage.contains(479)).isTrue();
        assertThat(damage.contains(0)).isFalse();
    }

    @Test
    void what_a_viewer_sees_is_what_a_capture_holds() {
        vbeMode(640, 480, 8);
        host.out(0x3c8, 0);
        for (int i = 0; i < 768; i++) {
            host.out(0x3c9, i);
        }
        for (int i = 0; i < 640 * 480; i += 4) {
            store(i, i * 0x9e37_79b9);
        }
        store(0, 0x3f3f_3f3f);
        Frame frame = vga.capture();
        Geometry geometry = await(640, frame.xrgb()[0]);
        while (!sameAs(frame, geometry)) {
            assertThat(link.awaitWake()).isTrue();
            geometry = link.update(damage);
        }
        assertThat(sameAs(frame, geometry)).isTrue();
    }

    private boolean sameAs(Frame frame, Geometry geometry) {
        return geometry.width() == frame.width()
                && geometry.height() == frame.height()
                && MemorySegment.ofArray(frame.xrgb()).mismatch(link.pixels(geometry)) < 0;
    }

    @Test
    void a_second_viewer_sees_the_picture_at_once_although_nothing_moves() throws Exception {
        vbeMode(640, 480, 32);
        store(0, 0x00abcd);
        await(640, 0x00abcd);
        try (DisplayLink second = DisplayLink.connect(host.runtimeDirectory().resolve("display.sock"))) {
            second.setVisible(true);

            assertThat(second.awaitWake()).isTrue();
            assertThat(second.update(damage).width()).isEqualTo(640);
            assertThat(damage.contains(479)).isTrue();
        }
    }

    @Test
    void a_reset_is_seen() {
        vbeMode(800, 600, 32);
        await(800, 0);
        vga.reset();

        assertThat(await(640, 0).source()).isEqualTo(Geometry.Source.SURFACE);
    }

    @Test
    void closing_the_adapter_ends_the_link_and_removes_the_socket() {
        vga.close();
        while (link.awaitWake()) {
            link.update(damage);
        }
        assertThat(host.runtimeDirectory().resolve("display.sock")).doesNotExist();
    }
}
