package org.vitrine.engine.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.json.JsonValues;
import org.vitrine.engine.machine.Cause;
import org.vitrine.engine.machine.MachineListener;
import org.vitrine.engine.qmp.QmpEvent;

/** What happens to a machine, as QMP events. */
final class MachineEvents implements MachineListener {
    private static final Logger LOG = System.getLogger(MachineEvents.class.getName());
    private static final String JOB_STATUS_CHANGE = "JOB_STATUS_CHANGE";

    private final Consumer<QmpEvent> sink;

    MachineEvents(Consumer<QmpEvent> sink) {
        this.sink = sink;
    }

    @Override
    public void stopped() {
        emit("STOP", Map.of());
    }

    @Override
    public void resumed() {
        emit("RESUME", Map.of());
    }

    @Override
    public void reset(Cause cause) {
        emit("RESET", causeOf(cause));
    }

    @Override
    public void powerdown() {
        emit("POWERDOWN", Map.of());
    }

    @Override
    public void shutdown(Cause cause) {
        emit("SHUTDOWN", causeOf(cause));
    }

    @Override
    public void guestPanicked(boolean crashLoaded) {
        if (crashLoaded) {
            emit("GUEST_CRASHLOADED", Map.of("action", "run"));
        } else {
            emit("GUEST_PANICKED", Map.of("action", "pause"));
        }
    }

    @Override
    public void diskFailed(String diskId, boolean write, GuestDisk.IoStatus status, String why) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("device", diskId);
        data.put("qom-path", diskId);
        data.put("node-name", diskId);
        data.put("operation", write ? "write" : "read");
        data.put("action", "stop");
        data.put("nospace", status == GuestDisk.IoStatus.NO_SPACE);
        data.put("reason", why);
        emit("BLOCK_IO_ERROR", data);
    }

    @Override
    public void reverted(UUID snapshot) {
        emit("X_VITRINE_REVERTED", Map.of("id", snapshot));
    }

    @Override
    public void snapshotsChanged() {
        emit("X_VITRINE_SNAPSHOTS_CHANGED", Map.of());
    }

    @Override
    public void memoryDamaged(String why) {
        emit("X_VITRINE_MEMORY_DAMAGED", Map.of("reason", why));
    }

    @Override
    public void networkFailed(String id, String why) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("device", id);
        data.put("reason", why);
        emit("X_VITRINE_NETWORK_FAILED", data);
    }

    @Override
    public void trayMoved(String driveId, boolean open) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("device", driveId);
        data.put("tray-open", open);
        data.put("id", driveId);
        emit("DEVICE_TRAY_MOVED", data);
    }

    @Override
    public void deviceDeleted(String id) {
        emit("DEVICE_DELETED", device(id));
    }

    @Override
    public void unplugRefused(String id) {
        emit("DEVICE_UNPLUG_GUEST_ERROR", device(id));
    }

    private static Map<String, Object> device(String id) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("device", id);
        data.put("path", "/machine/peripheral/" + id);
        return data;
    }

    /** @param status a name of QAPI's JobStatus */
    void jobStatusChanged(String id, String status) {
        emit(JOB_STATUS_CHANGE, Map.of("id", id, "status", status));
    }

    private static Map<String, Object> causeOf(Cause cause) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("guest", cause.byGuest());
        data.put("reason", cause.qmpName());
        return data;
    }

    /** The log has them too, since whoever wants to know what happened may not have listened then. */
    private void emit(String name, Map<String, ?> data) {
        ObjectNode content = JsonValues.objectOf(data);
        if (!name.equals(JOB_STATUS_CHANGE)) {
            LOG.log(Level.INFO, "{0} {1}", name, content);
        }
        sink.accept(new QmpEvent(name, content, Instant.now()));
    }
}
