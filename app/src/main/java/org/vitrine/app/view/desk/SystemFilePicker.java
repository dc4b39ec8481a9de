package org.vitrine.app.view.desk;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;
import org.vitrine.app.model.Settings;
import org.vitrine.app.text.Texts;

/** The desktop's own dialog, which opens where the last file was. */
public final class SystemFilePicker implements FilePicker {
    private static final String KEY = "discs.folder";

    private final Settings settings;

    public SystemFilePicker(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<Path> chooseDisc(Window owner) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.get("disc.choose-title"));
        chooser.getExtensionFilters()
                .addAll(
                        new ExtensionFilter(Texts.get("disc.kind"), "*.iso", "*.ISO", "*.img"),
                        new ExtensionFilter(Texts.get("disc.any"), "*"));
        settings.get(KEY)
                .map(Path::of)
                .filter(Files::isDirectory)
                .ifPresent(folder -> chooser.setInitialDirectory(folder.toFile()));
        File file = chooser.showOpenDialog(owner);
        if (file == null) {
            return Optional.empty();
        }
        settings.put(KEY, String.valueOf(file.getParent()));
        return Optional.of(file.toPath());
    }
}
