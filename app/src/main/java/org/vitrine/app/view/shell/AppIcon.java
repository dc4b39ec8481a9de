package org.vitrine.app.view.shell;

import java.util.List;
import javafx.scene.Group;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.transform.Scale;
import org.vitrine.app.view.parts.Icon;

/** The application's own icon for task bars and switchers: the glass case, white on the accent. */
final class AppIcon {
    private static final Color GROUND = Color.web("#0f766e");
    private static final double GRID = 24;
    private static final double MARGIN = 5;
    private static final double STROKE = 1.75;

    private AppIcon() {}

    static List<Image> images() {
        return List.of(image(32), image(64), image(128));
    }

    private static Image image(int size) {
        double unit = size / (GRID + 2 * MARGIN);
        Rectangle ground = new Rectangle(size, size, GROUND);
        ground.setArcWidth(size / 2.5);
        ground.setArcHeight(size / 2.5);
        SVGPath shape = new SVGPath();
        shape.setContent(Icon.load("vitrine"));
        shape.setFill(null);
        shape.setStroke(Color.WHITE);
        shape.setStrokeWidth(STROKE);
        shape.setStrokeLineCap(StrokeLineCap.ROUND);
        shape.setStrokeLineJoin(StrokeLineJoin.ROUND);
        shape.getTransforms().add(new Scale(unit, unit));
        shape.setTranslateX(MARGIN * unit);
        shape.setTranslateY(MARGIN * unit);
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        return new Group(ground, shape).snapshot(parameters, null);
    }
}
