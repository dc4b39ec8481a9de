package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.library.MachineCreation;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.NewDisk;
import org.vitrine.app.model.library.NewMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.image.chain.ImageFormat;

/** A library on this host, and what is behind the application's page of a machine; nothing runs here. */
final class MachineEditor implements AutoCloseable {
    private final Machines machines;
    private final MachineLibrary library;
    private final HostCheck host = HostCheck.ofThisHost();
    private final Trash trash;

    /** @param folder empty */
    MachineEditor(Path folder) throws IOException, Refusal, InterruptedException {
        RuntimeRoot runtime = RuntimeRoot.at(folder.resolve("run"));
        machines = new Machines(runtime, new MachineLauncher(runtime, (config, directory) -> {
            throw new IllegalStateException("Nothing is to be started here");
        }));
        machines.begin();
        machines.awaitFound();
        library = MachineLibrary.open(folder.resolve("machines"), machines);
        trash = new Trash(library, folder.resolve("trash"));
    }

    /** Makes a machine with a qcow2 image that is there already, an empty disk beside it, and a disc. */
    UUID create(String name, int memoryMiB, Path image, long emptySize, Path disc)
            throws Refusal, InterruptedException {
        DiskRequest used =
                new DiskRequest(image, Disk.Bus.AHCI, Disk.Cache.WRITEBACK, Optional.of(ImageFormat.QCOW2), false);
        return new MachineCreation(library, host)
                .createNow(
                        NewMachine.of(name, memoryMiB)
                                .withDisks(List.of(new NewDisk.InPlace(used), new NewDisk.Empty(emptySize)))
                                .withDiscs(List.of(disc)),
                        (done, total) -> {});
    }

    Path folder(UUID uuid) {
        return library.folder(uuid).path();
    }

    Path machineFile(UUID uuid) {
        return library.folder(uuid).machineFile();
    }

    /** Opens a machine's page, edits, and applies what was edited. */
    void edit(UUID uuid, Consumer<MachinePage> edit) {
        Threads here = new Threads(Runnable::run, Runnable::run);
        MachineEdits edits = new MachineEdits(library, host);
        try (MachinePage page =
                MachinePage.open(library, host, edits, trash, here, uuid).orElseThrow()) {
            edit.accept(page);
            if (!page.draft().canApplyProperty().get()) {
                throw new AssertionError("It cannot be applied: "
                        + page.draft().problemsProperty().get());
            }
            page.apply();
            Notice told = page.noticeProperty().get();
            if (told == null || !page.draft().changes().isEmpty()) {
                throw new AssertionError("It was not applied: " + told);
            }
        }
    }

    @Override
    public void close() {
        library.close();
        machines.close();
    }
}
