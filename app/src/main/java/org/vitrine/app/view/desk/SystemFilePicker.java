package org.vitrine.app.view.desk;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;
import org.vitrine.app.model.Settings;
import org.vitrine.app.text.Texts;

/** The desktop's own dialogs, which open where the last file was. */
public final class SystemFilePicker implements FilePicker {
    /** The setting with the folder that discs are looked for in. */
    public static final String KEY = "discs.folder";

    private final Settings settings;

    public SystemFilePicker(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<Path> chooseDisc(Window owner) {
        return remember(Optional.ofNullable(
                        chooser("disc.choose-title", discs()).showOpenDialog(owner)))
                .map(File::toPath);
    }

    @Override
    public List<Path> chooseSources(Window owner) {
        ExtensionFilter all = new ExtensionFilter(
                Texts.get("disc.sources"),
                "*.iso",
                "*.ISO",
                "*.img",
                "*.raw",
                "*.qcow2",
                "*.vdi",
                "*.vhd",
                "*.vhdx",
                "*.vmdk");
        List<File> files = chooser("disc.choose-sources", all).showOpenMultipleDialog(owner);
        if (files == null) {
            return List.of();
        }
        var unused = remember(files.stream().findFirst());
        return files.stream().map(File::toPath).toList();
    }

    @Override
    public Optional<Path> chooseFolder(Window owner) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(Texts.get("disc.choose-folder"));
        folder().ifPresent(chooser::setInitialDirectory);
        return Optional.ofNullable(chooser.showDialog(owner)).map(File::toPath);
    }

    private static ExtensionFilter discs() {
        return new ExtensionFilter(Texts.get("disc.kind"), "*.iso", "*.ISO", "*.img");
    }

    private FileChooser chooser(String title, ExtensionFilter filter) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.get(title));
        chooser.getExtensionFilters().addAll(filter, new ExtensionFilter(Texts.get("disc.any"), "*"));
        folder().ifPresent(chooser::setInitialDirectory);
        return chooser;
    }

    private Optional<File> folder() {
        return settings.get(KEY).map(Path::of).filter(Files::isDirectory).map(Path::toFile);
    }

    private Optional<File> remember(Optional<File> file) {
        file.ifPresent(chosen -> settings.put(KEY, String.valueOf(chosen.getParent())));
        return file;
    }
}
