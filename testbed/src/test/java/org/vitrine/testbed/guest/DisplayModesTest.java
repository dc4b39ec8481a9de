package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;
import org.vitrine.testbed.screen.Picture;

/** What a guest draws in each display mode looks the same, pixel for pixel, as QEMU shows it. */
@Tag("kvm")
@Tag("slow")
class DisplayModesTest {
    private static final List<String> MODES = List.of(
            "text 80×25",
            "text 80×50",
            "text with a font of its own",
            "text from another start address",
            "planar 320×200",
            "planar 640×480, palette changed",
            "planar 640×480, split and panned",
            "mode 13h",
            "VBE 8 bits",
            "VBE 8 bits through the window",
            "VBE 15 bits",
            "VBE 16 bits",
            "VBE 24 bits",
            "VBE 32 bits",
            "VBE 16 bits, panned on a wider picture",
            "VBE 1024×768, 32 bits");
    private static final Duration MODE = Duration.ofMinutes(2);

    @Test
    void every_mode_is_shown_as_qemu_shows_it() throws IOException, InterruptedException {
        Path directory = Checkout.target().resolve("modes");
        Path iso = AssembledGuest.iso("modes.asm", directory);
        try (Here here = new Here(directory)) {
            List<Picture> expected = run(here, Monitor.QEMU_TCG, "qemu", iso);
            List<Picture> shown = run(here, Monitor.VITRINE, "vitrine", iso);
            SoftAssertions.assertSoftly(softly -> {
                for (int mode = 0; mode < MODES.size(); mode++) {
                    softly.assertThat(shown.get(mode).differenceFrom(expected.get(mode)))
                            .as(MODES.get(mode))
                            .isNull();
                }
            });
        }
    }

    private static List<Picture> run(Here here, Monitor monitor, String name, Path iso)
            throws IOException, InterruptedException {
        List<Picture> pictures = new ArrayList<>();
        try (Vm vm = Vm.boot(here, monitor, VmSpec.iso(name, iso).withMemoryMiB(64), Checkout.top(), here.results())) {
            for (int mode = 0; mode < MODES.size(); mode++) {
                vm.waitForSerial("mode %02d\r\n".formatted(mode), MODE);
                pictures.add(vm.keep("%02d".formatted(mode)));
                vm.type("x");
            }
            assertThat(vm.waitForSerial("end", MODE)).doesNotContain("mode %02d".formatted(MODES.size()));
        }
        return pictures;
    }
}
