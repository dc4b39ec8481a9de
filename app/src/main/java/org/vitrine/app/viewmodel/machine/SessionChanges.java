package org.vitrine.app.viewmodel.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpEvent;

/** Changes of a machine that runs, by QMP. */
final class SessionChanges implements LiveChanges {
    /** Linux takes 5 s to let go of what is in a slot: as long as one may press the button again. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Supplier<Optional<LibraryMachine>> machine;

    private final Trash trash;

    SessionChanges(Supplier<Optional<LibraryMachine>> machine, Trash trash) {
        this.machine = machine;
        this.trash = trash;
    }

    private Optional<MachineSession> session() {
        return machine.get().flatMap(LibraryMachine::session).filter(session -> !session.isDisposable());
    }

    @Override
    public boolean isRunning() {
        return session().isPresent();
    }

    @Override
    public List<String> apply(Edit base, Edit sent) {
        List<String> trouble = new ArrayList<>();
        session().ifPresent(running -> {
            for (Part part : base.differences(sent)) {
                switch (part) {
                    case DrivePart drive -> change(running, drive, base, sent, trouble);
                    case DiskPart disk -> change(running, disk, base, sent, trouble);
                    case Setting setting -> {}
                }
            }
        });
        return trouble;
    }

    private static void change(MachineSession session, DrivePart part, Edit base, Edit sent, List<String> trouble) {
        Optional<Optical> wanted = sent.drive(part.id());
        switch (part.field()) {
            case PRESENCE -> {
                if (wanted.isEmpty()) {
                    unplug(session, part.id(), part.id(), trouble);
                } else if (ask(
                        session,
                        "device_add",
                        Map.of("driver", "ide-cd", "id", part.id()),
                        "disks.not-plugged",
                        part.id(),
                        trouble)) {
                    wanted.filter(drive -> drive.medium() != null)
                            .ifPresent(drive -> changeDisc(session, drive, trouble));
                }
            }
            case MEDIUM -> wanted.ifPresent(drive -> changeDisc(session, drive, trouble));
        }
    }

    private static void change(MachineSession session, DiskPart part, Edit base, Edit sent, List<String> trouble) {
        Optional<Disk> wanted = sent.disk(part.id());
        if (part.field() == DiskPart.Field.PRESENCE) {
            wanted.ifPresentOrElse(
                    disk -> plugIn(session, disk, trouble),
                    () -> unplug(
                            session,
                            part.id(),
                            base.disk(part.id())
                                    .map(disk -> String.valueOf(disk.file().getFileName()))
                                    .orElse(part.id()),
                            trouble));
        } else if (part.field() == DiskPart.Field.PLAN
                && sent.plan(part.id()).orElse(null) instanceof ImagePlan.Grow grow) {
            ask(
                    session,
                    "block_resize",
                    Map.of("device", part.id(), "size", grow.size()),
                    "disks.not-grown-live",
                    part.id(),
                    trouble);
        }
    }

    /** Takes a device out, and waits until the guest has let go of it. */
    private static void unplug(MachineSession session, String id, String name, List<String> trouble) {
        CompletableFuture<QmpEvent> gone = new CompletableFuture<>();
        try (QmpClient.Registration listening = session.onEvent(event -> {
            if (event.name().equals("DEVICE_DELETED")
                    && event.data().path("device").asText().equals(id)) {
                gone.complete(event);
            }
        })) {
            if (ask(session, "device_del", Map.of("id", id), "disks.not-unplugged", name, trouble)) {
                var unused = gone.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                // What was plugged in has a node that outlives it and holds the image; what the machine began with has
                // none.
                var closed = session.execute("blockdev-del", Map.of("node-name", id))
                        .exceptionally(e -> MissingNode.getInstance())
                        .get();
            }
        } catch (TimeoutException | ExecutionException e) {
            trouble.add(Texts.get("disks.still-plugged", name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean hasStill(String disk) {
        Optional<MachineSession> running = session();
        if (running.isEmpty()) {
            return false;
        }
        try {
            for (JsonNode each : running.get().execute("query-block", Map.of()).get()) {
                if (each.path("device").asText().equals(disk)) {
                    return true;
                }
            }
            return false;
        } catch (ExecutionException e) {
            // It may have ended meanwhile.
            return running.get().state() != MachineState.OFF;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void changeDisc(MachineSession session, Optical drive, List<String> trouble) {
        Path medium = drive.medium();
        if (medium == null) {
            ask(session, "eject", Map.of("id", drive.id(), "force", true), "disks.not-ejected", drive.id(), trouble);
        } else {
            ask(
                    session,
                    "blockdev-change-medium",
                    Map.of("id", drive.id(), "filename", medium.toString(), "force", true),
                    "disks.not-inserted",
                    medium.getFileName(),
                    trouble);
        }
    }

    private static void plugIn(MachineSession session, Disk disk, List<String> trouble) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("node-name", disk.id());
        node.put("driver", Objects.requireNonNullElse(disk.format(), "raw"));
        node.put("read-only", disk.readOnly());
        node.put("file", Map.of("driver", "file", "filename", disk.file().toString()));
        node.put(
                "cache",
                Map.of(
                        "direct", disk.cache() == Disk.Cache.NONE,
                        "no-flush", disk.cache() == Disk.Cache.UNSAFE));
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", driver(disk.bus()));
        device.put("id", disk.id());
        device.put("drive", disk.id());
        Integer port = disk.port();
        if (port != null) {
            device.put("bus", (disk.bus() == Disk.Bus.AHCI ? "ide." : "pcie") + port);
        }
        device.put("write-cache", disk.cache() == Disk.Cache.WRITETHROUGH ? "off" : "on");
        Object name = disk.file().getFileName();
        if (ask(session, "blockdev-add", node, "disks.not-plugged", name, trouble)
                && !ask(session, "device_add", device, "disks.not-plugged", name, trouble)) {
            var unused = session.execute("blockdev-del", Map.of("node-name", disk.id()));
        }
    }

    /** A disk on this bus, by QEMU's name. */
    private static String driver(Disk.Bus bus) {
        return switch (bus) {
            case AHCI -> "ide-hd";
            case NVME -> "nvme";
            case VIRTIO -> "virtio-blk-pci";
        };
    }

    private static boolean ask(
            MachineSession session,
            String command,
            Map<String, ?> arguments,
            String key,
            @Nullable Object name,
            List<String> trouble) {
        try {
            var unused = session.execute(command, arguments).get();
            return true;
        } catch (ExecutionException e) {
            String reason =
                    e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
            trouble.add(Texts.get(key, String.valueOf(name), reason));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public Optional<String> trash(Path file) {
        try {
            trash.putFile(file);
            return Optional.empty();
        } catch (Refusal e) {
            return Optional.of(e.sentence());
        }
    }
}
