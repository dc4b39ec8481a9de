package org.vitrine.app.viewmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.fake.FakeVm;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.library.LibraryFixture;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.qmp.QmpClient;

class NetworkFailuresTest {
    private static final String REASON = "passt ended: it was killed.";

    @TempDir
    Path folder;

    private final List<Notice> told = new CopyOnWriteArrayList<>();
    private FakeVm vm;
    private MachineSession session;
    private QmpClient.Registration failures;

    @BeforeEach
    void open() throws Exception {
        vm = FakeVm.start(RuntimeRoot.at(folder.resolve("run")), "Debian 12");
        session = MachineSession.open(MachineProcess.found(vm.directory()));
        failures = NetworkFailures.follow(session, new Threads(Runnable::run, Runnable::run), told::add);
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        vm.close();
    }

    @Test
    void a_network_that_fails_is_told_and_connected_again_when_the_user_wants_it() {
        vm.failNetwork("net0", REASON);
        Eventually.until("told", () -> told.size() == 1);

        Notice notice = told.getFirst();
        assertThat(notice.problem()).isTrue();
        assertThat(notice.text())
                .isEqualTo(
                        "Network card 1 of Debian 12 lost its network, and its cable is unplugged; the machine runs on. "
                                + REASON);
        Notice.Answer answer = notice.answer().orElseThrow();
        assertThat(answer.label()).isEqualTo("Connect again");
        assertThat(vm.commands()).doesNotContain("set_link");
        answer.action().run();

        Eventually.until("asked", () -> vm.commands().contains("set_link"));
        FakeVm.Received asked = vm.received().getLast();
        assertThat(asked.arguments().path("name").asText()).isEqualTo("net0");
        assertThat(asked.arguments().path("up").asBoolean()).isTrue();
        assertThat(told).hasSize(1);
    }

    @Test
    void a_network_that_cannot_be_connected_again_is_told_too() {
        vm.failNetwork("net7", REASON);
        Eventually.until("told", () -> told.size() == 1);
        told.getFirst().answer().orElseThrow().action().run();

        Eventually.until("refused", () -> told.size() == 2);
        assertThat(told.getLast().problem()).isTrue();
        assertThat(told.getLast().text()).startsWith("net7 of Debian 12 cannot be connected: There is no network");
    }

    @Test
    void each_run_of_a_librarys_machines_is_followed() throws Exception {
        try (LibraryFixture fixture = new LibraryFixture(Files.createDirectory(folder.resolve("library")));
                NetworkFailures followed = NetworkFailures.follow(
                        fixture.library, uuid -> true, new Threads(Runnable::run, Runnable::run), told::add)) {
            UUID uuid = fixture.create("One");
            fixture.starts.start(uuid);
            Eventually.until(
                    "running",
                    () -> fixture.library.machine(uuid).orElseThrow().session().isPresent());
            fixture.library
                    .machine(uuid)
                    .orElseThrow()
                    .session()
                    .orElseThrow()
                    .execute("x-fail-network", Map.of("device", "net0", "reason", REASON))
                    .join();

            Eventually.until("told", () -> !told.isEmpty());
            assertThat(told)
                    .singleElement()
                    .satisfies(
                            notice -> assertThat(notice.text()).startsWith("Network card 1 of One lost its network"));
            fixture.library
                    .machine(uuid)
                    .orElseThrow()
                    .session()
                    .orElseThrow()
                    .forceOff()
                    .join();
        }
    }

    @Test
    void nothing_is_told_after_the_end_of_following() {
        failures.close();
        vm.failNetwork("net0", REASON);
        session.execute("query-status", Map.of()).join();

        assertThat(told).isEmpty();
    }
}
