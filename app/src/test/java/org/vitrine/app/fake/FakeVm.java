package org.vitrine.app.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.qmp.QmpException;

/**
 * What the application sees of a VM process: a directory with a lock, a control socket that answers as a machine does,
 * and a screen with a test picture. It remembers what it was told.
 */
public final class FakeVm implements AutoCloseable {
    /** A command that was received. */
    public record Received(String command, JsonNode arguments) {}

    private final RuntimeDirectory directory;
    private final boolean disposable;
    private final FileChannel lock;
    private final FakeQmpServer qmp;
    private final FakeScreen screen;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String status = "running";

    private FakeVm(RuntimeDirectory directory, boolean disposable) throws IOException {
        this.directory = directory;
        this.disposable = disposable;
        this.lock = FileChannel.open(
                directory.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            throw new IOException("locked");
        }
        this.screen = FakeScreen.open(directory.displaySocket());
        this.qmp = FakeQmpServer.open(directory.controlSocket(), this::execute);
    }

    /** Runs in a directory that has been made. @param disposable whether it says that its changes are thrown away */
    public static FakeVm in(RuntimeDirectory directory, boolean disposable) throws IOException {
        return new FakeVm(directory, disposable);
    }

    /** Makes a directory with a configuration, and runs in it. */
    public static FakeVm start(RuntimeRoot root, String name) throws IOException, ConfigException {
        MachineConfig config = MachineConfig.of(UUID.randomUUID(), name, 256, 1)
                .withOptical(List.of(new MachineConfig.Optical("cd0", null)))
                .withNetworks(
                        List.of(Network.of("net0", Network.Model.VIRTIO, MacAddress.random(), Network.Shared.USUAL)))
                .withDevices(List.of(new MachineConfig.DeviceConfig("vga0", "VGA", Map.of())));
        RuntimeDirectory directory = root.create(config.uuid());
        MachineConfigFile.write(directory.machineFile(), config);
        return in(directory, false);
    }

    public RuntimeDirectory directory() {
        return directory;
    }

    public FakeScreen screen() {
        return screen;
    }

    /** All commands so far, the handshake left out. */
    public List<Received> received() {
        return received;
    }

    public List<String> commands() {
        return received.stream().map(Received::command).toList();
    }

    /** Waits until somebody ends it. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    private JsonNode execute(String command, JsonNode arguments) throws QmpException, IOException {
        if (!command.equals("qmp_capabilities")) {
            received.add(new Received(command, arguments));
            if (Boolean.getBoolean("fake.trace")) {
                System.out.println(command + " " + arguments);
            }
        }
        switch (command) {
            case "query-status" -> {
                ObjectNode reply = JsonNodeFactory.instance
                        .objectNode()
                        .put("status", status)
                        .put("running", status.equals("running"));
                return disposable ? reply.put("x-vitrine-disposable", true) : reply;
            }
            case "stop" -> become("paused", "STOP");
            case "cont" -> become("running", "RESUME");
            case "system_reset" -> qmp.event("RESET");
            case "system_powerdown" -> qmp.event("POWERDOWN");
            case "quit" -> {
                qmp.event("SHUTDOWN");
                ended.countDown();
            }
            case "screendump" ->
                Files.writeString(Path.of(arguments.path("filename").asText()), "picture");
            case "qmp_capabilities",
                    "input-send-event",
                    "send-key",
                    "eject",
                    "blockdev-change-medium",
                    "query-block" -> {}
            case "x-fail-network" ->
                failNetwork(
                        arguments.path("device").asText(),
                        arguments.path("reason").asText());
            case "set_link" -> {
                if (!arguments.path("name").asText().equals("net0")) {
                    throw QmpException.generic("There is no network " + arguments.path("name"));
                }
            }
            default -> throw QmpException.generic("The command " + command + " has not been found");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private void become(String next, String event) {
        status = next;
        qmp.event(event);
    }

    /** What carries a network fails. */
    public void failNetwork(String id, String reason) {
        qmp.event(
                "X_VITRINE_NETWORK_FAILED",
                JsonNodeFactory.instance.objectNode().put("device", id).put("reason", reason));
    }

    /** Ends without a word, as a killed process does; what it left stays. */
    public void die() throws IOException {
        hangUp();
        lock.close();
    }

    /** Ends in order: as with a real one, nobody sees it dead with its directory still there. */
    @Override
    public void close() throws IOException {
        hangUp();
        directory.delete();
        lock.close();
    }

    private void hangUp() throws IOException {
        qmp.close();
        screen.close();
    }
}
