package org.vitrine.app.view.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import javafx.scene.shape.SVGPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IconTest {
    private static final Path ICONS = Path.of("../icons/src/main/resources/org/vitrine/icons");
    private static final Path CODE = Path.of("src/main/java");
    private static final String HEAD = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"24\""
            + " viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\""
            + " stroke-linecap=\"round\" stroke-linejoin=\"round\">\n";
    private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern TAKES_ICON = Pattern.compile("\\b(?:Icon\\.of|Buttons\\.icon|Buttons\\.menu)\\(");

    /** How far the ink of an icon may reach: within the grid with all of its stroke. */
    private static final double EDGE = 1;

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(ICONS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".svg"))
                    .map(name -> name.substring(0, name.length() - ".svg".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_icon_keeps_to_grid_stroke_and_caps_and_has_paths_alone(String name) throws IOException {
        String svg = Files.readString(ICONS.resolve(name + ".svg"));

        assertThat(svg).startsWith(HEAD).endsWith("</svg>\n");
        List<String> lines = svg.lines().toList();
        assertThat(lines.subList(1, lines.size() - 1))
                .isNotEmpty()
                .allMatch(line -> line.matches("  <path d=\"[^\"]+\"( fill=\"(currentColor|#[0-9a-f]{6})\")?"
                        + "( stroke=\"(none|#[0-9a-f]{6})\")?/>"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_icon_is_drawn_within_the_grid_and_in_its_middle(String name) {
        double left = IconDrawing.GRID;
        double right = 0;
        double top = IconDrawing.GRID;
        double bottom = 0;
        for (IconDrawing.Layer layer : IconDrawing.of(name).layers()) {
            SVGPath shape = new SVGPath();
            shape.setContent(layer.outline());
            shape.setStroke(null);
            shape.setFill(Color.BLACK);
            assertThat(shape.getLayoutBounds().isEmpty()).isFalse();
            left = Math.min(left, shape.getLayoutBounds().getMinX());
            right = Math.max(right, shape.getLayoutBounds().getMaxX());
            top = Math.min(top, shape.getLayoutBounds().getMinY());
            bottom = Math.max(bottom, shape.getLayoutBounds().getMaxY());
        }

        assertThat(Math.min(left, top)).isGreaterThanOrEqualTo(EDGE);
        assertThat(Math.max(right, bottom)).isLessThanOrEqualTo(IconDrawing.GRID - EDGE);
        assertThat((left + right) / 2).as("middle from the left").isBetween(11.0, 13.25);
        assertThat((top + bottom) / 2).as("middle from the top").isBetween(11.0, 13.25);
    }

    @Test
    void a_tile_has_a_ground_and_a_mark_of_its_own_colours() {
        IconDrawing tile = IconDrawing.of("system-debian");

        assertThat(tile.layers()).hasSize(2).noneMatch(IconDrawing.Layer::hasTextColour);
        assertThat(tile.layers().getFirst().shape().getStroke()).isNull();
        assertThat(tile.layers().getLast().shape().getStroke()).isEqualTo(Color.WHITE);
    }

    @Test
    void paths_in_lines_are_one_shape() {
        assertThat(IconDrawing.of("pause").layers())
                .containsExactly(new IconDrawing.Layer("M9 5v14 M15 5v14", "none", "currentColor"));
    }

    @Test
    void every_icon_that_the_code_names_exists() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(file);
                TAKES_ICON
                        .matcher(code)
                        .results()
                        .map(call -> firstArgument(code, call.end()))
                        .flatMap(argument -> LITERAL.matcher(argument).results())
                        .forEach(literal -> named.add(literal.group(1)));
            }
        }

        assertThat(named).contains("check", "warning", "problem", "fullscreen-exit");
        assertThat(named)
                .allSatisfy(name -> assertThatCode(() -> IconDrawing.of(name)).doesNotThrowAnyException());
    }

    /** The text up to the comma or bracket that ends it. */
    private static String firstArgument(String code, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int at = from; at < code.length(); at++) {
            char c = code.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '(' || c == '{')) {
                depth++;
            } else if (!quoted && depth > 0 && (c == ')' || c == '}')) {
                depth--;
            } else if (!quoted && depth == 0 && (c == ',' || c == ')')) {
                return code.substring(from, at);
            }
        }
        return code.substring(from);
    }
}
