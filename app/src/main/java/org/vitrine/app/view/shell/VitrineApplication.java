package org.vitrine.app.view.shell;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.RunningApplication;
import org.vitrine.app.model.Settings;
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

    /** A window that opens out of sight may have none for long. */
    private static final Duration FIRST_PICTURE = Duration.ofSeconds(10);

    private static volatile Purpose purpose = new Purpose(List.of(), null);

    /** Laid before there is an instance, by who opens the main window. */
    private static volatile Optional<FutureTask<Foundation>> ahead = Optional.empty();

    private @Nullable Foundation base;
    private volatile @Nullable MachineTools tools;
    private volatile @Nullable LastPictures pictures;
    private volatile @Nullable RunningApplication listening;
    private Consumer<List<Path>> taker = files -> {};

    /** Opens the main window, and the sheet for a new machine if there are files; returns when the last window is closed. */
    public static void open(List<Path> files) {
        purpose = new Purpose(List.copyOf(files), null);
        FutureTask<Foundation> laying = new FutureTask<>(VitrineApplication::layAhead);
        ahead = Optional.of(laying);
        Thread.ofPlatform().daemon().name("library").start(laying);
        launch(VitrineApplication.class);
    }

    /** Opens a console for a machine that was just started; returns when it is closed. */
    public static void show(MachineProcess machine) {
        purpose = new Purpose(List.of(), machine);
        launch(VitrineApplication.class);
    }

    private static Foundation layAhead() throws IOException {
        Foundation base = new Foundation();
        base.background().execute(() -> {
            try {
                MachineTools unused = base.library();
            } catch (Refusal e) {
                LOG.log(System.Logger.Level.DEBUG, "Who asks for the library is told why", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return base;
    }

    private static Foundation foundation() throws IOException {
        if (ahead.isEmpty()) {
            return new Foundation();
        }
        try {
            return ahead.get().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public void start(Stage stage) throws IOException {
        Pulse.restWhenNothingChanges();
        Purpose asked = purpose;
        Foundation laid = foundation();
        base = laid;
        Settings settings = laid.settings();
        Desk desk = new Desk(
                laid.machines(),
                laid.host(),
                new Threads(Platform::runLater, laid.background()),
                settings,
                laid.folders(),
                new Theme(settings),
                new SystemFilePicker(settings));
        MachineProcess machine = asked.machine();
        Windows windows = new Windows(desk);
        if (machine == null) {
            openLibrary(laid, desk, windows, stage, asked.files());
        } else {
            showWhenReady(windows, laid, machine);
        }
    }

    /** All machines are read first, in the background. */
    private void openLibrary(Foundation laid, Desk desk, Windows windows, Stage stage, List<Path> files) {
        laid.background().execute(() -> {
            try {
                MachineTools opened = laid.library();
                tools = opened;
                pictures = LastPictures.keep(opened.library(), desk.machines());
                LibraryModels models = LibrarySetup.models(desk, opened);
                CountDownLatch drawn = new CountDownLatch(1);
                Platform.runLater(() -> {
                    models.host().check();
                    LibrarySide side = new LibrarySide(opened, models);
                    windows.openMain(stage, side, drawn::countDown);
                    taker = later -> windows.take(side, later);
                    if (!files.isEmpty()) {
                        models.create().open(files);
                    }
                });
                listen();
                opened.library().watch();
                // Each machine that runs brings a connection and a picture, and would take the processor from the
                // window's own first one.
                if (!drawn.await(FIRST_PICTURE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.log(System.Logger.Level.INFO, "The window has no picture yet");
                }
                int swept = desk.machines().begin();
                if (swept > 0) {
                    Platform.runLater(() -> models.notices().tell(Notice.information(Texts.get("start.swept", swept))));
                }
            } catch (Refusal e) {
                MachinesFolder folder = new MachinesFolder(desk.settings(), desk.folders());
                Runnable again = () -> {
                    stage.hide();
                    openLibrary(laid, desk, windows, stage, files);
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
    private void showWhenReady(Windows windows, Foundation laid, MachineProcess machine) {
        Platform.setImplicitExit(false);
        laid.background().execute(() -> {
            try {
                var session = laid.machines().connect(machine);
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
        if (base != null) {
            base.close();
        }
    }
}
