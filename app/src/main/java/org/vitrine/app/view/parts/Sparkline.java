package org.vitrine.app.view.parts;

import java.util.List;
import javafx.scene.layout.Region;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;

/** The last values of something as a small line, the newest at the right. */
public final class Sparkline extends Region {
    private final Path line = new Path();
    private final int places;
    private List<Double> values = List.of();

    /** @param places how many values it has room for */
    public Sparkline(int places, double width, double height) {
        this.places = places;
        getStyleClass().add("sparkline");
        line.getStyleClass().add("sparkline-line");
        line.setManaged(false);
        getChildren().add(line);
        setMinSize(width, height);
        setPrefSize(width, height);
        setMaxSize(width, height);
    }

    /** @param next from 0 to 1, oldest first */
    public void show(List<Double> next) {
        values = next;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        line.getElements().clear();
        double step = getWidth() / Math.max(1, places - 1);
        double x = getWidth() - step * (values.size() - 1);
        for (double value : values) {
            double y = (getHeight() - 2) * (1 - value) + 1;
            line.getElements().add(line.getElements().isEmpty() ? new MoveTo(x, y) : new LineTo(x, y));
            x += step;
        }
    }
}
