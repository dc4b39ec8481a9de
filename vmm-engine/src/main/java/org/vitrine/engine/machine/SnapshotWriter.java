package org.vitrine.engine.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.picture.PictureFormat;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.Sections;
import org.vitrine.engine.snapshot.SnapshotDraft;
import org.vitrine.engine.snapshot.SnapshotStore;
import org.vitrine.engine.storage.MachineDirectory;
import org.vitrine.engine.storage.SnapshotTree;
import org.vitrine.engine.storage.Variables;

/** A running machine's state on its way into a snapshot, or into what it is saved in. Closed before it is committed, it leaves nothing. */
final class SnapshotWriter implements AutoCloseable {
    /** Of the whole work, copying the memory is four fifths, and reading it again for its checksums the rest. */
    private static final long COPYING = 4;

    private static final long ALL = 5;

    /** What a manifest says that is known before anything is written. */
    record About(String name, String note, Optional<UUID> parent, List<Manifest.Disk> disks) {}

    /** What was seen while the machine stood still. @param below images that are to be flushed */
    record Moment(
            boolean running,
            Sections state,
            @Nullable Frame screen,
            byte[] config,
            byte @Nullable [] variables,
            List<BlockNode> below) {}

    private final Hardware hardware;
    private final SnapshotDraft draft;
    private final DiskFile file;
    private final MemoryCopy copy;
    private final long size;
    private MemoryCopy.@Nullable Rest rest;

    /** Begins to track what the guest writes. */
    SnapshotWriter(Hardware hardware, SnapshotStore into) throws IOException {
        this.hardware = hardware;
        this.size = SnapshotStore.memorySize(MemoryCopy.layout(hardware.regions()));
        draft = into.begin();
        try {
            file = DiskFile.create(draft.memoryFile().toString());
        } catch (RuntimeException e) {
            draft.close();
            throw e;
        }
        try {
            copy = new MemoryCopy(hardware.memory(), hardware.regions(), file);
        } catch (RuntimeException e) {
            file.close();
            draft.close();
            throw e;
        }
    }

    /** Copies while the guest runs, until so little is left that it can be stopped for it. */
    void copyWhileRunning(Progress progress) {
        try (VcpuThrottle throttle = new VcpuThrottle(hardware.vcpus())) {
            copy.copyWhileRunning((done, total) -> progress.at(done * COPYING, total * ALL), throttle::slower);
        }
    }

    /** Sees what there is to be seen while the machine stands still, and only that: pictures are packed and files written when it runs again. */
    Moment look(boolean running, byte[] config) throws MachineException {
        Display display = hardware.display();
        Nvram nvram = hardware.nvram();
        rest = copy.takeRest();
        return new Moment(
                running,
                hardware.saveState(),
                display == null ? null : display.capture(),
                config,
                nvram == null ? null : nvram.bytes(),
                new ArrayList<>());
    }

    /** Stores what was seen: all is there then, under a hidden name. */
    Manifest seal(Moment moment, About about, Progress progress) throws IOException {
        copy.close();
        if (rest != null) {
            rest.write(file);
        }
        file.sync();
        draft.addMemory(done -> progress.at(size * COPYING + done, size * ALL));
        draft.add(SnapshotTree.STATE, moment.state.toByteArray());
        draft.add(MachineDirectory.CONFIGURATION, moment.config);
        if (moment.variables != null) {
            draft.add(Variables.FILE, moment.variables);
        }
        if (moment.screen != null) {
            draft.add(SnapshotTree.THUMBNAIL, picture(moment.screen));
        }
        for (BlockNode node : moment.below) {
            node.flush();
        }
        return draft.seal(new Manifest(
                draft.id(),
                about.parent,
                about.name,
                about.note,
                Instant.now(),
                moment.running,
                MemoryCopy.layout(hardware.regions()),
                about.disks,
                Map.of()));
    }

    private static byte[] picture(Frame screen) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureFormat.PNG.write(screen, out);
        return out.toByteArray();
    }

    /** Makes it exist. */
    void commit() throws IOException {
        draft.commit();
    }

    @Override
    public void close() throws IOException {
        copy.close();
        if (rest != null) {
            rest.discard();
        }
        file.close();
        draft.close();
    }
}
