package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;

/** Unmodified systems that boot from a CD-ROM, up to where a person would take over. */
@Tag("lab")
@ExtendWith(LabExtension.class)
class DiscTest {
    private static final Duration FIRMWARE = Duration.ofMinutes(4);
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Duration LINUX = Duration.ofMinutes(8);
    private static final Pattern MEMORY_TEST = Pattern.compile("Test #(\\d+)");

    @Test
    void arrow_keys_move_the_selection_of_grubs_menu(Lab lab) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(VmSpec.iso("grub", lab.guest("grub.iso")))) {
            vm.waitForText("*GNU/Linux", FIRMWARE);
            vm.keys("down");
            TextScreen second = vm.waitForText("*GNU (aka GNU/Hurd)", STEP);
            vm.keep("down");
            vm.keys("down", "down", "up");
            TextScreen third = vm.waitForText("*FreeBSD (or GNU/kFreeBSD), direct boot", STEP);
            vm.keep("down-down-up");

            assertThat(second.contains("GNU GRUB")).isTrue();
            assertThat(second.highlightedLine(4, 11, 2)).isEqualTo(second.lineOf("GNU (aka GNU/Hurd)"));
            assertThat(third.highlightedLine(4, 11, 2)).isEqualTo(third.lineOf("direct boot"));
        }
    }

    @Test
    void ipxe_reaches_its_prompt(Lab lab) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(VmSpec.iso("ipxe", lab.guest("ipxe.iso")))) {
            vm.waitForText("iPXE initialising devices", FIRMWARE);
            vm.keys("ctrl-b");
            vm.waitForText("iPXE>", STEP);
            vm.keys("e", "c", "h", "o", "spc", "h", "i", "ret");
            vm.waitFor("answer", STEP, picture -> answers(TextScreen.read(picture), "iPXE> echo hi", "hi "));
            vm.keep("prompt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x64", "ia32"})
    void memtest_runs_through_test_4_on_two_processors(String kind, Lab lab) throws IOException, InterruptedException {
        String name = "memtest-" + kind;
        VmSpec spec = VmSpec.iso(name, lab.guest(name + ".iso")).withCpus(2).withMemoryMiB(64);
        try (Vm vm = lab.boot(spec)) {
            vm.waitForText("Memtest86+", FIRMWARE);
            vm.waitFor("test above 4", LINUX, picture -> test(TextScreen.read(picture)) > 4);
            TextScreen screen = TextScreen.read(vm.keep("test-" + 5));

            assertThat(screen.contains("CPU: 2 Cores 2 Threads    SMP: 2T (PAR)"))
                    .isTrue();
            assertThat(screen.contains("Errors: 0 ")).isTrue();
        }
    }

    @Test
    void the_installer_asks_for_language_place_and_keyboard(Lab lab) throws IOException, InterruptedException {
        installer("installer-amd64", lab);
    }

    @Test
    @Tag("long")
    void the_32_bit_installer_asks_for_language_place_and_keyboard(Lab lab) throws IOException, InterruptedException {
        installer("installer-i386", lab);
    }

    @Test
    @Tag("long")
    void the_mouse_moves_the_pointer_of_the_graphical_installer(Lab lab) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(
                VmSpec.iso("installer-gtk", lab.guest("installer-gtk.iso")).withMemoryMiB(1024))) {
            Picture[] last = {vm.waitFor("graphical screen", LINUX, DiscTest::isDrawn)};
            vm.waitFor("still picture", STEP, picture -> picture.equals(last[0]) || (last[0] = picture) == null);
            Picture before = vm.keep("drawn");
            vm.moveMouse(60, 40);
            Picture after = vm.waitFor("pointer elsewhere", STEP, picture -> !picture.equals(before));
            vm.keep("moved");

            assertThat(changedPixels(before, after)).isBetween(20, 4000);
        }
    }

    private static void installer(String name, Lab lab) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(VmSpec.iso(name, lab.guest(name + ".iso")).withMemoryMiB(1024))) {
            vm.waitForText("Select a language", LINUX);
            vm.keep("language");
            vm.keys("ret");
            vm.waitForText("Select your location", STEP);
            vm.keep("location");
            vm.keys("ret");
            // Linux's font draws some letters, such as f, in another way than the VGA's.
            vm.waitForText("gure the keyboard", STEP);
            vm.keep("keyboard");
        }
    }

    private static boolean answers(TextScreen screen, String command, String answer) {
        int line = screen.lineOf(command);
        return line >= 0 && line + 1 < screen.lines() && screen.line(line + 1).startsWith(answer);
    }

    /** The number of the memory test that runs; a second pass counts on from the last. */
    private static int test(TextScreen screen) {
        Matcher number = MEMORY_TEST.matcher(screen.toString());
        return number.find() ? Integer.parseInt(number.group(1)) : -1;
    }

    /** The list of languages stands on even ground, below a banner of many colours. */
    private static boolean isDrawn(Picture picture) {
        if (picture.width() < 800 || picture.colours() <= 100) {
            return false;
        }
        int[] pixels = picture.pixels();
        int banner = picture.height() / 8 * picture.width();
        int ground = pixels[pixels.length - 1];
        return IntStream.range(banner, pixels.length)
                        .filter(i -> pixels[i] != ground)
                        .count()
                > pixels.length / 50;
    }

    private static int changedPixels(Picture before, Picture after) {
        int count = 0;
        for (int i = 0; i < before.pixels().length; i++) {
            if (before.pixels()[i] != after.pixels()[i]) {
                count++;
            }
        }
        return count;
    }
}
