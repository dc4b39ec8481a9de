package org.vitrine.app.viewmodel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.fake.FakeVm;
import org.vitrine.app.model.Discs;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.host.FakeHost;
import org.vitrine.app.model.host.HostFinding;
import org.vitrine.app.model.host.KvmProbe;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;

class StartViewModelTest {
    @TempDir
    Path folder;

    private final Executor background = Executors.newVirtualThreadPerTaskExecutor();
    private final Object ui = new Object();
    private final List<MachineSession> opened = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private FakeHost host;
    private RuntimeRoot root;
    private Machines machines;

    @BeforeEach
    void makeHost() throws IOException {
        host = new FakeHost(folder.resolve("host"));
        root = RuntimeRoot.at(folder.resolve("run"));
    }

    @AfterEach
    void close() throws Exception {
        machines.close();
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    @Test
    void a_machine_that_runs_already_is_found() throws Exception {
        FakeVm vm = vm("Old one");

        StartViewModel start = start();

        Eventually.until("found", () -> start.running().size() == 1);
        assertThat(start.running().getFirst().name()).isEqualTo("Old one");
        assertThat(start.running().getFirst().details()).isEqualTo("256 MiB memory, 1 CPU");
        vm.die();
        Eventually.until("gone", () -> start.running().isEmpty());
    }

    @Test
    void a_machine_that_another_starts_meanwhile_is_noticed() throws Exception {
        StartViewModel start = start();
        Eventually.until("checked", () -> !start.findings().isEmpty());

        vm("New one");

        Eventually.until("noticed", () -> start.running().size() == 1);
    }

    @Test
    void what_a_killed_process_left_is_swept_and_told() throws Exception {
        RuntimeDirectory left = root.create(UUID.randomUUID());
        try (FileChannel lock =
                FileChannel.open(left.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(lock.isOpen()).isTrue();
        }
        Files.writeString(left.log(), "its log");

        StartViewModel start = start();

        Eventually.until("told", () -> start.noticeProperty().get() != null);
        assertThat(start.noticeProperty().get().text())
                .isEqualTo("A machine had been killed; what was left of it is gone.");
        assertThat(left.path()).doesNotExist();
    }

    @Test
    void a_host_that_cannot_run_guests_takes_no_discs() {
        host.kvm(KvmProbe.Outcome.DENIED, 13);

        StartViewModel start = start();

        Eventually.until("checked", () -> !start.findings().isEmpty());
        assertThat(start.ableProperty().get()).isFalse();
        host.kvmAllowing(16);
        start.checkHost();
        Eventually.until("mended", () -> start.ableProperty().get());
    }

    @Test
    void who_hears_of_the_findings_knows_already_whether_guests_can_run() {
        host.kvm(KvmProbe.Outcome.DENIED, 13);
        machines = new Machines(root, new MachineLauncher(root, org.vitrine.app.fake.FakeVmMain.command()));
        StartViewModel start = new StartViewModel(machines, host.check(), new Threads(Runnable::run, Runnable::run));
        List<Boolean> able = new ArrayList<>();
        start.findings().addListener((ListChangeListener<HostFinding>)
                change -> able.add(start.ableProperty().get()));

        start.checkHost();

        assertThat(able).containsExactly(false);
    }

    @Test
    void a_disc_becomes_a_machine_that_is_shown() throws Exception {
        StartViewModel start = start();

        start.openDisc(Discs.iso(folder.resolve("Rescue.iso"), 20));

        Eventually.until("opened", () -> opened.size() == 1);
        assertThat(opened.getFirst().name()).isEqualTo("Rescue");
        assertThat(start.startingProperty().get()).isFalse();
        opened.getFirst().forceOff();
        Eventually.until("gone", () -> start.running().isEmpty());
    }

    @Test
    void a_file_that_is_no_disc_is_a_sentence() {
        StartViewModel start = start();

        start.openDisc(folder);

        Eventually.until("told", () -> start.noticeProperty().get() != null);
        assertThat(start.noticeProperty().get()).isEqualTo(Notice.problem(folder + " is a folder. Name a file in it."));
        assertThat(opened).isEmpty();
    }

    private FakeVm vm(String name) throws Exception {
        FakeVm vm = FakeVm.start(root, name);
        toClose.add(vm);
        return vm;
    }

    private StartViewModel start() {
        machines = new Machines(root, new MachineLauncher(root, org.vitrine.app.fake.FakeVmMain.command()));
        Threads threads = new Threads(
                action -> {
                    synchronized (ui) {
                        action.run();
                    }
                },
                background);
        StartViewModel start = new StartViewModel(machines, host.check(), threads);
        start.setOnOpened(opened::add);
        start.begin();
        return start;
    }
}
