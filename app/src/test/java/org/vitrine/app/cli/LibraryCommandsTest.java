package org.vitrine.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.app.fake.FakeVmMain;
import org.vitrine.app.model.Discs;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.host.FakeHost;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.engine.config.RuntimeRoot;

class LibraryCommandsTest {
    @TempDir
    Path folder;

    private final ObjectMapper mapper = new ObjectMapper();
    private FakeHost host;
    private RuntimeRoot root;
    private Path data;
    private String out = "";
    private String err = "";

    @BeforeEach
    void makeHost() throws IOException {
        folder = folder.toRealPath();
        data = folder.resolve("data");
        host = new FakeHost(folder.resolve("host"));
        root = RuntimeRoot.at(folder.resolve("run"));
    }

    @AfterEach
    void stopAll() throws IOException {
        for (JsonNode machine : json("list", "--json")) {
            if (machine.path("state").asText().equals("running")
                    || machine.path("state").asText().equals("paused")) {
                run("stop", machine.path("uuid").asText(), "--force");
            }
        }
    }

    @Test
    void an_empty_library_says_how_to_begin() {
        assertThat(run("list")).isZero();
        assertThat(out).isEqualTo("There are no machines yet. “vitrine create” makes one.\n");
    }

    @Test
    void a_machine_is_made_listed_started_paused_and_stopped() throws IOException {
        Path iso = Discs.iso(folder.resolve("a.iso"), 20);
        assertThat(run(
                        "create",
                        "Debian 12",
                        iso.toString(),
                        "--memory",
                        "256",
                        "--topology",
                        "1,2,2",
                        "--disk-size",
                        "8G",
                        "--group",
                        "Work",
                        "--tag",
                        "a",
                        "--tag",
                        "b"))
                .isZero();
        assertThat(out).startsWith("Debian 12 has been made (");

        JsonNode machine = json("list", "--json").get(0);
        assertThat(machine.path("name").asText()).isEqualTo("Debian 12");
        assertThat(machine.path("state").asText()).isEqualTo("off");
        assertThat(machine.path("cpus").asInt()).isEqualTo(4);
        assertThat(machine.path("group").asText()).isEqualTo("Work");
        assertThat(machine.path("tags")).hasSize(2);
        assertThat(machine.path("diskUse").asLong()).isBetween(1L, 1L << 20);

        assertThat(run("start", "debian 12")).isZero();
        assertThat(out).isEqualTo("Debian 12 runs.\n");
        assertThat(run("list")).isZero();
        assertThat(out).contains("Debian 12  running     256 MiB memory, 4 CPUs");
        assertThat(run("start", "Debian 12")).isEqualTo(2);
        assertThat(err).isEqualTo("vitrine: Debian 12 runs already.\n");
        assertThat(json("pause", "Debian 12", "--json").path("state").asText()).isEqualTo("paused");
        assertThat(json("resume", "Debian 12", "--json").path("state").asText()).isEqualTo("running");
        assertThat(run("reset", "Debian 12")).isZero();
        assertThat(run("delete", "Debian 12")).isEqualTo(2);
        assertThat(err).contains("Shut it down first");
        assertThat(run("stop", "Debian 12", "--wait", "0")).isZero();
        assertThat(out).isEqualTo("Debian 12 was asked to shut down.\n");
        assertThat(run("stop", "Debian 12", "--wait", "1")).isEqualTo(4);
        assertThat(err).contains("still runs after 1 seconds");
        assertThat(run("stop", "Debian 12", "--force")).isZero();
        assertThat(out).isEqualTo("Debian 12 is off.\n");
        JsonNode ended = json("list", "--json").get(0);
        assertThat(ended.path("state").asText()).isEqualTo("off");
        assertThat(ended.path("ended").asText())
                .as("the command that saw the end has noted it")
                .isGreaterThan(ended.path("started").asText());
        assertThat(run("pause", "Debian 12")).isEqualTo(2);
        assertThat(err).isEqualTo("vitrine: Debian 12 does not run.\n");
    }

    @Test
    void what_of_the_hosts_memory_a_machine_gets_is_an_option() throws IOException {
        assertThat(run("create", "One", "--memory", "64", "--memory-pages", "huge-2m"))
                .isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).contains("\"pages\" : \"huge-2m\"").doesNotContain("\"merge\"");

