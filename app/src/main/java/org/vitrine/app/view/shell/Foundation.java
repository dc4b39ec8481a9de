package org.vitrine.app.view.shell;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.ApplicationLog;
import org.vitrine.app.model.JavaRuntime;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.VmCommand;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.view.desk.MachineTools;
import org.vitrine.engine.config.RuntimeRoot;

/** What the windows stand on, which needs no JavaFX: it is laid, and the library read, while JavaFX starts. Any thread. */
final class Foundation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Foundation.class.getName());

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final UserFolders folders = UserFolders.ofUser();
    private final ApplicationLog log = ApplicationLog.open(folders.state());
    private final Settings settings = Settings.load(folders.settings(), background);
    private final HostCheck host = HostCheck.ofThisHost();
    private final Machines machines;
    private @Nullable MachineTools library;

    Foundation() throws IOException {
        LOG.log(System.Logger.Level.INFO, "Vitrine starts on Java {0}", Runtime.version());
        RuntimeRoot root = RuntimeRoot.ofUser();
        machines = new Machines(root, new MachineLauncher(root, VmCommand.of(JavaRuntime.ofThisProcess())));
    }

    ExecutorService background() {
        return background;
    }

    UserFolders folders() {
        return folders;
    }

    Settings settings() {
        return settings;
    }

    HostCheck host() {
        return host;
    }

    Machines machines() {
        return machines;
    }

    /**
     * The machines on disk. Who asks first reads all of them, and who asks meanwhile waits: not for the JavaFX thread.
     *
     * @throws Refusal if they cannot be read; the next call tries again
     */
    synchronized MachineTools library() throws Refusal, InterruptedException {
        MachineTools read = library;
        if (read == null) {
            read = LibrarySetup.open(this);
            library = read;
        }
        return read;
    }

    @Override
    public void close() {
        machines.close();
        background.shutdown();
        log.close();
    }
}
