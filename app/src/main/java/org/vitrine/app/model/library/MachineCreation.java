package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

/** Makes machines: beside their place first, so that a kill at any moment leaves no machine or a whole one. */
public final class MachineCreation {
    private final MachineLibrary library;
    private final HostCheck host;

    public MachineCreation(MachineLibrary library, HostCheck host) {
        this.library = library;
        this.host = host;
    }

    /**
     * Checks a request; touches nothing. Reads files: not for the JavaFX thread.
     *
     * @throws Refusal with what is wrong first
     */
    public void check(NewMachine request) throws Refusal {
        Names.check(request.name(), library.names(Optional.empty()));
        HostLimits.check(host, request.memoryMiB(), request.processor().cpus());
        HostLimits.check(host, request.firmware());
        if (request.discs().size() > ConfigRules.MAX_OPTICAL) {
            throw Refusal.of(
                    Refusal.Cause.INPUT, "boot.too-many-media", request.discs().size(), ConfigRules.MAX_OPTICAL);
        }
        for (Path disc : request.discs()) {
            IsoImage.check(disc);
        }
        for (NewDisk disk : request.disks()) {
            switch (disk) {
                case NewDisk.Empty empty -> checkSize(empty.size());
                case NewDisk.InPlace used -> used.request().check();
                case NewDisk.Copy copy -> {
                    asked(copy).check();
                    checkSpace(describe(copy.image()).fileSize());
                }
            }
        }
        MachineFolder place = library.folder(UUID.randomUUID());
        try {
            ConfigRules.check(configure(request, place, place));
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
    }

    /** Bytes that are free for machines. */
    public long freeSpace() {
        try {
            FileStore store = Files.getFileStore(library.root());
            return store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private void checkSize(long size) throws Refusal {
        if (size < 1 << 20 || size > HostLimits.MAX_DISK) {
            throw Refusal.of(
                    Refusal.Cause.INPUT,
                    "create.disk-size",
                    Sizes.bytes(Math.max(0, size)),
                    Sizes.bytes(1 << 20),
                    Sizes.bytes(HostLimits.MAX_DISK));
        }
    }

    private void checkSpace(long needed) throws Refusal {
        long free = freeSpace();
        if (needed > free) {
            throw Refusal.of(
                    Refusal.Cause.HOST, "create.no-space", Sizes.bytes(needed), Sizes.bytes(free), library.root());
        }
    }

    private static DiskRequest asked(NewDisk.Copy copy) {
        return new DiskRequest(copy.image(), copy.bus(), copy.cache(), Optional.empty(), true);
    }

    private static ImageWork.Description describe(Path image) throws Refusal {
        try {
            return ImageWork.describe(image, Optional.empty());
        } catch (ImageException | IOException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        }
    }

    /** Begins to make a machine; what it makes is the machine's UUID. What is wrong is told by its end. */
    public LongWork<UUID> create(NewMachine request) {
        return LongWork.start(
                Texts.get("create.title", request.name()),
                LongWork.Unit.BYTES,
                Texts.get("create.done", request.name()),
                progress -> createNow(request, progress));
    }

    /** Makes a machine; waits. @return its UUID @throws Refusal and nothing is left */
    public UUID createNow(NewMachine request, Progress progress) throws Refusal, InterruptedException {
        check(request);
        UUID uuid = UUID.randomUUID();
        MachineFolder unfinished = UnfinishedFolders.of(library.root(), uuid);
        MachineFolder place = library.folder(uuid);
        try {
            UnfinishedFolders.make(unfinished);
            // Its lock says that somebody works on it; the folder keeps it under its later name.
            try (MachineLock lock = MachineLock.take(unfinished)) {
                fill(request, unfinished, place, uuid, progress);
                DurableFiles.syncAll(unfinished.path());
                DurableFiles.rename(unfinished.path(), place.path());
            } catch (IOException | ImageException | ConfigException | Refusal | RuntimeException e) {
                DurableFiles.deleteAll(unfinished.path());
                throw e;
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, library.root());
        } catch (ConfigException e) {
            throw Refusal.of(e);
        } catch (ImageException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        }
        library.refresh(uuid);
        return uuid;
    }

    private void fill(NewMachine request, MachineFolder unfinished, MachineFolder place, UUID uuid, Progress progress)
            throws IOException, ImageException, ConfigException {
        Files.createDirectory(unfinished.disks());
        Files.createDirectory(unfinished.logs());
        int number = 0;
        for (NewDisk disk : request.disks()) {
            Path image = image(unfinished, number++);
            switch (disk) {
                case NewDisk.Empty empty -> ImageWork.createQcow2(image, Qcow2Options.ofSize(empty.size()), false);
                case NewDisk.InPlace used -> {}
                case NewDisk.Copy copy ->
                    ImageWork.convertToQcow2(
                            copy.image(), Optional.empty(), image, Qcow2Options.ofSize(0), false, false, progress);
            }
        }
        MachineConfig config = configure(request, unfinished, place).withUuid(uuid);
        MachineConfigFile.write(unfinished.machineFile(), config);
        new MachineHistory(library.clock().instant(), null, null, null).write(unfinished.history());
    }

    private static Path image(MachineFolder folder, int number) {
        return folder.disks().resolve("disk" + number + ".qcow2");
    }

    /** @param folder below which the configuration's own files are */
    private static MachineConfig configure(NewMachine request, MachineFolder folder, MachineFolder place) {
        List<MachineConfig.Optical> drives = new ArrayList<>();
        for (Path disc : request.discs()) {
            drives.add(new MachineConfig.Optical("cd" + drives.size(), disc.toAbsolutePath()));
        }
        if (drives.isEmpty()) {
            drives.add(new MachineConfig.Optical("cd0", null));
        }
        List<Disk> disks = new ArrayList<>();
        for (NewDisk disk : request.disks()) {
            String id = "disk" + disks.size();
            disks.add(
                    disk instanceof NewDisk.InPlace(DiskRequest used)
                            ? new Disk(
                                            id,
                                            used.file().toAbsolutePath(),
                                            used.format().map(ImageFormat::id).orElse(null),
                                            used.bus(),
                                            used.cache(),
                                            used.readOnly(),
                                            null)
                                    .withDiscard(used.discard())
                            : new Disk(
                                    id,
                                    image(folder, disks.size()),
                                    ImageFormat.QCOW2.id(),
                                    disk.bus(),
                                    disk.cache(),
                                    false,
                                    null));
        }
        return MachineConfig.of(place.uuid(), request.name(), request.memoryMiB(), 1)
                .withAbout(request.about())
                .withMemoryBacking(request.memoryBacking())
                .withProcessor(request.processor())
                .withFirmware(request.firmware())
                .withOptical(drives)
                .withDisks(disks)
                .withNetworks(request.networks())
                .withVirtio(request.virtio())
                .withDevices(List.of(new MachineConfig.DeviceConfig("vga0", "VGA", Map.of())))
                .withLifeCycle(request.lifeCycle());
    }
}
