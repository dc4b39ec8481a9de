package org.vitrine.app.view.parts;

import javafx.scene.layout.Region;
import javafx.scene.shape.SVGPath;
import javafx.scene.transform.Scale;

/** One of our own icons: drawn in lines of a colour that the style sheet gives, or as a tile with colours of its own. */
public final class Icon extends Region {
    public static final int SMALL = 16;
    public static final int MEDIUM = 20;

    private Icon(String name, double size) {
        getStyleClass().addAll("icon", "icon-" + name);
        double scale = size / IconDrawing.GRID;
        for (IconDrawing.Layer layer : IconDrawing.of(name).layers()) {
            SVGPath shape = layer.shape();
            shape.getTransforms().add(new Scale(scale, scale));
            shape.setManaged(false);
            getChildren().add(shape);
        }
        setMinSize(size, size);
        setPrefSize(size, size);
        setMaxSize(size, size);
        setMouseTransparent(true);
    }

    /** @param name of a file in the icons module, without its ending */
    public static Icon of(String name, double size) {
        return new Icon(name, size);
    }

    /** A drawing that a user may have named: another in its place if there is none of that name. */
    public static Icon orElse(String name, String other, double size) {
        return new Icon(IconDrawing.exists(name) ? name : other, size);
    }
}
