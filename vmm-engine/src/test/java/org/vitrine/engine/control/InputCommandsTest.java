package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QKeyCode;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;

@Timeout(30)
class InputCommandsTest {
    private final FakeMachine machine = new FakeMachine();
    private final CommandTable commands = new CommandTable(machine);

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
    void key_names_and_numbers_are_those_of_scan_code_set_one() {
        assertThat(QKeyCode.of("ret")).contains(QKeyCode.RET);
        assertThat(QKeyCode.of("RET")).isEmpty();
        assertThat(QKeyCode.ofNumber(0x1c)).contains(QKeyCode.RET);
        assertThat(QKeyCode.ofNumber(0x9c)).contains(QKeyCode.KP_ENTER);
        assertThat(QKeyCode.ofNumber(0)).isEmpty();
        assertThat(QKeyCode.values())
                .extracting(QKeyCode::wireName)
                .doesNotHaveDuplicates()
                .contains("less", "kp_multiply", "alt_r", "pause", "menu", "compose", "f24");
    }
}
