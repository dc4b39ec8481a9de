package org.vitrine.app.view.machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.Node;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.FilePicker;
import org.vitrine.app.viewmodel.Threads;

/** Files by the desktop's own dialogs and programs. */
final class DesktopFiles implements Files {
    private final FilePicker picker;
    private final Threads threads;
    private final Node node;

    /** @param node in the window that asks */
    DesktopFiles(FilePicker picker, Threads threads, Node node) {
        this.picker = picker;
        this.threads = threads;
        this.node = node;
    }

    private Window window() {
        return node.getScene().getWindow();
    }

    @Override
    public Optional<Path> chooseDisc() {
        return picker.chooseDisc(window());
    }

    @Override
    public Optional<Path> chooseImage() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.get("disks.choose-title"));
        chooser.getExtensionFilters()
                .addAll(
                        new ExtensionFilter(
                                Texts.get("disks.image-kind"),
                                "*.qcow2",
                                "*.raw",
                                "*.img",
                                "*.vmdk",
                                "*.vdi",
                                "*.vhd",
                                "*.vhdx"),
                        new ExtensionFilter(Texts.get("disc.any"), "*"));
        return Optional.ofNullable(chooser.showOpenDialog(window())).map(File::toPath);
    }

    @Override
    public Optional<Path> chooseFolder(String title) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        return Optional.ofNullable(chooser.showDialog(window())).map(File::toPath);
    }

    @Override
    public Optional<Path> chooseNewFile(String title, Path suggested) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        Path folder = suggested.getParent();
        if (folder != null && java.nio.file.Files.isDirectory(folder)) {
            chooser.setInitialDirectory(folder.toFile());
        }
        chooser.setInitialFileName(String.valueOf(suggested.getFileName()));
        return Optional.ofNullable(chooser.showSaveDialog(window())).map(File::toPath);
    }

    @Override
    public void open(Path path) {
        threads.background().execute(() -> {
            try {
                var unused = new ProcessBuilder("xdg-open", path.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                System.getLogger(DesktopFiles.class.getName())
                        .log(System.Logger.Level.WARNING, "{0} is not opened: {1}", path, e.getMessage());
            }
        });
    }
}
