package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.display.link.DisplayLink;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.display.scanout.Mode;
import org.vitrine.engine.device.TestHost;

/** A guest that writes anything anywhere. */
@Timeout(60)
class HostileGuestTest {
    private static final long SEED = 0xd15b_1a7L;

    private final TestHost host = new TestHost();
    private final SplittableRandom random = new SplittableRandom(SEED);

    private void anyAccess() {
        int value = random.nextInt(4) == 0 ? 0xffff : random.nextInt(0x10000);
        switch (random.nextInt(8)) {
            case 0 -> host.out(0x3c4, 2, random.nextInt(6) | value & 0xff00);
            case 1 -> host.out(0x3ce, 2, random.nextInt(10) | value & 0xff00);
            case 2, 3 -> host.out(0x3d4, 2, random.nextInt(26) | value & 0xff00);
            case 4 -> {
                host.in(0x3da);
                host.out(0x3c0, random.nextInt(64));
                host.out(0x3c0, value & 0xff);
                host.out(0x3c0, 0x20);
            }
            case 5 -> {
                host.out(0x1ce, 2, random.nextInt(12));
                host.out(0x1cf, 2, random.nextBoolean() ? value : value & 0x0a78);
            }
            case 6 -> host.store(0xa0000 + random.nextInt(0x1fff8), 8, random.nextLong());
            default -> {
                host.out(0x3b0 + random.nextInt(0x2d), 1 << random.nextInt(2), value & 0xff);
                host.out(0x3c2, 0x67);
            }
        }
    }

    @Test
    void every_combination_of_registers_has_a_picture_within_the_limits() {
        try (Vga vga = (Vga) new VgaFactory().create("vga", host, Map.of("vramMiB", 1, "socket", ""))) {
            for (int i = 0; i < 40_000; i++) {
                anyAccess();
                if (i % 50 == 0) {
                    var frame = vga.capture();
                    assertThat(frame.width()).isBetween(1, Geometry.MAX_WIDTH);
                    assertThat(frame.height()).isBetween(1, Mode.MAX_HEIGHT);
                }
            }
        } finally {
            host.close();
        }
    }

    @Test
    void a_viewer_is_never_shown_anything_outside_the_memory() throws Exception {
        try (Vga vga = (Vga) new VgaFactory().create("vga", host, Map.of("vramMiB", 1))) {
            vga.resume();
            try (DisplayLink link = DisplayLink.connect(host.runtimeDirectory().resolve("display.sock"))) {
                link.setVisible(true);
                RowSet damage = new RowSet();
                for (int pictures = 0; pictures < 60; pictures++) {
                    for (int i = 0; i < 200; i++) {
                        anyAccess();
                    }
                    // A cell that is sure to differ from picture to picture makes sure of a wake.
                    host.out(0x1ce, 2, 4);
                    host.out(0x1cf, 2, pictures % 2 == 0 ? 0 : 0x41);
                    host.out(0x3d4, 2, 1 | (70 + pictures) << 8);
                    assertThat(link.awaitWake()).isTrue();
                    assertThat(link.update(damage).isEmpty()).isFalse();
                }
            }
        } finally {
            host.close();
        }
    }
}