        assertThat(run("edit", "One", "--merge-memory")).isEqualTo(2);
        assertThat(err)
                .isEqualTo("vitrine: Memory of reserved huge pages is never merged with that of other machines; "
                        + "give up one of the two.\n");
        assertThat(run("edit", "One", "--memory-pages", "transparent", "--merge-memory"))
                .isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).contains("\"merge\" : true");
        assertThat(run("edit", "One", "--no-merge-memory")).isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).doesNotContain("memoryBacking");

        assertThat(run("edit", "One", "--memory-pages", "small")).isEqualTo(2);
        assertThat(err).contains("--memory-pages cannot be “small”. Choose among transparent, huge-2m, huge-1g.");
        assertThat(run("edit", "One", "--memory", "65", "--memory-pages", "huge-2m"))
                .isEqualTo(2);
        assertThat(err).contains("give the machine 66 MiB");
    }

    @Test
    void secure_boot_is_refused_by_name_and_nothing_is_made_or_changed() throws IOException {
        String sentence = "vitrine: Secure Boot needs System Management Mode (SMM), which this host’s KVM has not; "
                + "leave Secure Boot off.\n";
        assertThat(run("create", "One", "--firmware", "uefi", "--secure-boot")).isEqualTo(2);
        assertThat(err).isEqualTo(sentence);
        assertThat(json("list", "--json")).isEmpty();

        assertThat(run("create", "One", "--firmware", "uefi")).isZero();
        assertThat(run("edit", "One", "--secure-boot")).isEqualTo(2);
        assertThat(err).isEqualTo(sentence);
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).doesNotContain("secureBoot");
        assertThat(run("edit", "One", "--no-secure-boot")).isZero();
    }

    @Test
    void discards_random_numbers_and_ports_are_options() throws IOException {
        assertThat(run("create", "One", "--system", "debian-12", "--disk-size", "8M", "--port", "agent"))
                .isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out)
                .contains("\"bus\" : \"virtio\"", "\"model\" : \"virtio\"", "\"rng\" : true", "\"name\" : \"agent\"")
                .doesNotContain("\"discard\"");

        assertThat(run("edit", "One", "--discard", "disk0=ignore", "--no-rng", "--no-ports"))
                .isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).contains("\"discard\" : \"ignore\"").doesNotContain("\"rng\"", "\"agent\"");

        assertThat(run("edit", "One", "--discard", "disk7=unmap")).isEqualTo(2);
        assertThat(err).isEqualTo("vitrine: One has no disk “disk7”. Print its disks with --print.\n");
        assertThat(run("edit", "One", "--discard", "disk0=perhaps")).isEqualTo(2);
        assertThat(err).contains("--discard cannot be “perhaps”");
    }

    @Test
    void a_machine_is_edited_by_options_and_as_a_whole() throws IOException {
        assertThat(run("create", "One")).isZero();
        assertThat(run("edit", "One")).isZero();
        assertThat(out).isEqualTo("Nothing was to be changed in One.\n");
        assertThat(run("edit", "One", "--name", "Two", "--memory", "512", "--boot-menu", "--notes", "x"))
                .isZero();
        assertThat(out).isEqualTo("Two has been changed.\n");
        assertThat(run("edit", "Two", "--print")).isZero();
        assertThat(out).contains("\"memoryMiB\" : 512", "\"bootMenu\" : true", "\"notes\" : \"x\"");

        Path whole = Files.writeString(folder.resolve("whole.json"), out.replace("512", "128"));
        assertThat(run("edit", "Two", "--file", whole.toString())).isZero();
        assertThat(json("list", "--json").get(0).path("memoryMiB").asInt()).isEqualTo(128);
        Files.writeString(whole, "{");
        assertThat(run("edit", "Two", "--file", whole.toString())).isEqualTo(2);
        assertThat(err).contains("is not a machine's configuration").hasLineCount(1);
        assertThat(json("list", "--json").get(0).path("memoryMiB").asInt()).isEqualTo(128);
    }

    @Test
    void a_disc_is_inserted_and_ejected() throws IOException {
        Path iso = Discs.iso(folder.resolve("a.iso"), 20);
        assertThat(run("create", "One")).isZero();
        assertThat(run("edit", "One", "--insert", iso.toString())).isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).contains(iso.toString());
        assertThat(run("edit", "One", "--eject")).isZero();
        assertThat(run("edit", "One", "--print")).isZero();
        assertThat(out).doesNotContain(iso.toString());
    }

    @Test
    void a_deleted_machine_is_in_the_trash_until_it_is_restored() throws IOException {
        assertThat(run("create", "One", "--disk-size", "1G")).isZero();
        assertThat(json("delete", "One", "--json").path("bytes").asLong()).isPositive();
        assertThat(json("list", "--json")).isEmpty();
        assertThat(json("restore", "--json").get(0).path("name").asText()).isEqualTo("One");
        assertThat(run("restore", "Two")).isEqualTo(2);
        assertThat(err).contains("There is no machine “Two” in the trash");
        assertThat(run("restore", "One")).isZero();
        assertThat(out).isEqualTo("One is back.\n");
        assertThat(run("restore")).isZero();
        assertThat(out).isEqualTo("No machine is in the trash.\n");
    }

    @Test
    void machines_that_start_with_the_session_have_an_entry_and_are_started_by_it() throws IOException {
        Path entry = data.resolve("config/autostart/org.vitrine.Vitrine.autostart.desktop");
        assertThat(run("create", "Server", "--start-with-session")).isZero();
        assertThat(run("create", "Other")).isZero();
        assertThat(entry).content().contains("\"autostart\"");
        assertThat(run("autostart")).isZero();
        assertThat(out).isEqualTo("Started: Server.\n");
        assertThat(run("autostart")).isZero();
        assertThat(out).isEqualTo("No machine was to be started.\n");
        assertThat(run("edit", "Server", "--no-start-with-session")).isNotZero();
        assertThat(run("stop", "Server", "--force")).isZero();
        assertThat(run("edit", "Server", "--no-start-with-session")).isZero();
        assertThat(entry).doesNotExist();
    }

    @Test
    void a_machine_that_fails_at_its_start_is_exit_code_4_and_listed_with_its_reason() {
        assertThat(run("create", "exit-4")).isZero();
        assertThat(run("start", "exit-4")).isEqualTo(4);
        assertThat(err).startsWith("vitrine: The guest failed.");
        assertThat(run("list")).isZero();
        assertThat(out).contains("failed").contains("The guest failed.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create|''|has no name",
                "create|a/b|cannot contain slashes",
                "create|..|cannot begin with a dot",
                "create|taken|There is a machine named “taken” already",
                "start|gone|There is no machine “gone”",
                "snapshot|gone|Missing required parameter",
            })
    void bad_input_is_one_sentence_and_exit_code_2(String command, String name, String words) {
        assertThat(run("create", "Taken")).isZero();
        assertThat(run(command, name)).isEqualTo(2);
        assertThat(err).contains(words).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--topology=1,2",
                "--topology=a,b,c",
                "--topology=0,1,1",
                "--cpus=0",
                "--memory=1",
                "--memory=99999999",
                "--firmware=coreboot",
                "--on-host-shutdown=explode",
                "--disk-size=1",
                "--disk-size=x",
                "--disk=/nowhere.img",
                "--copy-disk=/nowhere.img"
            })
    void bad_hardware_is_one_sentence_and_makes_nothing(String option) throws IOException {
        assertThat(run("create", "One", option)).isEqualTo(2);
        assertThat(err).hasLineCount(1);
        assertThat(json("list", "--json")).isEmpty();
    }

    @Test
    void a_host_that_cannot_run_guests_is_exit_code_3() {
        assertThat(run("create", "One")).isZero();
        host.without("/usr/share/seabios/bios-256k.bin");
        assertThat(run("start", "One")).isEqualTo(3);
        assertThat(err).contains("Guests cannot run");
    }

    private JsonNode json(String... arguments) throws IOException {
        assertThat(run(arguments)).as(err).isZero();
        return mapper.readTree(out);
    }

    private int run(String... arguments) {
        StringWriter stdout = new StringWriter();
        StringWriter stderr = new StringWriter();
        int code = CommandLines.of(new FakeActions())
                .setOut(new PrintWriter(stdout, true))
                .setErr(new PrintWriter(stderr, true))
                .execute(arguments);
        out = stdout.toString();
        err = stderr.toString();
        return code;
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
        public OpenLibrary library() throws Refusal, InterruptedException {
            UserFolders folders = new UserFolders(
                    folder,
                    Map.of(
                            "XDG_DATA_HOME",
                            data.toString(),
                            "XDG_CONFIG_HOME",
                            data.resolve("config").toString()));
            return OpenLibrary.open(host(), folders, root, launcher());
        }

        @Override
        public int openApplication(List<Path> discs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int show(MachineProcess machine) {
            throw new UnsupportedOperationException();
        }
    }
}
