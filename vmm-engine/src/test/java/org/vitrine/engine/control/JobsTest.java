package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.json.JsonValues;
import org.vitrine.engine.qmp.QmpException;

class JobsTest {
    private final FakeMachine machine = new FakeMachine();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CommandTable commands = new CommandTable(machine, (job, status) -> events.add(job + " " + status));

    @Test
    void a_job_goes_from_created_to_concluded_and_stays_until_it_is_dismissed() throws Exception {
        run("x-vitrine-snapshot-take", Map.of("job-id", "j", "name", "n", "note", "why"));
        awaitEvents("j created", "j running");
        JsonNode running = jobs().get(0);
        machine.snapshots.mayEnd.countDown();
        awaitEvents("j concluded");

        assertThat(machine.snapshots.asked).containsExactly("take n (why)");
        assertThat(running.get("type").textValue()).isEqualTo("snapshot-take");
        assertThat(running.get("status").textValue()).isEqualTo("running");
        assertThat(jobs().get(0).get("current-progress").longValue()).isEqualTo(1);
        assertThat(jobs().get(0).get("total-progress").longValue()).isEqualTo(4);
        assertThat(jobs().get(0).has("error")).isFalse();
        run("job-dismiss", Map.of("id", "j"));
        assertThat(jobs()).isEmpty();
    }

    @Test
    void a_cancelled_job_ends_with_an_error() throws Exception {
        run("x-vitrine-snapshot-take", Map.of("job-id", "j", "name", "n"));
        run("job-cancel", Map.of("id", "j"));
        awaitEvents("j created", "j running", "j aborting", "j concluded");

        assertThat(jobs().get(0).get("error").textValue()).isEqualTo("Operation canceled");
    }

    @Test
    void what_the_machine_cannot_do_is_the_jobs_error() throws Exception {
        run("x-vitrine-snapshot-revert", Map.of("job-id", "j", "id", FakeSnapshots.ID.toString()));
        awaitEvents("j created", "j running", "j aborting", "j concluded");

        assertThat(jobs().get(0).get("error").textValue())
                .isEqualTo("There is no snapshot %s.".formatted(FakeSnapshots.ID));
    }

    @Test
    void an_id_serves_one_job_at_a_time() throws Exception {
        run("x-vitrine-snapshot-take", Map.of("job-id", "j", "name", "n"));

        assertThatThrownBy(() -> run("x-vitrine-save", Map.of("job-id", "j")))
                .isInstanceOf(QmpException.class)
                .hasMessage("Job ID 'j' already in use");
        machine.snapshots.mayEnd.countDown();
    }

    @Test
    void a_running_job_is_not_dismissed_nor_an_unknown_one_cancelled() throws Exception {
        run("x-vitrine-snapshot-take", Map.of("job-id", "j", "name", "n"));
        awaitEvents("j created", "j running");

        assertThatThrownBy(() -> run("job-dismiss", Map.of("id", "j")))
                .hasMessage("Job 'j' in state 'running' cannot accept command verb 'dismiss'");
        assertThatThrownBy(() -> run("job-cancel", Map.of("id", "k"))).hasMessage("Job not found");
        machine.snapshots.mayEnd.countDown();
    }

    @Test
    void a_client_that_dismisses_nothing_is_told_after_64_jobs() throws Exception {
        for (int i = 0; i < 64; i++) {
            run("x-vitrine-save", Map.of("job-id", "j" + i));
        }

        assertThatThrownBy(() -> run("x-vitrine-save", Map.of("job-id", "more")))
                .hasMessage("There are 64 jobs; dismiss some of those that are concluded");
    }

    @Test
    void the_tree_names_each_snapshot_and_the_current_one() throws Exception {
        JsonNode tree = run("x-vitrine-snapshot-tree", Map.of());

        assertThat(tree.get("current").textValue()).isEqualTo(FakeSnapshots.ID.toString());
        assertThat(tree.at("/snapshots/0/name").textValue()).isEqualTo("first");
        assertThat(tree.at("/snapshots/0/has-memory").booleanValue()).isTrue();
        assertThat(tree.at("/snapshots/0/space").longValue()).isEqualTo(4096 + 8192);
        assertThat(tree.at("/snapshots/0/disk-space").longValue()).isEqualTo(8192);
        assertThat(tree.at("/present-space").longValue()).isEqualTo(65_536);
        assertThat(tree.at("/clones/0/directory").textValue()).isEqualTo("/copy");
        assertThat(tree.get("damaged")).isEmpty();
    }

    private JsonNode jobs() throws Exception {
        return run("query-jobs", Map.of());
    }

    private JsonNode run(String command, Map<String, ?> arguments) throws Exception {
        QmpCommand found = commands.find(command);
        assertThat(found).isNotNull();
        return JsonValues.of(found.action().run(Arguments.of(JsonValues.objectOf(arguments))));
    }

    private void awaitEvents(String... expected) throws InterruptedException {
        for (String event : expected) {
            assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
        }
    }
}
