package org.vitrine.app.view.machine;

import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.vitrine.app.viewmodel.machine.UsageHistory;

/** A minute of something that is measured once a second, the newest at the right. */
final class Graph extends Region {
    private static final double HEIGHT = 56;

    private final Path area = new Path();
    private final Path line = new Path();
    private List<Double> values = List.of();
    private double full = 1;

    /** @param name what is measured, for screen readers */
    Graph(String name) {
        getStyleClass().add("graph");
        area.getStyleClass().add("graph-area");
        line.getStyleClass().add("graph-line");
        area.setManaged(false);
        line.setManaged(false);
        getChildren().addAll(area, line);
        setMinSize(96, HEIGHT);
        setPrefHeight(HEIGHT);
        setMaxHeight(HEIGHT);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(name);
    }

    /** @param top the value at the upper edge; more is shown there too */
    void show(UsageHistory history, double top) {
        values = history.values();
        full = Math.max(top, Double.MIN_NORMAL);
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        area.getElements().clear();
        line.getElements().clear();
        double width = getWidth();
        double height = getHeight();
        double step = width / (UsageHistory.LENGTH - 1);
        double x = width - (values.size() - 1) * step;
        for (int i = 0; i < values.size(); i++, x += step) {
            double y = height - 1 - Math.min(1, values.get(i) / full) * (height - 2);
            if (i == 0) {
                area.getElements().addAll(new MoveTo(x, height), new LineTo(x, y));
                line.getElements().add(new MoveTo(x, y));
            } else {
                area.getElements().add(new LineTo(x, y));
                line.getElements().add(new LineTo(x, y));
            }
        }
        if (!values.isEmpty()) {
            area.getElements().addAll(new LineTo(width, height), new ClosePath());
        }
    }
}
