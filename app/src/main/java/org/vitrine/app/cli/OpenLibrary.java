package org.vitrine.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.MachinesFolder;
import org.vitrine.app.model.library.SessionAutostart;
import org.vitrine.app.model.library.Trash;
import org.vitrine.engine.config.RuntimeRoot;

/** The user's library for the time of one command: what is on disk, and connections to all machines that run. */
final class OpenLibrary implements AutoCloseable {
    private final HostCheck host;
    private final UserFolders folders;
    private final Machines machines;
    private final MachineLibrary library;

    private OpenLibrary(HostCheck host, UserFolders folders, Machines machines, MachineLibrary library) {
        this.host = host;
        this.folders = folders;
        this.machines = machines;
        this.library = library;
    }

    static OpenLibrary open(HostCheck host, UserFolders folders, RuntimeRoot root, MachineLauncher launcher)
            throws Refusal, InterruptedException {
        Machines machines = new Machines(root, launcher);
        try {
            machines.begin();
            machines.awaitFound();
            Settings settings = Settings.load(folders.settings(), Runnable::run);
            Path folder = new MachinesFolder(settings, folders).open();
            return new OpenLibrary(host, folders, machines, MachineLibrary.open(folder, machines));
        } catch (IOException e) {
            machines.close();
            throw Refusal.inWords(Refusal.Cause.HOST, String.valueOf(e.getMessage()));
        } catch (Refusal e) {
            machines.close();
            throw e;
        }
    }

    HostCheck host() {
        return host;
    }

    MachineLibrary library() {
        return library;
    }

    Trash trash() {
        return new Trash(library, folders.trash());
    }

    /** Makes the desktop start what is to start with the session. */
    void updateAutostart() throws Refusal {
        SessionAutostart.ofUser(folders).update(library);
    }

    @Override
    public void close() {
        library.close();
        machines.close();
    }
}
