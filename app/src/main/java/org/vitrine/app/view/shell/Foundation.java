package org.vitrine.app.view.shell;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
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
    private FutureTask<MachineTools> library = new FutureTask<>(this::openLibrary);

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
     * The machines on disk; all of them are read by whoever asks first. Not for the JavaFX thread.
     *
     * @throws Refusal if they cannot be read; the next call tries again
     */
    MachineTools library() throws Refusal, InterruptedException {
        FutureTask<MachineTools> current = current();
        current.run();
        try {
            return current.get();
        } catch (ExecutionException e) {
            forget(current);
            switch (e.getCause()) {
                case Refusal refusal -> throw refusal;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException("The library was not read", e.getCause());
            }
        }
    }

    private synchronized FutureTask<MachineTools> current() {
        return library;
    }

    private synchronized void forget(FutureTask<MachineTools> failed) {
        if (library == failed) {
            library = new FutureTask<>(this::openLibrary);
        }
    }

    private MachineTools openLibrary() throws Refusal, InterruptedException {
        return LibrarySetup.open(this);
    }

    @Override
    public void close() {
        machines.close();
        background.shutdown();
        log.close();
    }
}
