package org.vitrine.engine.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.machine.Cause;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QmpClient;

@Timeout(30)
class VmProcessTest {
    @TempDir
    Path temporary;

    private final FakeMachine machine = new FakeMachine();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final List<MachineConfig> started = new ArrayList<>();
    private final AtomicBoolean released = new AtomicBoolean();
    private final CompletableFuture<Void> running = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Path machineFile;
    private RuntimeDirectory runtime;

    @BeforeEach
    void configure() throws Exception {
        machineFile = temporary.toRealPath().resolve("machine.json");
        MachineConfigFile.write(machineFile, MachineConfig.of(FakeMachine.ID, "test", 64, 1));
        runtime = new RuntimeDirectory(temporary.toRealPath().resolve("run"), FakeMachine.ID);
    }

    @AfterEach
    void restoreLogging() throws IOException {
        LogManager.getLogManager().readConfiguration();
        threads.close();
    }

    private VmProcess process() {
        return new VmProcess(new PrintStream(errors, true, UTF_8), (config, home, directory) -> {
            started.add(config);
            running.complete(null);
            return new RunningMachine(machine, machine.outcome, () -> released.set(true));
        });
    }

    private CompletableFuture<Integer> start(String... more) {
        List<String> words =
                new ArrayList<>(List.of(machineFile.toString(), runtime.path().toString()));
        words.addAll(List.of(more));
        return CompletableFuture.supplyAsync(() -> process().run(words.toArray(String[]::new)), threads);
    }

    private String said() {
        return errors.toString(UTF_8).strip();
    }

    @Test
    void a_machine_that_is_switched_off_leaves_nothing() throws Exception {
        CompletableFuture<Integer> exit = start("--serial", "stdio");
        running.get();
        assertThat(runtime.isAlive()).isTrue();
        try (QmpClient client = QmpClient.connect(runtime.controlSocket())) {
            client.execute("quit").get();
        }

        assertThat(exit.get()).isEqualTo(VmProcess.EXIT_SHUT_DOWN);
        assertThat(started).singleElement().extracting(MachineConfig::serial).isEqualTo("stdio");
        assertThat(released).isTrue();
        assertThat(runtime.path()).doesNotExist();
        assertThat(machineFile).exists();
        assertThat(said()).isEmpty();
    }

    @Test
    void a_guest_that_fails_ends_with_four_and_its_log_stays() throws Exception {
        CompletableFuture<Integer> exit = start();
        running.get();
        machine.end(Cause.HOST_ERROR, "KVM cannot run the guest further.\nRIP=0");

        assertThat(exit.get()).isEqualTo(VmProcess.EXIT_GUEST);
        assertThat(said()).isEqualTo("vitrine-vm: KVM cannot run the guest further.\nRIP=0");
        assertThat(Files.readString(runtime.log())).contains("\"test\" has ended: host-error");
        assertThat(runtime.controlSocket()).doesNotExist();
        assertThat(runtime.isAlive()).isFalse();
    }

    @Test
    void secure_boot_is_refused_by_name_before_anything_starts() throws Exception {
        MachineConfig config = MachineConfigFile.read(machineFile);
        MachineConfigFile.write(
                machineFile,
                config.withMemoryMiB(64)
                        .withFirmware(
                                Firmware.USUAL.withKind(Firmware.Kind.UEFI).withSecureBoot(true)));

        assertThat(start().get()).isEqualTo(VmProcess.EXIT_USAGE);
        assertThat(said()).startsWith("vitrine-vm: Secure Boot needs System Management Mode (SMM)");
        assertThat(started).isEmpty();
    }

    @Test
    void a_host_that_cannot_ends_with_three() {
        VmProcess process = new VmProcess(new PrintStream(errors, true, UTF_8), (config, home, directory) -> {
            throw new MachineException("There is no /dev/kvm.");
        });

        assertThat(process.run(machineFile.toString(), runtime.path().toString()))
                .isEqualTo(VmProcess.EXIT_HOST);
        assertThat(said()).isEqualTo("vitrine-vm: There is no /dev/kvm.");
        assertThat(runtime.controlSocket()).doesNotExist();
    }

