package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.fake.FakeVm;
import org.vitrine.app.model.Discs;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.viewmodel.Notice;

class ConsoleViewModelTest {
    @TempDir
    Path folder;

    private ConsoleFixture fixture;
    private FakeVm vm;
    private ConsoleViewModel console;

    @BeforeEach
    void open() throws Exception {
        fixture = new ConsoleFixture(folder);
        vm = fixture.vm;
        console = fixture.console;
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void a_running_machine_can_be_paused_and_a_paused_one_resumed() {
        assertThat(console.canPause().get()).isTrue();

        console.togglePause();
        Eventually.until("paused", () -> console.stateProperty().get() == MachineState.PAUSED);
        assertThat(console.canResume().get()).isTrue();

        console.togglePause();
        Eventually.until("running", () -> console.stateProperty().get() == MachineState.RUNNING);
        assertThat(vm.commands()).contains("stop", "cont");
    }

    @Test
    void another_clients_pause_shows() throws Exception {
        try (MachineSession other = MachineSession.open(MachineProcess.found(vm.directory()))) {
            other.pause().join();
        }

        Eventually.until("paused", () -> console.stateProperty().get() == MachineState.PAUSED);
    }

    @Test
    void a_network_that_fails_is_told_with_a_way_to_connect_it_again() {
        vm.failNetwork("net0", "passt ended.");

        Eventually.until("told", () -> console.notices().noticeProperty().get() != null);
        assertThat(console.notices().noticeProperty().get().text()).contains("lost its network", "passt ended.");
        console.notices().noticeProperty().get().answer().orElseThrow().action().run();
        Eventually.until("asked", () -> vm.commands().contains("set_link"));
    }

    @Test
    void reset_asks_first() {
        console.askReset();
        assertThat(vm.commands()).doesNotContain("system_reset");

        Notice question = console.notices().noticeProperty().get();
        assertThat(question.text()).isEqualTo("Reset Debian 12? What is not saved in it is lost.");
        question.answer().orElseThrow().action().run();

        Eventually.until("reset", () -> vm.commands().contains("system_reset"));
    }

    @Test
    void force_off_asks_first_and_then_ends_the_machine() throws Exception {
        console.askForceOff();
        assertThat(vm.commands()).doesNotContain("quit");
        console.notices().noticeProperty().get().answer().orElseThrow().action().run();
        vm.awaitEnd();
        vm.close();

        Eventually.until("off", () -> console.endedProperty().get());
        assertThat(console.failureProperty().get()).isEmpty();
        assertThat(console.stateProperty().get()).isEqualTo(MachineState.OFF);
    }

    @Test
    void shut_down_asks_the_guest_and_says_so() {
        console.shutDown();

        Eventually.until("asked", () -> vm.commands().contains("system_powerdown"));
        assertThat(console.notices().noticeProperty().get().text()).startsWith("Debian 12 was asked to shut down.");
    }

    @Test
    void a_process_that_is_killed_is_told_with_its_last_words() throws IOException {
        Files.writeString(vm.directory().log(), "INFO something\nvitrine-vm: KVM failed.\nRIP=fff0\n");
        MachineSession late = openAgain();
        vm.die();

        Eventually.until(
                "off", () -> late.state() == MachineState.OFF && late.failure().isPresent());
        assertThat(late.failure().orElseThrow().sentence())
                .isEqualTo("The machine’s process is gone. Its last words were: KVM failed.\nRIP=fff0");
        late.close();
    }

    @Test
    void a_killed_machine_has_failed_even_if_who_started_it_has_tidied_up_already() throws IOException {
        vm.close();

        Eventually.until("off", () -> console.endedProperty().get());
        assertThat(console.failureProperty().get()).isPresent();
    }

    @Test
    void a_failed_machine_is_swept_when_the_user_has_seen_it() throws IOException {
        vm.die();
        Eventually.until("off", () -> console.endedProperty().get());
        assertThat(console.failureProperty().get()).isPresent();
        assertThat(vm.directory().path()).exists();

        console.sweep();

        assertThat(vm.directory().path()).doesNotExist();
    }

    @Test
    void a_disc_is_checked_before_it_is_put_in() throws IOException {
        Path text = Files.writeString(folder.resolve("text.iso"), "no disc");

        console.insertDisc(text);

        assertThat(console.notices().noticeProperty().get().problem()).isTrue();
        assertThat(vm.commands()).doesNotContain("blockdev-change-medium");
    }

    @Test
    void a_disc_is_put_into_the_first_drive() throws IOException {
        Path iso = Discs.iso(folder.resolve("disc.iso"), 20);

        console.insertDisc(iso);

        FakeVm.Received last = vm.received().getLast();
        assertThat(last.command()).isEqualTo("blockdev-change-medium");
        assertThat(last.arguments().path("id").asText()).isEqualTo("cd0");
        assertThat(last.arguments().path("filename").asText()).isEqualTo(iso.toString());
        assertThat(console.notices().noticeProperty().get().text()).isEqualTo("disc.iso is in the drive.");
    }

    private MachineSession openAgain() {
        try {
            return MachineSession.open(MachineProcess.found(vm.directory()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
