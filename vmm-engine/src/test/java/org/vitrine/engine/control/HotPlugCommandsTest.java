package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;

/** What hot-plugging clients say, and QEMU 7.2's answers where it gives the same. */
@Timeout(30)
class HotPlugCommandsTest {
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

    private JsonNode ask(String command, String arguments) throws IOException, QmpException {
        return QmpCodec.read(
                client.ask("{\"execute\":\"%s\",\"arguments\":{%s}}".formatted(command, arguments.replace('~', '"'))));
    }

    private void assertAsks(String request, String command, String arguments) throws Exception {
        assertThat(ask(command, arguments).path("return").isObject()).isTrue();
        assertThat(machine.storage.requests.removeLast()).isEqualTo(request);
    }

    @Test
    void requests_reach_the_machine() throws Exception {
        assertAsks(
                "NodeRequest[name=n, file=/a.qcow2, format=qcow2, readOnly=false, cache=WRITEBACK, discard=UNMAP]",
                "blockdev-add",
                "~driver~:~qcow2~,~node-name~:~n~,~discard~:~unmap~,~file~:{~driver~:~file~,~filename~:~/a.qcow2~}");
        assertAsks(
                "NodeRequest[name=n, file=/a.img, format=raw, readOnly=true, cache=NONE, discard=UNMAP]",
                "blockdev-add",
                "~driver~:~file~,~node-name~:~n~,~filename~:~/a.img~,~read-only~:true,~cache~:{~direct~:true}");
        assertAsks(
                "NodeRequest[name=n, file=/a.img, format=raw, readOnly=false, cache=WRITEBACK, discard=IGNORE]",
                "blockdev-add",
                "~driver~:~file~,~node-name~:~n~,~filename~:~/a.img~,~discard~:~ignore~");
        assertAsks("remove node n", "blockdev-del", "~node-name~:~n~");
        assertAsks(
                "DeviceRequest[driver=nvme, id=d, bus=pcie1, node=n, bootIndex=2, writeCache=true]",
                "device_add",
                "~driver~:~nvme~,~id~:~d~,~bus~:~pcie1~,~drive~:~n~,~bootindex~:2");
        assertAsks(
                "DeviceRequest[driver=ide-hd, id=null, bus=null, node=n, bootIndex=null, writeCache=false]",
                "device_add",
                "~driver~:~ide-hd~,~drive~:~n~,~write-cache~:~off~");
        assertAsks("remove disk0", "device_del", "~id~:~disk0~");
        assertAsks("remove cd1", "device_del", "~id~:~cd1~");
        assertAsks("resize disk0 1024", "block_resize", "~device~:~disk0~,~size~:1024");
        assertAsks("resize disk0 2048", "block_resize", "~node-name~:~node0~,~size~:2048");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "blockdev-add|~driver~:~qcow2~|GenericError|Parameter 'file' is missing",
                "blockdev-add|~driver~:~foo~,~node-name~:~n~|GenericError|Parameter 'driver' does not accept value 'foo'",
                "blockdev-add|~driver~:~raw~,~file~:{~driver~:~file~,~filename~:~/a~}|GenericError|'node-name' must be specified for the root node",
                "blockdev-add|~driver~:~raw~,~node-name~:~n~,~file~:{~driver~:~nbd~}|GenericError|Parameter 'driver' does not accept value 'nbd'",
                "blockdev-add|~driver~:~raw~,~node-name~:~n~,~file~:~m~|GenericError|Invalid parameter type for 'file', expected: object",
                "blockdev-add|~driver~:~raw~,~node-name~:~n~,~file~:{~driver~:~file~,~filename~:~~}|GenericError|Parameter 'filename' is empty",
                "blockdev-add|~driver~:~raw~,~node-name~:~n~,~size~:3,~file~:{~driver~:~file~,~filename~:~/a~}|GenericError|Parameter 'size' is unexpected",
                "blockdev-add|~driver~:~raw~,~node-name~:~n~,~cache~:{~direct~:true,~no-flush~:true},~file~:{~driver~:~file~,~filename~:~/a~}|GenericError|'cache.direct' and 'cache.no-flush' exclude each other",
                "blockdev-del||GenericError|Parameter 'node-name' is missing",
                "device_add|~id~:~d~|GenericError|Parameter 'driver' is missing",
                "device_add|~driver~:~nvme~,~foo~:1|GenericError|Parameter 'foo' is unexpected",
                "device_add|~driver~:~nvme~,~serial~:~a~|GenericError|The serial number of a disk is made of the machine's UUID and the disk's id; leave 'serial' out",
                "device_add|~driver~:~nvme~,~bootindex~:4294967296|GenericError|Parameter 'bootindex' is too large",
                "device_del|~id~:~nix~|DeviceNotFound|Device 'nix' not found",
                "block_resize|~device~:~nix~,~size~:512|GenericError|Cannot find device='nix' nor node-name=''",
                "block_resize|~node-name~:~nix~,~size~:512|GenericError|Cannot find device='' nor node-name='nix'",
                "block_resize|~size~:512|GenericError|Cannot find device='' nor node-name=''",
                "block_resize|~device~:~disk0~,~size~:-512|GenericError|Parameter 'size' expects a >0 size",
                "x-vitrine-update-config|~config~:1|GenericError|Invalid parameter type for 'config', expected: object",
                "x-vitrine-update-config|~config~:{}|GenericError|The field ~name~ is missing.",
            })
    void what_cannot_be_is_refused(String command, String arguments, String errorClass, String sentence)
            throws Exception {
        JsonNode error = ask(command, arguments == null ? "" : arguments).path("error");

        assertThat(error.path("desc").textValue()).isEqualTo(sentence.replace('~', '"'));
        assertThat(error.path("class").textValue()).isEqualTo(errorClass);
        assertThat(machine.storage.requests).isEmpty();
        assertThat(machine.configuration.given).isEmpty();
    }

    @Test
    void what_became_of_a_device_is_an_event() throws Exception {
        machine.tell(listener -> listener.deviceDeleted("disk1"));
        machine.tell(listener -> listener.unplugRefused("disk2"));

        JsonNode deleted = QmpCodec.read(client.line());
        JsonNode refused = QmpCodec.read(client.line());
        assertThat(deleted.path("event").textValue()).isEqualTo("DEVICE_DELETED");
        assertThat(deleted.path("data"))
                .isEqualTo(QmpCodec.read("{\"device\":\"disk1\",\"path\":\"/machine/peripheral/disk1\"}"));
        assertThat(refused.path("event").textValue()).isEqualTo("DEVICE_UNPLUG_GUEST_ERROR");
        assertThat(refused.path("data").path("device").textValue()).isEqualTo("disk2");
    }

    @Test
    void a_new_configuration_is_answered_with_what_waits() throws Exception {
        JsonNode reply = ask("x-vitrine-update-config", "~config~:{~name~:~x~,~memoryMiB~:128}");

        assertThat(reply.path("return")).isEqualTo(QmpCodec.read("{\"waiting\":[\"memoryMiB\"]}"));
        assertThat(machine.configuration.given).containsExactly("{\"name\":\"x\",\"memoryMiB\":128}");
    }

    @Test
    void usage_has_each_vcpu_disk_and_network_interface() throws Exception {
        JsonNode usage = ask("x-vitrine-query-usage", "").path("return");

        assertThat(usage.path("cpus")).hasSize(2);
        assertThat(usage.path("resident-bytes").longValue()).isPositive();
        assertThat(usage.path("host-time-ns").isIntegralNumber()).isTrue();
        assertThat(usage.path("disks").path(0).toString())
                .isEqualTo("{\"device\":\"disk0\",\"rd_bytes\":4096,\"rd_operations\":2,\"wr_bytes\":512,"
                        + "\"wr_operations\":1,\"flush_operations\":3}");
        assertThat(usage.path("networks").path(0).toString())
                .isEqualTo("{\"device\":\"net0\",\"bytes-sent\":60,\"frames-sent\":1,"
                        + "\"bytes-received\":120,\"frames-received\":2}");
    }
}
