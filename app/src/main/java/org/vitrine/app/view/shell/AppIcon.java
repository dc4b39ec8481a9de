package org.vitrine.app.view.shell;

import java.util.List;
import javafx.geometry.Rectangle2D;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;
import org.vitrine.app.view.parts.Icon;

/** The application's own icon for task bars and switchers: a lit glass case on the accent. */
final class AppIcon {
    private static final String NAME = "application";

    private AppIcon() {}

    static List<Image> images() {
        return List.of(image(32), image(64), image(128));
    }

    private static Image image(int size) {
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        parameters.setViewport(new Rectangle2D(0, 0, size, size));
        return Icon.of(NAME, size).snapshot(parameters, null);
    }
}
