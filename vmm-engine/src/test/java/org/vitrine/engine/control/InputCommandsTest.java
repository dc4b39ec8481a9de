package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.chipset.Key;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QKeyCode;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;

@Timeout(30)
class InputCommandsTest {
    private final FakeMachine machine = new FakeMachine();
    private final CommandTable commands = new CommandTable(machine, (job, status) -> {});

    @AfterEach
    void close() {
        commands.close();
    }

    private void run(String command, String arguments) throws QmpException, MachineException {
        commands.find(command).action().run(Arguments.of(QmpCodec.read(arguments)));
    }

    private List<String> input(int count) throws InterruptedException {
        List<String> input = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            input.add(machine.input.poll(10, TimeUnit.SECONDS));
        }
        return input;
    }

    @Test
    void keys_go_down_in_order_and_up_in_reverse() throws Exception {
        run(
                "send-key",
                "{'keys':[{'type':'qcode','data':'ctrl'},{'type':'qcode','data':'alt'},{'type':'number','data':211}],'hold-time':0}");

        assertThat(input(6)).containsExactly("+ctrl", "+alt", "+delete", "-delete", "-alt", "-ctrl");
    }

    @Test
    void combinations_are_typed_one_after_the_other() throws Exception {
        run("send-key", "{'keys':[{'type':'qcode','data':'shift'},{'type':'qcode','data':'a'}],'hold-time':1}");
        run("send-key", "{'keys':[{'type':'qcode','data':'b'}],'hold-time':0}");

        assertThat(input(6)).containsExactly("+shift", "+a", "-a", "-shift", "+b", "-b");
    }

    @Test
    void a_key_that_the_keyboard_lacks_does_not_stop_the_others() throws Exception {
        run("send-key", "{'keys':[{'type':'qcode','data':'lf'}],'hold-time':0}");
        run("send-key", "{'keys':[{'type':'qcode','data':'b'}],'hold-time':0}");

        assertThat(input(2)).containsExactly("+b", "-b");
    }

    @Test
    void a_hold_time_without_reason_is_refused() {
        assertThatThrownBy(() -> run("send-key", "{'keys':[],'hold-time':-1}"))
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("between 0 and 10000");
    }

    @Test
    void motion_in_one_list_is_one_movement_and_buttons_divide_it() throws Exception {
        run("input-send-event", """
                {'events':[{'type':'rel','data':{'axis':'x','value':5}},{'type':'rel','data':{'axis':'y','value':-3}},
                 {'type':'btn','data':{'button':'left','down':true}},
                 {'type':'rel','data':{'axis':'x','value':1}},
                 {'type':'btn','data':{'button':'left','down':false}},
                 {'type':'btn','data':{'button':'wheel-up','down':true}},{'type':'btn','data':{'button':'wheel-up','down':false}},
                 {'type':'key','data':{'key':{'type':'qcode','data':'a'},'down':true}}]}
                """);

        assertThat(machine.input)
                .containsExactly("move 5 -3 0", "press left", "move 1 0 0", "release left", "move 0 0 1", "+a");
    }

    @Test
    void absurd_motion_is_cut() throws Exception {
        run(
                "input-send-event",
                "{'events':[{'type':'rel','data':{'axis':'x','value':9223372036854775807}},{'type':'rel','data':{'axis':'y','value':-9223372036854775808}}]}");

        assertThat(machine.input).containsExactly("move 32767 -32767 0");
    }

    @Test
    void nothing_is_sent_if_one_event_of_a_list_is_wrong() {
        assertThatThrownBy(
                        () -> run(
                                "input-send-event",
                                "{'events':[{'type':'btn','data':{'button':'left','down':true}},{'type':'btn','data':{'button':'touch','down':true}}]}"))
                .isInstanceOf(QmpException.class);
        assertThat(machine.input).isEmpty();
    }

    @Test
    void clients_and_keyboard_know_the_same_keys() {
        assertThat(Arrays.stream(QKeyCode.values()).map(QKeyCode::wireName))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Key.values())
                        .filter(key -> key != Key.UNMAPPED)
                        .map(Key::qcode)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "0x1c,ret",
        "0x9c,kp_enter",
        "0x37,asterisk",
        "0xdd,compose",
        "0x72,lang1",
        "0x71,lang2",
        "0xb7,print",
        "0xc6,pause"
    })
    void a_number_is_the_key_that_qemu_takes_it_for(String number, String qcode) {
        assertThat(QKeyCode.ofNumber(Integer.decode(number)).map(QKeyCode::wireName))
                .contains(qcode);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 0x5d, 0xf1, 0x100, Integer.MAX_VALUE})
    void a_number_that_no_key_has_is_refused(int number) {
        assertThat(QKeyCode.ofNumber(number)).isEmpty();
        assertThatThrownBy(() -> run("send-key", "{'keys':[{'type':'number','data':" + number + "}]}"))
                .isInstanceOf(QmpException.class)
                .hasMessage("Parameter 'data' does not accept value '" + number + "'");
    }
}
