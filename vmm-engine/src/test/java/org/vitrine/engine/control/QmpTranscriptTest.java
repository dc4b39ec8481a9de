package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;

/** What QEMU 7.2 answered to the same input, member for member; its numbers and names are replaced by the fake machine's. */
@Timeout(30)
class QmpTranscriptTest {
    @TempDir
    Path directory;

    private FakeServer server;
    private FakeMachine machine;
    private RawClient client;

    @BeforeEach
    void serve() throws IOException {
        server = new FakeServer(directory);
        machine = server.machine;
        client = server.client;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static JsonNode json(String text) throws QmpException {
        return QmpCodec.read(text.replace('~', '"'));
    }

    @Test
    void greeting_and_negotiation() throws Exception {
        try (RawClient fresh = new RawClient(server.path)) {
            JsonNode greeting = json(fresh.line());
            assertThat(greeting.path("QMP").path("capabilities").isArray()).isTrue();
            assertThat(greeting.path("QMP")
                            .path("version")
                            .path("qemu")
                            .path("major")
                            .intValue())
                    .isEqualTo(7);
            assertThat(greeting.path("QMP").path("version").path("package").textValue())
                    .startsWith("Vitrine");

            assertThat(json(fresh.ask("{\"execute\":\"query-status\",\"id\":7}")))
                    .isEqualTo(
                            json(
                                    "{~id~: 7, ~error~: {~class~: ~CommandNotFound~, ~desc~: ~Expecting capabilities negotiation with 'qmp_capabilities'~}}"));
            assertThat(json(fresh.ask("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"foo\"]}}"))
                            .path("error")
                            .path("class")
                            .textValue())
                    .isEqualTo("GenericError");
            assertThat(json(fresh.ask("{\"execute\":\"qmp_capabilities\",\"id\":{\"a\":[1]}}")))
                    .isEqualTo(json("{~return~: {}, ~id~: {~a~: [1]}}"));
            assertThat(json(fresh.ask("{\"execute\":\"qmp_capabilities\"}")))
                    .isEqualTo(
                            json(
                                    "{~error~: {~class~: ~CommandNotFound~, ~desc~: ~Capabilities negotiation is already complete, command ignored~}}"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{~exec~:1}|QMP input member 'exec' is unexpected",
                "{}|QMP input lacks member 'execute'",
                "{~execute~:1}|QMP input member 'execute' must be a string",
                "{~execute~:~stop~,~bogus~:1}|QMP input member 'bogus' is unexpected",
                "[1]|QMP input must be a JSON object",
                "5|QMP input must be a JSON object",
                "{~execute~:~stop~,~arguments~:[]}|QMP input member 'arguments' must be an object",
                "{~execute~:~stop~,~arguments~:{~x~:1}}|Parameter 'x' is unexpected",
                "{~execute~:~screendump~}|Parameter 'filename' is missing",
                "{~execute~:~screendump~,~arguments~:{~filename~:5}}|Invalid parameter type for 'filename', expected: string",
                "{~execute~:~screendump~,~arguments~:{~filename~:~/x/y~,~format~:~gif~}}|Parameter 'format' does not accept value 'gif'",
                "{~execute~:~screendump~,~arguments~:{~filename~:~/x/y~}}|failed to open file '/x/y': No such file or directory",
                "{~execute~:~send-key~,~arguments~:{~keys~:[{~type~:~qcode~,~data~:~foo~}]}}|Parameter 'data' does not accept value 'foo'",
                "{~execute~:~send-key~,~arguments~:{~keys~:[{~type~:~zz~,~data~:~foo~}]}}|Parameter 'type' does not accept value 'zz'",
                "{~execute~:~send-key~,~arguments~:{~keys~:[{~type~:~number~,~data~:~foo~}]}}|Invalid parameter type for 'keys[0].data', expected: integer",
                "{~execute~:~send-key~,~arguments~:{~keys~:~a~}}|Invalid parameter type for 'keys', expected: array",
                "{~execute~:~send-key~,~arguments~:{~keys~:[{~type~:~qcode~}]}}|Parameter 'keys[0].data' is missing",
                "{~execute~:~send-key~,~arguments~:{~keys~:[],~hold-time~:~b~}}|Invalid parameter type for 'hold-time', expected: integer",
                "{~execute~:~input-send-event~,~arguments~:{~events~:[{~type~:~rel~,~data~:{~axis~:~q~,~value~:1}}]}}|Parameter 'axis' does not accept value 'q'",
                "{~execute~:~input-send-event~,~arguments~:{~events~:[{~type~:~key~,~data~:{~down~:1,~key~:{~type~:~qcode~,~data~:~a~}}}]}}|Invalid parameter type for 'events[0].data.down', expected: boolean",
                "{~execute~:~input-send-event~,~arguments~:{~events~:[{~type~:~abs~,~data~:{~axis~:~x~,~value~:1}}]}}|Input handler not found for event type abs",
                "{~execute~:~eject~,~arguments~:{}}|Need exactly one of 'device' and 'id'",
                "{~execute~:~eject~,~arguments~:{~id~:~a~,~device~:~b~}}|Need exactly one of 'device' and 'id'",
                "{~execute~:~blockdev-change-medium~,~arguments~:{~id~:~x~,~filename~:~/f~,~read-only-mode~:~q~}}|Parameter 'read-only-mode' does not accept value 'q'",
                "{~execute~:~blockdev-change-medium~,~arguments~:{~id~:~x~}}|Parameter 'filename' is missing",
                "{~execute~:~blockdev-change-medium~,~arguments~:{~filename~:~/f~}}|Need exactly one of 'device' and 'id'",
            })
    void a_generic_error_has_qemus_words(String command, String words) throws Exception {
        assertThat(json(client.ask(command.replace('~', '"'))))
                .isEqualTo(json("{~error~: {~class~: ~GenericError~, ~desc~: ~" + words + "~}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{~execute~:~nope~}|CommandNotFound|The command nope has not been found",
                "{~execute~:~eject~,~arguments~:{~id~:~x~}}|DeviceNotFound|Device 'x' not found",
                "{~execute~:~eject~,~arguments~:{~id~:~disk0~}}|GenericError|Device 'disk0' is not removable",
                "{~execute~:~blockdev-change-medium~,~arguments~:{~id~:~x~,~filename~:~/f~}}|DeviceNotFound|Device 'x' not found",
                "{~execute~:~screendump~,~arguments~:{~filename~:~/x/y~,~device~:~x~}}|DeviceNotFound|Device 'x' not found",
            })
    void an_error_has_qemus_class(String command, String errorClass, String words) throws Exception {
        assertThat(json(client.ask(command.replace('~', '"'))))
                .isEqualTo(json("{~error~: {~class~: ~" + errorClass + "~, ~desc~: ~" + words + "~}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "query-status|{~status~: ~running~, ~singlestep~: false, ~running~: true}",
                "query-kvm|{~enabled~: true, ~present~: true}",
                "query-name|{~name~: ~test~}",
                "query-uuid|{~UUID~: ~0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e~}",
                "query-jobs|[]",
                "query-cpus-fast|[{~thread-id~: 4711, ~props~: {~core-id~: 0, ~thread-id~: 0, ~socket-id~: 0}, ~qom-path~: ~/machine/unattached/device[0]~, ~cpu-index~: 0, ~target~: ~x86_64~},"
                        + " {~thread-id~: 4712, ~props~: {~core-id~: 1, ~thread-id~: 0, ~socket-id~: 0}, ~qom-path~: ~/machine/unattached/device[1]~, ~cpu-index~: 1, ~target~: ~x86_64~}]",
                "query-block|[{~io-status~: ~ok~, ~device~: ~cd0~, ~locked~: false, ~removable~: true, ~inserted~: {~iops_rd~: 0, ~detect_zeroes~: ~off~,"
                        + " ~image~: {~virtual-size~: 0, ~filename~: ~/images/a.iso~, ~format~: ~raw~, ~actual-size~: 0, ~dirty-flag~: false}, ~iops_wr~: 0, ~ro~: true,"
                        + " ~backing_file_depth~: 0, ~drv~: ~raw~, ~iops~: 0, ~bps_wr~: 0, ~write_threshold~: 0, ~encrypted~: false, ~bps~: 0, ~bps_rd~: 0,"
                        + " ~cache~: {~no-flush~: false, ~direct~: false, ~writeback~: true}, ~file~: ~/images/a.iso~}, ~qdev~: ~cd0~, ~tray_open~: false, ~type~: ~unknown~, ~x-vitrine-controller~: ~ahci~, ~x-vitrine-bus~: ~ide.0~},"
                        + " {~io-status~: ~ok~, ~device~: ~cd1~, ~locked~: false, ~removable~: true, ~qdev~: ~cd1~, ~tray_open~: true, ~type~: ~unknown~, ~x-vitrine-controller~: ~ahci~, ~x-vitrine-bus~: ~ide.1~},"
                        + " {~io-status~: ~nospace~, ~device~: ~disk0~, ~locked~: false, ~removable~: false, ~inserted~: {~iops_rd~: 0, ~detect_zeroes~: ~off~,"
                        + " ~image~: {~virtual-size~: 1073741824, ~filename~: ~/images/a.qcow2~, ~format~: ~qcow2~, ~actual-size~: 0, ~dirty-flag~: false, ~full-backing-filename~: ~/images/base.qcow2~}, ~iops_wr~: 0, ~ro~: false,"
                        + " ~backing_file_depth~: 2, ~drv~: ~qcow2~, ~iops~: 0, ~bps_wr~: 0, ~write_threshold~: 0, ~encrypted~: false, ~bps~: 0, ~bps_rd~: 0,"
                        + " ~cache~: {~no-flush~: false, ~direct~: true, ~writeback~: true}, ~file~: ~/images/a.qcow2~, ~node-name~: ~node0~, ~backing_file~: ~/images/base.qcow2~}, ~qdev~: ~disk0~, ~type~: ~unknown~, ~x-vitrine-controller~: ~nvme~, ~x-vitrine-bus~: ~pcie2~}]",
            })
    void a_query_has_qemus_shape(String command, String expected) throws Exception {
        // The numbers are compared as text: whether 0 is an int or a long here is no matter of the protocol.
        JsonNode reply = json(client.ask("{\"execute\":\"" + command + "\"}"));

        assertThat(reply.path("return")).isEqualTo(json(expected));
    }

    @Test
    void every_command_of_the_list_exists() throws Exception {
        List<String> names = json(client.ask("{\"execute\":\"query-commands\"}"))
                .path("return")
                .findValuesAsText("name");

        assertThat(names)
                .contains(
                        "qmp_capabilities",
                        "query-version",
                        "query-commands",
                        "query-status",
                        "query-cpus-fast",
                        "query-kvm",
                        "stop",
                        "cont",
                        "system_reset",
                        "system_powerdown",
                        "quit",
                        "screendump",
                        "send-key",
                        "input-send-event",
                        "blockdev-change-medium",
                        "eject",
                        "query-block");
        for (String name : names) {
            String reply = client.ask("{\"execute\":\"" + name + "\",\"arguments\":{\"no-such-argument\":1}}");
            assertThat(reply).contains("\"error\"").doesNotContain("has not been found");
        }
    }

    @Test
    void stop_cont_reset_and_powerdown_send_their_events() throws Exception {
        assertThat(withoutTimestamp(client.ask("{\"execute\":\"stop\"}"))).isEqualTo(json("{~event~: ~STOP~}"));
        assertThat(client.line()).isEqualTo("{\"return\":{}}");
        assertThat(client.ask("{\"execute\":\"stop\"}")).isEqualTo("{\"return\":{}}");
        assertThat(json(client.ask("{\"execute\":\"query-status\"}")).path("return"))
                .isEqualTo(json("{~status~: ~paused~, ~singlestep~: false, ~running~: false}"));
        assertThat(withoutTimestamp(client.ask("{\"execute\":\"cont\"}"))).isEqualTo(json("{~event~: ~RESUME~}"));
        assertThat(client.line()).isEqualTo("{\"return\":{}}");
        assertThat(withoutTimestamp(client.ask("{\"execute\":\"system_reset\"}")))
                .isEqualTo(json("{~event~: ~RESET~, ~data~: {~guest~: false, ~reason~: ~host-qmp-system-reset~}}"));
        assertThat(client.line()).isEqualTo("{\"return\":{}}");
        assertThat(withoutTimestamp(client.ask("{\"execute\":\"system_powerdown\"}")))
                .isEqualTo(json("{~event~: ~POWERDOWN~}"));
        assertThat(client.line()).isEqualTo("{\"return\":{}}");
    }

    @Test
    void a_disk_that_fails_is_told_with_the_reason() throws Exception {
        machine.tell(listener -> listener.diskFailed(
                "disk0", true, GuestDisk.IoStatus.NO_SPACE, "/d.qcow2 could not be written: no space."));

        assertThat(withoutTimestamp(client.line()))
                .isEqualTo(
                        json(
                                "{~event~: ~BLOCK_IO_ERROR~, ~data~: {~device~: ~disk0~, ~qom-path~: ~disk0~, ~node-name~: ~disk0~, ~operation~: ~write~,"
                                        + " ~action~: ~stop~, ~nospace~: true, ~reason~: ~/d.qcow2 could not be written: no space.~}}"));
    }

    @Test
    void changing_a_medium_moves_the_tray() throws Exception {
        assertThat(withoutTimestamp(client.ask("{\"execute\":\"eject\",\"arguments\":{\"device\":\"cd0\"}}")))
                .isEqualTo(json(
                        "{~event~: ~DEVICE_TRAY_MOVED~, ~data~: {~device~: ~cd0~, ~tray-open~: true, ~id~: ~cd0~}}"));
        assertThat(client.line()).isEqualTo("{\"return\":{}}");
        client.ask("{\"execute\":\"blockdev-change-medium\",\"arguments\":{\"id\":\"cd0\",\"filename\":\"/b.iso\"}}");
        assertThat(client.line()).isEqualTo("{\"return\":{}}");
        assertThat(machine.storage.drives().getFirst().medium()).isEqualTo(Path.of("/b.iso"));
    }

    @Test
    void what_the_machine_refuses_is_a_generic_error_in_its_words() throws Exception {
        machine.storage.locked = true;

        assertThat(client.ask("{\"execute\":\"eject\",\"arguments\":{\"id\":\"cd0\"}}"))
                .isEqualTo(
                        "{\"error\":{\"class\":\"GenericError\",\"desc\":\"The guest has locked cd0; force it, or eject inside the guest.\"}}");
        assertThat(client.ask("{\"execute\":\"eject\",\"arguments\":{\"id\":\"cd0\",\"force\":true}}"))
                .contains("DEVICE_TRAY_MOVED");
    }

    @Test
    void messages_may_stand_back_to_back_and_be_single_quoted() throws Exception {
        client.send("{'execute':'query-name','id':1}{\"execute\":\"query-jobs\",\"id\":2}");

        assertThat(client.line()).isEqualTo("{\"return\":{\"name\":\"test\"},\"id\":1}");
        assertThat(client.line()).isEqualTo("{\"return\":[],\"id\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"{~execute~:~a}", "}", "x", "{~execute~:~query-status~,~execute~:~stop~}", "{~a~:}", "nul"})
    void what_is_not_json_is_an_error_and_the_session_goes_on(String text) throws Exception {
        assertThat(client.ask(text.replace('~', '"')))
                .startsWith("{\"error\":{\"class\":\"GenericError\",\"desc\":\"JSON parse error, ");
        assertThat(client.ask("{\"execute\":\"query-name\"}")).isEqualTo("{\"return\":{\"name\":\"test\"}}");
    }

    private static JsonNode withoutTimestamp(String line) throws QmpException {
        JsonNode event = QmpCodec.read(line);
        assertThat(event.path("timestamp").path("seconds").asLong()).isPositive();
        ((com.fasterxml.jackson.databind.node.ObjectNode) event).remove("timestamp");
        return event;
    }
}