    @Test
    void a_second_process_for_the_same_machine_is_refused() throws Exception {
        CompletableFuture<Integer> first = start();
        running.get();

        assertThat(process().run(machineFile.toString(), runtime.path().toString()))
                .isEqualTo(VmProcess.EXIT_USAGE);
        assertThat(said()).isEqualTo("vitrine-vm: The machine \"test\" is running already.");
        machine.quit(Cause.HOST_QMP_QUIT);
        assertThat(first.get()).isZero();
    }

    @Test
    void sockets_of_a_dead_process_are_in_nobodys_way() throws Exception {
        RuntimeDirectory.make(runtime.path(), runtime.uuid());
        Files.createFile(runtime.controlSocket());
        CompletableFuture<Integer> exit = start();
        running.get();
        machine.quit(Cause.HOST_QMP_QUIT);

        assertThat(exit.get()).isZero();
    }

    @Test
    void a_control_socket_elsewhere_must_not_exist() throws IOException {
        Path taken = Files.createFile(temporary.resolve("taken"));

        assertThat(process().run(machineFile.toString(), runtime.path().toString(), "--control", taken.toString()))
                .isEqualTo(VmProcess.EXIT_USAGE);
        assertThat(said()).startsWith("vitrine-vm: " + taken + " exists already");
        assertThat(started).isEmpty();
        assertThat(taken).exists();
    }

    @Test
    void a_runtime_directory_open_to_others_is_refused() throws IOException {
        Files.createDirectory(runtime.path());
        Files.setPosixFilePermissions(
                runtime.path(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(process().run(machineFile.toString(), runtime.path().toString()))
                .isEqualTo(VmProcess.EXIT_HOST);
        assertThat(said()).contains("belongs to this user alone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|usage: vitrine-vm",
                "a b c|usage: vitrine-vm",
                "/nonexistent.json|/nonexistent.json does not exist.",
                "m --bogus|The option --bogus is not known",
                "m --serial|The option --serial lacks its value",
                "m --grace soon|--grace takes a number of seconds, not \"soon\".",
                "m --grace -1|--grace takes a number of seconds up to",
            })
    void wrong_arguments_end_with_two_and_one_sentence(String line, String words) {
        String[] arguments = line == null ? new String[0] : line.split(" ");

        assertThat(process().run(arguments)).isEqualTo(VmProcess.EXIT_USAGE);
        assertThat(said()).startsWith("vitrine-vm: " + words).hasLineCount(1);
    }

    @Test
    void a_signal_asks_the_guest_and_waits_for_it() {
        machine.guestObeysPowerButton = true;
        new TerminationSignals(running(), LifeCycle.HostShutdown.SHUT_DOWN, Duration.ofHours(1)).arrived("TERM");

        assertThat(machine.outcome.join().cause()).isEqualTo(Cause.GUEST_SHUTDOWN);
    }

    @Test
    void a_paused_guest_is_resumed_so_that_it_can_shut_down() {
        machine.guestObeysPowerButton = true;
        machine.pause();
        new TerminationSignals(running(), LifeCycle.HostShutdown.SHUT_DOWN, Duration.ofHours(1)).arrived("TERM");

        assertThat(machine.outcome.join().cause()).isEqualTo(Cause.GUEST_SHUTDOWN);
    }

    @Test
    void a_guest_that_takes_too_long_is_switched_off() {
        new TerminationSignals(running(), LifeCycle.HostShutdown.SHUT_DOWN, Duration.ofMillis(1)).arrived("TERM");

        assertThat(machine.outcome.join().cause()).isEqualTo(Cause.HOST_SIGNAL);
    }

    @Test
    void a_second_signal_switches_off_at_once() throws Exception {
        TerminationSignals signals =
                new TerminationSignals(running(), LifeCycle.HostShutdown.SHUT_DOWN, Duration.ofHours(1));
        CompletableFuture<Void> pressed = new CompletableFuture<>();
        machine.addListener(new org.vitrine.engine.machine.MachineListener() {
            @Override
            public void powerdown() {
                pressed.complete(null);
            }
        });
        Thread first = Thread.ofVirtual().start(() -> signals.arrived("TERM"));
        pressed.get();
        signals.arrived("TERM");
        first.join();

        assertThat(machine.outcome.join().cause()).isEqualTo(Cause.HOST_SIGNAL);
    }

    private RunningMachine running() {
        return new RunningMachine(machine, machine.outcome, () -> {});
    }
}
