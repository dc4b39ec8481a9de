package org.vitrine.app.view.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.ApplicationLog;
import org.vitrine.app.model.JavaRuntime;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.RunningApplication;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.VmCommand;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.library.LastPictures;
import org.vitrine.app.model.library.MachinesFolder;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.MachineTools;
import org.vitrine.app.view.desk.SystemFilePicker;
import org.vitrine.app.view.library.LibraryModels;
import org.vitrine.app.view.style.Theme;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.RuntimeRoot;

/** The windowed application. */
public final class VitrineApplication extends Application {
    /** What it is started for; JavaFX makes the instance by itself. */
    private record Purpose(List<Path> files, @Nullable MachineProcess machine) {}

    private static final System.Logger LOG = System.getLogger(VitrineApplication.class.getName());

    private static volatile Purpose purpose = new Purpose(List.of(), null);

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Machines machines;
    private volatile @Nullable MachineTools tools;
    private volatile @Nullable LastPictures pictures;
    private volatile @Nullable RunningApplication listening;
    private Consumer<List<Path>> taker = files -> {};
    private @Nullable ApplicationLog log;

    /** Opens the main window, and the sheet for a new machine if there are files; returns when the last window is closed. */
    public static void open(List<Path> files) {
        purpose = new Purpose(List.copyOf(files), null);
        launch(VitrineApplication.class);
    }

    /** Opens a console for a machine that was just started; returns when it is closed. */
    public static void show(MachineProcess machine) {
        purpose = new Purpose(List.of(), machine);
        launch(VitrineApplication.class);
    }

    @Override
    public void start(Stage stage) throws IOException {
        Purpose asked = purpose;
        Threads threads = new Threads(Platform::runLater, background);
        UserFolders folders = UserFolders.ofUser();
        log = ApplicationLog.open(folders.state());
        LOG.log(System.Logger.Level.INFO, "Vitrine starts on Java {0}", Runtime.version());
        Settings settings = Settings.load(folders.settings(), background);
        RuntimeRoot root = RuntimeRoot.ofUser();
        Machines found = new Machines(root, new MachineLauncher(root, VmCommand.of(JavaRuntime.ofThisProcess())));
        machines = found;
        HostCheck host = HostCheck.ofThisHost();
        Desk desk =
                new Desk(found, host, threads, settings, folders, new Theme(settings), new SystemFilePicker(settings));
        MachineProcess machine = asked.machine();
        Windows windows = new Windows(desk);
        if (machine == null) {
            openLibrary(desk, windows, stage, asked.files());
        } else {
            showWhenReady(windows, found, machine);
        }
    }

    /** All machines are read first, in the background. */
    private void openLibrary(Desk desk, Windows windows, Stage stage, List<Path> files) {
        background.execute(() -> {
            try {
                MachineTools opened = LibrarySetup.open(desk);
                tools = opened;
                pictures = LastPictures.keep(opened.library(), desk.machines());
                LibraryModels models = LibrarySetup.models(desk, opened);
                Platform.runLater(() -> {
                    models.host().check();
                    LibrarySide side = new LibrarySide(opened, models);
                    windows.openMain(stage, side);
                    taker = later -> windows.take(side, later);
                    if (!files.isEmpty()) {
                        models.create().open(files);
                    }
                });
                listen();
                opened.library().watch();
                int swept = desk.machines().begin();
                if (swept > 0) {
                    Platform.runLater(() -> models.notices().tell(Notice.information(Texts.get("start.swept", swept))));
                }
            } catch (Refusal e) {
                MachinesFolder folder = new MachinesFolder(desk.settings(), desk.folders());
                Runnable again = () -> {
                    stage.hide();
                    openLibrary(desk, windows, stage, files);
                };
                Runnable usual = () -> {
                    folder.chooseUsual();
                    again.run();
                };
                Platform.runLater(() -> windows.openWithout(
                        stage, e.sentence(), again, folder.isUsual() ? Optional.empty() : Optional.of(usual)));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Machines that run are not found", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A second application on this display hands over what it was started with. */
    private void listen() {
        try {
            Path socket = RunningApplication.socket(RuntimeRoot.ofUser().path(), System.getenv());
            listening = RunningApplication.listen(socket, this::take);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "Another application has this display: {0}", e.getMessage());
        }
    }

    /** Shows the main window, with the sheet for a new machine if there are files. Any thread; not before the library is open. */
    public void take(List<Path> files) {
        Platform.runLater(() -> taker.accept(files));
    }

    /** A machine that ends before it answers has no window: the command line says why. */
    private void showWhenReady(Windows windows, Machines all, MachineProcess machine) {
        Platform.setImplicitExit(false);
        background.execute(() -> {
            try {
                var session = all.connect(machine);
                Platform.runLater(() -> {
                    windows.show(session);
                    Platform.setImplicitExit(true);
                });
            } catch (Refusal e) {
                Platform.exit();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                Platform.exit();
            }
        });
    }

    @Override
    public void stop() {
        if (listening instanceof RunningApplication heard) {
            heard.close();
        }
        if (pictures instanceof LastPictures kept) {
            kept.close();
        }
        if (tools instanceof MachineTools opened) {
            opened.library().close();
        }
        if (machines != null) {
            machines.close();
        }
        background.shutdown();
        if (log != null) {
            log.close();
        }
    }
}
