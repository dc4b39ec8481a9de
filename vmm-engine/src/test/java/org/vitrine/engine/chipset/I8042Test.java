package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class I8042Test {
    private static final long MILLISECOND = 1_000_000;

    private final TestHost host = new TestHost();
    private final I8042 controller = new I8042("i8042", host, () -> host.note("reset"));

    @BeforeEach
    void start() {
        controller.resume();
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** Everything that comes through the data port, as a driver that polls sees it. */
    private String drain() {
        List<String> bytes = new ArrayList<>();
        while ((host.in(0x64) & 1) != 0) {
            bytes.add("%02x".formatted(host.in(0x60)));
            host.clock().advance(I8042.BYTE_NANOS);
        }
        return String.join(" ", bytes);
    }

    private String command(int value) {
        host.out(0x64, value);
        return drain();
    }

    private String keyboard(int... bytes) {
        for (int value : bytes) {
            host.out(0x60, value);
        }
        return drain();
    }

    /** Sends bytes to the mouse; answers all that comes back. */
    private String mouse(int... bytes) {
        List<String> answers = new ArrayList<>();
        for (int value : bytes) {
            host.out(0x64, 0xd4);
            host.out(0x60, value);
            answers.add(drain());
        }
        return String.join(" ", answers);
    }

    private void mode(int value) {
        host.out(0x64, 0x60);
        host.out(0x60, value);
    }

    private String press(Key key) {
        controller.keyboard().key(key, true);
        return drain();
    }

    private String release(Key key) {
        controller.keyboard().key(key, false);
        return drain();
    }

    @Test
    void is_quiet_at_power_on() {
        assertThat(host.in(0x64)).isEqualTo(0x10);
        assertThat(command(0x20)).isEqualTo("43");
    }

    @ParameterizedTest
    @CsvSource({"0xaa, 55", "0xab, 00", "0xa9, 00", "0xa4, f1", "0xc0, 80", "0xd0, cf"})
    void answers_commands(String command, String answer) {
        assertThat(command(Integer.decode(command))).isEqualTo(answer);
    }

    @Test
    void the_self_test_sets_the_system_flag() {
        command(0xaa);

        assertThat(host.in(0x64) & 4).isEqualTo(4);
        assertThat(command(0x20)).isEqualTo("47");
    }

    @Test
    void status_tells_a_command_from_data() {
        host.out(0x64, 0xd1);
        assertThat(host.in(0x64) & 8).isEqualTo(8);
        host.out(0x60, 0x03);
        assertThat(host.in(0x64) & 8).isZero();
    }

    @Test
    void ram_bytes_hold_what_was_written() {
        host.out(0x64, 0x7f);
        host.out(0x60, 0x5a);

        assertThat(command(0x3f)).isEqualTo("5a");
    }

    @Test
    void a20_reads_back() {
        command(0xdd);
        assertThat(command(0xd0)).isEqualTo("cd");
        command(0xdf);
        assertThat(command(0xd0)).isEqualTo("cf");
        host.out(0x64, 0xd1);
        host.out(0x60, 0x01);
        assertThat(command(0xd0)).isEqualTo("cd");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xfe, 0xf0})
    void pulsing_the_reset_line_resets(int command) {
        host.out(0x64, command);

        assertThat(host.takeEvents()).containsExactly("reset");
    }

    @Test
    void pulsing_no_line_does_nothing() {
        host.out(0x64, 0xff);

        assertThat(host.takeEvents()).isEmpty();
    }

    @Test
    void dropping_the_reset_line_of_the_output_port_resets() {
        host.out(0x64, 0xd1);
        host.out(0x60, 0xfe);

        assertThat(host.takeEvents()).containsExactly("reset");
    }

    @Test
    void buffers_can_be_written_back() {
        host.out(0x64, 0xd3);
        host.out(0x60, 0xa5);
        assertThat(host.takeEvents()).containsExactly("gsi 12 up");
        assertThat(host.in(0x64) & 0x21).isEqualTo(0x21);
        assertThat(drain()).isEqualTo("a5");
        assertThat(host.takeEvents()).containsExactly("gsi 12 down");
        host.out(0x64, 0xd2);
        host.out(0x60, 0x77);
        assertThat(host.in(0x64) & 0x21).isEqualTo(0x01);
        assertThat(drain()).isEqualTo("77");
    }

    @Test
    void each_byte_is_an_edge_and_the_next_comes_a_little_later() {
        controller.keyboard().key(Key.HOME, true);
        assertThat(host.takeEvents()).containsExactly("gsi 1 up");
        assertThat(host.in(0x60)).isEqualTo(0xe0);
        assertThat(host.in(0x60)).isEqualTo(0xe0);
        assertThat(host.takeEvents()).containsExactly("gsi 1 down");
        host.clock().advance(I8042.BYTE_NANOS);
        assertThat(host.takeEvents()).containsExactly("gsi 1 up");
        assertThat(host.in(0x60)).isEqualTo(0x47);
    }

    @Test
    void interrupts_come_only_if_enabled() {
        mode(0x40);
        press(Key.A);
        mouse(0xf4);

        assertThat(host.takeEvents()).isEmpty();
    }

    @Test
    void a_line_that_is_off_holds_its_bytes_back() {
        command(0xad);
        assertThat(press(Key.A)).isEmpty();
        assertThat(command(0xae)).isEqualTo("1e");
        command(0xa7);
        controller.mouse().move(1, 1, 0);
        assertThat(drain()).isEmpty();
    }

    @Test
    void input_waits_while_paused() {
        controller.requestPause();
        controller.awaitPaused();
        controller.keyboard().key(Key.A, true);
        assertThat(host.takeEvents()).isEmpty();
        assertThat(host.in(0x64) & 1).isZero();
        controller.resume();

        assertThat(drain()).isEqualTo("1e");
    }

    static List<String[]> scanCodes() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(I8042Test.class.getResourceAsStream("scan-codes.tsv"), "scan-codes.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scanCodes")
    void keys_send_what_another_machine_sends(String qcode, String make1, String break1, String make2, String break2) {
        Key key = Key.ofQcode(qcode).orElseThrow();
        String pause = key == Key.PAUSE ? make1 + break1 : make1;

        assertThat(press(key)).isEqualTo(pause);
        assertThat(release(key)).isEqualTo(key == Key.PAUSE ? "" : break1);
        mode(0x03);
        assertThat(press(key)).isEqualTo(make2);
        assertThat(release(key)).isEqualTo(break2);
        assertThat(keyboard(0xf0, 1)).isEqualTo("fa fa");
        assertThat(press(key)).isEqualTo(pause);
        assertThat(release(key)).isEqualTo(key == Key.PAUSE ? "" : break1);
    }

    @ParameterizedTest
    @CsvSource({
        "SHIFT, PRINT, e0 37, e0 b7",
        "CTRL_R, PRINT, e0 37, e0 b7",
        "ALT, PRINT, 54, d4",
        "ALT_R, SYSRQ, 54, d4",
        "CTRL, PAUSE, e0 46 e0 c6, ''",
    })
    void modifiers_change_print_screen_and_pause(Key modifier, Key key, String make, String release) {
        press(modifier);

        assertThat(press(key)).isEqualTo(make);
        assertThat(release(key)).isEqualTo(release);
    }

    @Test
    void print_screen_goes_up_as_it_went_down() {
        press(Key.ALT);
        press(Key.PRINT);
        release(Key.ALT);

        assertThat(release(Key.PRINT)).isEqualTo("d4");
    }

    @Test
    void keys_without_a_code_send_nothing() {
        assertThat(press(Key.AGAIN)).isEmpty();
        assertThat(press(Key.UNMAPPED)).isEmpty();
    }

    @Test
    void a_key_has_its_name_of_qmp() {
        assertThat(Key.ofQcode("1")).contains(Key.DIGIT_1);
        assertThat(Key.ofQcode("no such key")).isEmpty();
    }

    @Test
    void a_key_is_pressed_once_and_released_once() {
        press(Key.A);
        assertThat(press(Key.A)).isEmpty();
        release(Key.A);
        assertThat(release(Key.A)).isEmpty();
    }

    @Test
    void a_held_key_repeats_after_the_delay_at_the_rate() {
        press(Key.A);
        host.clock().advance(498 * MILLISECOND);
        assertThat(drain()).isEmpty();
        host.clock().advance(2 * MILLISECOND);
        assertThat(drain()).isEqualTo("1e");
        int repeats = 0;
        for (int i = 0; i < 100; i++) {
            host.clock().advance(10 * MILLISECOND);
            repeats += drain().isEmpty() ? 0 : 1;
        }
        assertThat(repeats).isBetween(10, 11);
        assertThat(release(Key.A)).isEqualTo("9e");
        host.clock().advance(1000 * MILLISECOND);
        assertThat(drain()).isEmpty();
    }

    @Test
    void the_guest_sets_how_fast_keys_repeat() {
        assertThat(keyboard(0xf3, 0x00)).isEqualTo("fa fa");
        press(Key.A);
        host.clock().advance(250 * MILLISECOND);
        assertThat(drain()).isEqualTo("1e");
        host.clock().advance(34 * MILLISECOND);
        assertThat(drain()).isEqualTo("1e");
    }

    @Test
    void repeats_do_not_pile_up() {
        controller.keyboard().key(Key.A, true);
        host.clock().advance(20_000 * MILLISECOND);

        assertThat(drain().split(" ").length).isLessThanOrEqualTo(2);
    }

    @Test
    void a_full_queue_drops_presses_whole_and_never_a_release() {
        mode(0x03);
        controller.keyboard().key(Key.SHIFT, true);
        for (int i = 0; i < 200; i++) {
            controller.keyboard().key(Key.HOME, true);
            controller.keyboard().key(Key.HOME, false);
        }
        controller.keyboard().key(Key.SHIFT, false);
        String all = drain();

        assertThat(all).startsWith("12 e0 6c e0 f0 6c").endsWith("f0 12");
        String homes = all.substring("12 ".length(), all.length() - " f0 12".length());
        assertThat(homes.replace("e0 6c e0 f0 6c", "").trim()).isEmpty();
        assertThat(press(Key.B)).isEqualTo("32");
    }

    @Test
    void the_keyboard_answers_its_commands() {
        assertThat(keyboard(0xf2)).isEqualTo("fa ab 41");
        mode(0x03);
        assertThat(keyboard(0xf2)).isEqualTo("fa ab 83");
        assertThat(keyboard(0xee)).isEqualTo("ee");
        assertThat(keyboard(0xff)).isEqualTo("fa aa");
        assertThat(keyboard(0xfe)).isEqualTo("aa");
        assertThat(keyboard(0x12)).isEqualTo("fe");
        assertThat(keyboard(0xed, 0x05)).isEqualTo("fa fa");
        assertThat(controller.keyboard().leds()).isEqualTo(5);
    }

    @Test
    void a_keyboard_asked_for_set_3_stays_with_set_2() {
        mode(0x03);
        keyboard(0xf0);
        assertThat(keyboard(0x03)).isEqualTo("fa");
        keyboard(0xf0);
        assertThat(keyboard(0x00)).isEqualTo("fa 02");
    }

    @Test
    void a_command_in_an_arguments_place_is_a_command() {
        keyboard(0xed);

        assertThat(keyboard(0xee)).isEqualTo("ee");
    }

    @Test
    void a_disabled_keyboard_sends_no_keys() {
        assertThat(keyboard(0xf5)).isEqualTo("fa");
        assertThat(press(Key.A)).isEmpty();
        assertThat(keyboard(0xf4)).isEqualTo("fa");
        assertThat(press(Key.B)).isEqualTo("30");
    }

    @Test
    void the_mouse_answers_its_commands() {
        assertThat(mouse(0xff)).isEqualTo("fa aa 00");
        assertThat(mouse(0xf2)).isEqualTo("fa 00");
        assertThat(mouse(0xe8, 3, 0xf3, 60, 0xe7, 0xf4)).isEqualTo("fa fa fa fa fa fa");
        controller.mouse().button(MouseButton.LEFT, true);
        drain();
        assertThat(mouse(0xe9)).isEqualTo("fa 34 03 3c");
        assertThat(mouse(0xf6, 0xe9)).isEqualTo("fa fa 04 02 64");
        assertThat(mouse(0x33)).isEqualTo("fe");
    }

    @Test
    void wrap_mode_echoes_until_it_is_left() {
        assertThat(mouse(0xee, 0x33, 0xf2, 0xec, 0xf2)).isEqualTo("fa 33 f2 fa fa 00");
    }

    @Test
    void motion_is_a_packet_with_the_sign_bits_and_y_upwards() {
        mouse(0xf4);
        host.takeEvents();
        controller.mouse().move(5, 3, 0);
        assertThat(host.takeEvents()).containsExactly("gsi 12 up");
        assertThat(drain()).isEqualTo("28 05 fd");
        host.clock().advance(10 * MILLISECOND);
        controller.mouse().move(-1, -2, 0);
        assertThat(drain()).isEqualTo("18 ff 02");
    }

    @Test
    void motion_adds_up_between_packets_at_the_sample_rate() {
        mouse(0xf4);
        controller.mouse().move(1, 0, 0);
        drain();
        controller.mouse().move(2, 0, 0);
        controller.mouse().move(3, 0, 0);
        assertThat(drain()).isEmpty();
        host.clock().advance(10 * MILLISECOND);

        assertThat(drain()).isEqualTo("08 05 00");
    }

    @Test
    void motion_beyond_a_packet_comes_in_several() {
        mouse(0xf4);
        controller.mouse().move(600, 0, 0);
        int x = 0;
        for (int i = 0; i < 5; i++) {
            String packet = drain();
            x += packet.isEmpty() ? 0 : Integer.parseInt(packet.substring(3, 5), 16);
            host.clock().advance(10 * MILLISECOND);
        }

        assertThat(x).isEqualTo(600);
    }

    @Test
    void a_click_between_packets_is_not_lost() {
        mouse(0xf4);
        controller.mouse().move(1, 0, 0);
        controller.mouse().button(MouseButton.RIGHT, true);
        controller.mouse().move(2, 0, 0);
        controller.mouse().button(MouseButton.RIGHT, false);
        List<String> packets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            packets.add(drain());
            host.clock().advance(10 * MILLISECOND);
        }

        assertThat(packets).containsExactly("08 01 00", "0a 02 00", "08 00 00", "");
    }

    @Test
    void knocking_turns_the_wheel_and_then_five_buttons_on() {
        mouse(0xf3, 200, 0xf3, 100, 0xf3, 80);
        assertThat(mouse(0xf2)).isEqualTo("fa 03");
        mouse(0xf4);
        controller.mouse().move(0, 0, -1);
        assertThat(drain()).isEqualTo("08 00 00 ff");
        mouse(0xf3, 200, 0xf3, 200, 0xf3, 80);
        assertThat(mouse(0xf2)).isEqualTo("fa 04");
        host.clock().advance(50 * MILLISECOND);
        controller.mouse().button(MouseButton.EXTRA, true);
        assertThat(drain()).isEqualTo("08 00 00 20");
        mouse(0xff);
        assertThat(mouse(0xf2)).isEqualTo("fa 00");
    }

    @Test
    void in_remote_mode_motion_waits_to_be_asked_for() {
        mouse(0xf0, 0xf4);
        controller.mouse().move(7, 0, 0);
        assertThat(drain()).isEmpty();
        assertThat(mouse(0xeb)).isEqualTo("fa 08 07 00");
        assertThat(mouse(0xeb)).isEqualTo("fa 08 00 00");
    }

    @Test
    void scaling_doubles_fast_motion() {
        mouse(0xf4, 0xe7);
        controller.mouse().move(4, -20, 0);

        assertThat(drain()).isEqualTo("08 06 28");
    }

    @Test
    void a_guest_that_does_not_listen_makes_nothing_grow() {
        mouse(0xf4);
        for (int i = 0; i < 100_000; i++) {
            controller.mouse().move(1 << 19, 1 << 19, 1 << 19);
            controller.mouse().button(MouseButton.LEFT, (i & 1) == 0);
        }
        controller.mouse().button(MouseButton.LEFT, false);
        String last = "";
        int packets = 0;
        for (String packet = drain(); !packet.isEmpty(); packet = drain()) {
            last = packet;
            packets++;
            host.clock().advance(10 * MILLISECOND);
        }

        assertThat(packets).isLessThan(1000);
        assertThat(Integer.parseInt(last.substring(0, 2), 16) & 7).isZero();
    }

    @Test
    void round_trip() {
        DeviceRoundTrip.of(it -> new I8042("i8042", it, () -> it.note("reset")))
                .ports(0x60, 1)
                .ports(0x64, 1)
                .longestWait(20 * MILLISECOND)
                .stimulus((device, it, random) ->
                        device.keyboard().key(Key.values()[random.nextInt(Key.values().length)], random.nextBoolean()))
                .stimulus((device, it, random) -> device.mouse()
                        .move(random.nextInt(-300, 300), random.nextInt(-300, 300), random.nextInt(-2, 3)))
                .stimulus((device, it, random) ->
                        device.mouse().button(MouseButton.values()[random.nextInt(5)], random.nextBoolean()))
                .stimulus((device, it, random) -> {
                    it.out(0x64, 0xd4);
                    it.out(0x60, 0xe6 + random.nextInt(0x1a));
                })
                .stimulus((device, it, random) -> {
                    it.out(0x64, 0x60);
                    it.out(0x60, 0x43 | random.nextInt(4));
                })
                .stimulus((device, it, random) -> it.out(0x60, 0xed + random.nextInt(0x13)))
                .prepare(I8042Test::typing)
                .prepare(I8042Test::pointing)
                .prepare(I8042Test::remote)
                .prepare((device, it) -> toMouse(it, 0xee))
                // A prefix and its code leave the keyboard together.
                .alikeAtPowerOn("breaking")
                .verify();
    }

    /** Reads what is there, but leaves it to the test to let time pass. */
    private static void settle(TestHost host) {
        while ((host.in(0x64) & 1) != 0) {
            host.in(0x60);
            host.clock().advance(I8042.BYTE_NANOS);
        }
    }

    private static void toMouse(TestHost host, int... bytes) {
        for (int value : bytes) {
            host.out(0x64, 0xd4);
            host.out(0x60, value);
            settle(host);
        }
    }

    /** The keyboard has keys down and waiting, the controller an answer, and the mouse is disabled. */
    private static void typing(I8042 device, TestHost host) {
        for (int value : new int[] {0xed, 0x02, 0xf3, 0x11, 0xf0, 0x01}) {
            host.out(0x60, value);
            settle(host);
        }
        host.out(0x64, 0x60);
        host.out(0x60, 0x47);
        for (Key key : new Key[] {Key.ALT, Key.PRINT, Key.HOME}) {
            device.keyboard().key(key, true);
        }
        host.out(0x64, 0xd3);
        host.out(0x60, 0x5a);
        host.out(0x64, 0xdd);
        host.out(0x64, 0x61);
    }

    /** The mouse is in the middle of a packet, with more to come. */
    private static void pointing(I8042 device, TestHost host) {
        toMouse(host, 0xf3, 200, 0xf3, 100, 0xf3, 80, 0xe8, 1, 0xe7, 0xf4);
        device.mouse().button(MouseButton.LEFT, true);
        device.mouse().move(9, 9, 1);
        host.in(0x60);
        host.clock().advance(I8042.BYTE_NANOS);
        device.mouse().button(MouseButton.MIDDLE, true);
        host.out(0x60, 0xf5);
    }

    /** The mouse is in remote mode, and waits for an argument while the last answers are still unread. */
    private static void remote(I8042 device, TestHost host) {
        toMouse(host, 0xf4, 0xf0);
        host.out(0x60, 0xed);
        host.out(0x64, 0xd4);
        host.out(0x60, 0xe8);
        host.out(0x64, 0xd4);
    }
}
