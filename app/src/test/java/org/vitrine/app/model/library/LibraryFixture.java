package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.vitrine.app.fake.FakeVmMain;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.FakeHost;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.engine.config.RuntimeRoot;

/** A library in a temporary folder, whose machines run as {@code FakeVm}s in processes of their own. */
public final class LibraryFixture implements AutoCloseable {
    final Path data;
    final Path root;
    final RuntimeRoot runtime;
    public final HostCheck host;
    final Machines machines;
    public final MachineLibrary library;
    public final MachineCreation creation;
    public final MachineEdits edits;
    public final StartMachine starts;
    final Trash trash;

    public LibraryFixture(Path folder) throws Exception {
        this(folder, true);
    }

    /** A library that is open before anybody has asked which machines run ({@link Machines#begin}). */
    static LibraryFixture notBegun(Path folder) throws Exception {
        return new LibraryFixture(folder, false);
    }

    private LibraryFixture(Path folder, boolean begun) throws Exception {
        data = folder.toRealPath();
        root = data.resolve("vitrine/machines");
        runtime = RuntimeRoot.at(data.resolve("run"));
        host = new FakeHost(data.resolve("host")).check();
        machines = new Machines(runtime, new MachineLauncher(runtime, FakeVmMain.command()));
        if (begun) {
            machines.begin();
            machines.awaitFound();
        }
        library = MachineLibrary.open(root, machines, Clock.systemUTC());
        library.watch();
        creation = new MachineCreation(library, host);
        edits = new MachineEdits(library, host);
        starts = new StartMachine(library, host);
        trash = new Trash(library, data.resolve("Trash"));
    }

    /** A small machine with one disk. */
    public UUID create(String name) throws Refusal, InterruptedException {
        return creation.createNow(
                NewMachine.of(name, 64).withDisks(List.of(new NewDisk.Empty(1 << 20))), (done, total) -> {});
    }

    LibraryMachine machine(UUID uuid) {
        return library.machine(uuid).orElseThrow();
    }

    MachineFolder folder(UUID uuid) {
        return library.folder(uuid);
    }

    @Override
    public void close() throws IOException {
        library.close();
        machines.close();
    }
}
