package org.vitrine.app.view.style;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;

/** The colours that a style sheet's {@code .root} names, with those that it leaves to another one below. */
final class Palette {
    private static final Pattern ROOT = Pattern.compile("(?m)^\\.root\\s*\\{([^}]*)\\}");
    private static final Pattern NAMED = Pattern.compile("(?m)^\\s*(-(?:color|vitrine)-[\\w-]+):\\s*([^;]+);");

    private final Map<String, String> values = new HashMap<>();

    /** @param sheets the texts of style sheets, of which the later ones override the earlier */
    Palette(String... sheets) {
        for (String sheet : sheets) {
            ROOT.matcher(sheet)
                    .results()
                    .map(root -> root.group(1))
                    .flatMap(body -> NAMED.matcher(body).results())
                    .forEach(this::put);
        }
    }

    private void put(MatchResult named) {
        values.put(named.group(1), named.group(2).strip());
    }

    /** @return nothing if no sheet gives the name a colour */
    Optional<Color> colour(String name) {
        String value = name;
        for (int i = 0; value != null && value.startsWith("-") && i < 8; i++) {
            value = values.get(value);
        }
        return value == null || value.startsWith("-") ? Optional.empty() : Optional.of(Color.web(value));
    }

    /** What is seen of a colour that may let what is below shine through. */
    static Color over(Color ground, Color colour) {
        return ground.interpolate(
                Color.color(colour.getRed(), colour.getGreen(), colour.getBlue()), colour.getOpacity());
    }

    /** The contrast ratio of WCAG 2.2, 1 to 21. */
    static double contrast(Color one, Color other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
