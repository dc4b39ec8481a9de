package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VmExitTest {
    @Test
    void a_sentence_of_the_vm_process_is_passed_on_with_all_that_follows_it() {
        Refusal refusal = VmExit.explain(
                OptionalInt.of(4), List.of("chatter", "vitrine-vm: The guest failed.", "RIP=0", "bytes: 0f 0b"));

        assertThat(refusal.sentence()).isEqualTo("The guest failed.\nRIP=0\nbytes: 0f 0b");
        assertThat(refusal.blame()).isEqualTo(Refusal.Cause.GUEST);
    }

    @Test
    void exit_code_3_blames_the_host_and_2_the_input() {
        assertThat(VmExit.explain(OptionalInt.of(3), List.of("vitrine-vm: No KVM."))
                        .blame())
                .isEqualTo(Refusal.Cause.HOST);
        assertThat(VmExit.explain(OptionalInt.of(2), List.of("vitrine-vm: No.")).blame())
                .isEqualTo(Refusal.Cause.INPUT);
    }

    @Test
    void a_signal_is_named() {
        assertThat(VmExit.explain(OptionalInt.of(137), List.of()).sentence()).contains("killed (signal 9)");
    }

    @Test
    void an_unknown_code_is_told_with_the_logs_last_line() {
        assertThat(VmExit.explain(OptionalInt.of(1), List.of("one", "two")).sentence())
                .isEqualTo("The machine’s process failed (exit code 1): two");
    }

    @Test
    void a_process_of_another_parent_is_just_gone() {
        assertThat(VmExit.explain(OptionalInt.empty(), List.of()).sentence()).contains("gone without a word");
        assertThat(VmExit.explain(OptionalInt.empty(), List.of("last")).sentence())
                .endsWith("last");
    }

    @Test
    void what_the_log_notes_in_passing_is_no_last_word() {
        String passing = "2026-11-22T19:37:16.886Z INFO [main] org.vitrine.engine.control.VmProcess: it runs";
        String trouble = "2026-11-22T19:38:16.886Z WARNING [vcpu0] org.vitrine.engine.ata.Ahci: the disc is gone";

        assertThat(VmExit.explain(OptionalInt.of(137), List.of(passing)).sentence())
                .isEqualTo("The machine’s process was killed (signal 9). Start the machine again.");
        assertThat(VmExit.explain(OptionalInt.empty(), List.of(trouble, "  at an address", passing))
                        .sentence())
                .isEqualTo("The machine’s process is gone. Its last words were: the disc is gone");
    }
}
