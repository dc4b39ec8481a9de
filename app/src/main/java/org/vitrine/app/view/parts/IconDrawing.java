package org.vitrine.app.view.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import org.jspecify.annotations.Nullable;

/**
 * What a file of the icons module draws. Of SVG these files use paths on a grid of 24, each with a fill and a stroke of its own
 * where it isn't drawn in lines of the text's colour.
 *
 * @param layers from the lowest to the topmost; neighbours that are dressed alike are one
 */
record IconDrawing(List<Layer> layers) {
    static final double GRID = 24;
    private static final double STROKE = 1.75;
    private static final String NONE = "none";
    private static final String TEXT_COLOUR = "currentColor";
    private static final Pattern PATH =
            Pattern.compile("<path d=\"([^\"]+)\"(?: fill=\"([^\"]+)\")?(?: stroke=\"([^\"]+)\")?/>");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Map<String, IconDrawing> KNOWN = new ConcurrentHashMap<>();

    /**
     * @param outline in SVG's path language
     * @param fill {@code none}, {@code currentColor} or a colour
     * @param stroke likewise
     */
    record Layer(String outline, String fill, String stroke) {
        /** Drawn in the colour that the style sheet gives. */
        boolean hasTextColour() {
            return fill.equals(TEXT_COLOUR) || stroke.equals(TEXT_COLOUR);
        }

        SVGPath shape() {
            SVGPath shape = new SVGPath();
            shape.setContent(outline);
            if (hasTextColour()) {
                shape.getStyleClass().add(fill.equals(NONE) ? "icon-shape" : "icon-fill");
            } else {
                shape.setFill(colour(fill));
                shape.setStroke(colour(stroke));
                shape.setStrokeWidth(STROKE);
                shape.setStrokeLineCap(StrokeLineCap.ROUND);
                shape.setStrokeLineJoin(StrokeLineJoin.ROUND);
            }
            return shape;
        }

        private static @Nullable Color colour(String name) {
            return name.equals(NONE) ? null : Color.web(name);
        }
    }

    /** @param name of a file in the icons module, without its ending */
    static IconDrawing of(String name) {
        return KNOWN.computeIfAbsent(name, IconDrawing::load);
    }

    /** Whether there is such a file; the name may be anything. */
    static boolean exists(String name) {
        return NAME.matcher(name).matches()
                && IconDrawing.class.getClassLoader().getResource("org/vitrine/icons/" + name + ".svg") != null;
    }

    private static IconDrawing load(String name) {
        String resource = "org/vitrine/icons/" + name + ".svg";
        try (InputStream in = IconDrawing.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no icon " + name);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IconDrawing parse(String svg) {
        List<Layer> layers = new ArrayList<>();
        Matcher path = PATH.matcher(svg);
        while (path.find()) {
            Layer layer = new Layer(path.group(1), or(path.group(2), NONE), or(path.group(3), TEXT_COLOUR));
            Layer below = layers.isEmpty() ? null : layers.getLast();
            if (below != null
                    && below.fill().equals(layer.fill())
                    && below.stroke().equals(layer.stroke())) {
                layers.set(
                        layers.size() - 1,
                        new Layer(below.outline() + " " + layer.outline(), layer.fill(), layer.stroke()));
            } else {
                layers.add(layer);
            }
        }
        return new IconDrawing(List.copyOf(layers));
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
