package org.vitrine.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.FakeVm;
import org.vitrine.app.fake.FakeVmMain;
import org.vitrine.app.model.Discs;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.host.FakeHost;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.KvmProbe;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.RuntimeRoot;
import picocli.CommandLine;

class CommandLinesTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> opened = new ArrayList<>();
    private FakeHost host;
    private RuntimeRoot root;
    private Path iso;

    @BeforeEach
    void makeHostAndDisc() throws IOException {
        host = new FakeHost(folder.resolve("host"));
        root = RuntimeRoot.at(folder.resolve("run"));
        iso = Discs.iso(folder.resolve("disc.iso"), 20);
    }

    @Test
    void without_a_command_the_application_opens() {
        assertThat(run()).isZero();
        assertThat(opened).containsExactly("[]");
    }

    @Test
    void an_iso_without_a_command_is_opened() {
        assertThat(run(iso.toString())).isZero();
        assertThat(opened).containsExactly("[" + iso + "]");
    }

    @Test
    void an_iso_that_is_none_is_refused_before_any_window() {
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("vitrine: " + folder + " is a folder. Name a file in it.\n");
        assertThat(opened).isEmpty();
    }

    @Test
    void a_word_where_a_number_belongs_is_one_line_and_exit_code_2() {
        assertThat(run("boot", iso.toString(), "--memory", "much")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("vitrine: Invalid value for option '--memory'")
                .hasLineCount(1);
    }

    @Test
    void an_unknown_option_is_one_line_and_exit_code_2() {
        assertThat(run("boot", "--turbo")).isEqualTo(2);
        assertThat(err.toString()).contains("--turbo").hasLineCount(1);
    }

    @Test
    void a_machine_that_cannot_be_is_exit_code_2() {
        assertThat(run("boot", "--headless", iso.toString(), "--cpus", "0")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("vitrine: A machine cannot run with 0 CPUs. Give it at least 1.\n");
    }

    @Test
    void a_host_without_kvm_is_exit_code_3_with_the_mend() {
        host.kvm(KvmProbe.Outcome.ABSENT, 2);

        assertThat(run("boot", "--headless", iso.toString())).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("vitrine: Guests cannot run: there is no /dev/kvm, because the KVM module is not loaded."
                        + " Load it: sudo modprobe kvm_amd\n");
    }

    @Test
    void bad_input_is_told_even_on_a_host_that_cannot() {
        host.kvm(KvmProbe.Outcome.ABSENT, 2);

        assertThat(run("boot", "--headless", "/does/not/exist.iso")).isEqualTo(2);
    }

    @Test
    void doctor_says_a_line_each_and_exits_0() {
        assertThat(run("doctor")).isZero();
        assertThat(out.toString()).hasLineCount(3).doesNotContain("problem");
    }

    @Test
    void doctor_on_a_host_that_cannot_exits_3() {
        host.kvm(KvmProbe.Outcome.DENIED, 13);

        assertThat(run("doctor")).isEqualTo(3);
        assertThat(out.toString()).contains("problem Guests cannot run: you have no permission");
    }

    @Test
    void a_guest_that_shuts_down_is_exit_code_0_and_leaves_no_trace() throws IOException {
        Path picture = folder.resolve("picture.png");

        int code = run("boot", "--headless", iso.toString(), "--screenshot", picture.toString(), "--after", "0");

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(picture).exists();
        assertThat(root.path()).isEmptyDirectory();
    }

    @Test
    void a_guest_that_fails_is_exit_code_4_with_its_last_words() throws IOException {
        assertThat(run("boot", "--headless", iso.toString(), "--name", "exit-4"))
                .isEqualTo(4);
        assertThat(err.toString()).isEqualTo("vitrine: The guest failed.\nRIP=0000fff0\n");
        assertThat(root.path()).isEmptyDirectory();
    }

    @Test
    void a_process_that_is_killed_is_exit_code_4_and_named() {
        assertThat(run("boot", "--headless", iso.toString(), "--name", "exit-137"))
                .isEqualTo(4);
        assertThat(err.toString()).contains("was killed (signal 9)");
    }

    @Test
    void the_control_socket_is_made_where_it_is_wished() throws Exception {
        Path socket = folder.resolve("control.sock");
        Thread boot = Thread.ofVirtual()
                .start(() -> run("boot", "--headless", iso.toString(), "--control", socket.toString()));
        while (!Files.exists(socket)) {
            Thread.sleep(5);
        }
        StringWriter reply = new StringWriter();

        int status = commandLine(reply, err).execute("qmp", socket.toString(), "query-status");
        commandLine(reply, err).execute("qmp", socket.toString(), "quit");
        boot.join();

        assertThat(status).isZero();
        assertThat(reply.toString()).startsWith("{\"status\":\"running\",\"running\":true}\n");
        assertThat(Files.isSymbolicLink(socket)).isFalse();
    }

    @Test
    void a_control_path_that_exists_is_refused() {
        assertThat(run("boot", "--headless", iso.toString(), "--control", iso.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("vitrine: The control socket cannot be made: " + iso
                        + " exists. Remove it or name another path.\n");
    }

    @Test
    void a_control_path_beyond_the_systems_length_is_refused() {
        assertThat(run("boot", "--headless", iso.toString(), "--control", "/tmp/" + "x".repeat(120)))
                .isEqualTo(2);
        assertThat(err.toString()).contains("longer than the 107 bytes");
    }

    @Test
    void a_screenshot_needs_its_time_and_a_known_kind() {
        assertThat(run("boot", iso.toString(), "--screenshot", "x.png")).isEqualTo(2);
        assertThat(run("boot", iso.toString(), "--screenshot", folder + "/x.jpg", "--after", "1"))
                .isEqualTo(2);
        assertThat(run("boot", iso.toString(), "--screenshot", folder + "/x.png", "--after", "-1"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "vitrine: A screenshot needs its time. Give it with --after.",
                        "vitrine: A screenshot cannot be written as " + folder
                                + "/x.jpg. Name a file that ends in .png or .ppm.",
                        "vitrine: A screenshot cannot be taken after -1.0 seconds. Give a number from 0 to 86,400.");
    }

    @Test
    void boot_without_headless_shows_the_machine() {
        assertThat(run("boot", iso.toString(), "--name", "exit-0")).isZero();
        assertThat(opened).containsExactly("console");
    }

    @Test
    void qmp_prints_what_the_machine_returns() throws IOException, ConfigException {
        try (FakeVm vm = FakeVm.start(root, "one")) {
            int code = run("qmp", vm.directory().controlSocket().toString(), "eject", "{\"id\":\"cd0\"}");

            assertThat(code).isZero();
            assertThat(out.toString()).isEqualTo("{}\n");
            assertThat(vm.received().getFirst().arguments().path("id").asText()).isEqualTo("cd0");
        }
    }

    @Test
    void a_command_that_the_machine_refuses_is_exit_code_4() throws IOException, ConfigException {
        try (FakeVm vm = FakeVm.start(root, "one")) {
            assertThat(run("qmp", vm.directory().controlSocket().toString(), "fly"))
                    .isEqualTo(4);
            assertThat(err.toString())
                    .isEqualTo("vitrine: The machine refused fly: The command fly has not been found\n");
        }
    }

    @Test
    void qmp_arguments_that_are_not_an_object_are_refused() {
        assertThat(run("qmp", "/nowhere", "stop", "[1]")).isEqualTo(2);
        assertThat(run("qmp", "/nowhere", "stop", "{oops")).isEqualTo(2);
        assertThat(err.toString().lines().map(line -> line.substring(0, 30)))
                .containsExactly("vitrine: The arguments must be", "vitrine: The arguments are not");
    }

    @Test
    void qmp_to_a_socket_where_no_machine_answers_is_exit_code_2() {
        assertThat(run("qmp", folder.resolve("no.sock").toString(), "stop")).isEqualTo(2);
        assertThat(err.toString()).contains("No VM answers at");
    }

    @Test
    void each_command_is_found_alone_by_its_own_name() {
        CommandLine all = CommandLines.of(new FakeActions());

        assertThat(all.getSubcommands()).hasSizeGreaterThan(4).allSatisfy((name, command) -> {
            CommandLine alone = CommandLines.of(new FakeActions(), List.of(name));
            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(alone.getSubcommands().get(name).getCommandName()).isEqualTo(name);
        });
        assertThat(CommandLines.of(new FakeActions(), List.of("disc.iso")).getSubcommands())
                .containsOnlyKeys(all.getSubcommands().keySet());
        assertThat(CommandLines.of(new FakeActions(), List.of()).getSubcommands())
                .isEmpty();
    }

    private int run(String... arguments) {
        return commandLine(out, err).execute(arguments);
    }

    private CommandLine commandLine(StringWriter stdout, StringWriter stderr) {
        return CommandLines.of(new FakeActions())
                .setOut(new PrintWriter(stdout, true))
                .setErr(new PrintWriter(stderr, true));
    }

    private final class FakeActions implements Actions {
        @Override
        public HostCheck host() {
            return host.check();
        }

        @Override
        public MachineLauncher launcher() {
            return new MachineLauncher(root, FakeVmMain.command());
        }

        @Override
        public OpenLibrary library() {
            throw new UnsupportedOperationException("no library in this test");
        }

        @Override
        public int openApplication(List<Path> discs) {
            opened.add(discs.toString());
            return ExitCodes.OK;
        }

        @Override
        public int show(MachineProcess machine) {
            opened.add("console");
            try {
                machine.awaitEnd();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return ExitCodes.OK;
        }
    }
}
