package org.vitrine.app.view.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javafx.scene.layout.Region;
import javafx.scene.shape.SVGPath;
import javafx.scene.transform.Scale;

/** One of our own icons, drawn in lines on a grid of 24; the style sheet gives its colour. */
public final class Icon extends Region {
    public static final int SMALL = 16;
    public static final int MEDIUM = 20;
    private static final double GRID = 24;
    private static final Pattern PATH = Pattern.compile("<path d=\"([^\"]+)\"/>");
    private static final Map<String, String> CONTENT = new ConcurrentHashMap<>();

    private Icon(String name, double size) {
        getStyleClass().addAll("icon", "icon-" + name);
        SVGPath shape = new SVGPath();
        shape.setContent(CONTENT.computeIfAbsent(name, Icon::load));
        shape.getStyleClass().add("icon-shape");
        shape.getTransforms().add(new Scale(size / GRID, size / GRID));
        shape.setManaged(false);
        getChildren().add(shape);
        setMinSize(size, size);
        setPrefSize(size, size);
        setMaxSize(size, size);
        setMouseTransparent(true);
    }

    /** @param name of a file in the icons module, without its ending */
    public static Icon of(String name, double size) {
        return new Icon(name, size);
    }

    /** The outlines of all of a file's paths as one. */
    public static String load(String name) {
        String resource = "org/vitrine/icons/" + name + ".svg";
        try (InputStream in = Icon.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no icon " + name);
            }
            Matcher matcher = PATH.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return matcher.results().map(result -> result.group(1)).collect(Collectors.joining(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
