package org.vitrine.app.view.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlantafx.base.theme.PrimerDark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every colour that our style sheets write or draw in stands out from every ground that they lay below: WCAG 2.2, level AA. */
class ContrastTest {
    private static final Path SHEETS = Path.of("src/main/resources/org/vitrine/app/view/style");
    private static final Pattern DECLARATION =
            Pattern.compile("(-fx-text-fill|-fx-stroke|-fx-fill|-fx-border-color|-fx-background-color):\\s*([^;]+);");
    private static final Pattern NAME = Pattern.compile("-(?:color|vitrine)-[\\w-]+");

    private static final double TEXT = 4.5;
    private static final double GRAPHICS = 3;
    private static final String BASE = "-color-bg-default";

    /** Written on colours that shout, and on nothing else. */
    private static final String ON_EMPHASIS = "-color-fg-emphasis";

    private static final List<String> EMPHASIS = List.of("-color-accent-emphasis", "-color-danger-emphasis");

    /** Warnings in colour are written on plain areas, not on what is chosen or pointed at. */
    private static final Set<String> ON_PLAIN = Set.of("-color-danger-fg", "-color-warning-fg", "-color-success-fg");

    private final Set<String> text = new TreeSet<>(List.of("-color-fg-default", "-color-fg-muted", "-color-accent-fg"));
    private final Set<String> graphics = new TreeSet<>(List.of("-color-accent-emphasis"));
    private final Set<String> grounds = new TreeSet<>(List.of(BASE));

    private void readSheets() throws IOException {
        try (Stream<Path> files = Files.list(SHEETS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".css")).toList()) {
                DECLARATION
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> NAME.matcher(found.group(2))
                                .results()
                                .forEach(name -> sort(found.group(1), name.group())));
            }
        }
    }

    private void sort(String property, String name) {
        // Lines and veils carry nothing that areas, words and shapes don't.
        boolean decoration = name.startsWith("-color-border-") || name.endsWith("-muted") || name.endsWith("-subtle");
        if (name.endsWith("-bg")) {
            // AtlantaFX's own, within a control.
            return;
        }
        if (property.equals("-fx-text-fill")) {
            text.add(name);
        } else if (property.equals("-fx-background-color") && isGround(name)
                || property.equals("-fx-fill") && isPlain(name)) {
            grounds.add(name);
        } else if (!decoration || name.startsWith("-color-fg-")) {
            graphics.add(name);
        }
    }

    private static boolean isGround(String name) {
        return isPlain(name) || name.endsWith("-subtle") || name.equals("-vitrine-ground");
    }

    private static boolean isPlain(String name) {
        return name.startsWith("-color-bg-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dark", "light"})
    void text_and_graphics_stand_out_from_every_ground(String theme) throws IOException {
        readSheets();
        Palette palette = new Palette(primer(theme), Files.readString(SHEETS.resolve(theme + ".css")));
        List<String> faults = new ArrayList<>();

        text.forEach(name -> faults.addAll(faults(palette, name, TEXT)));
        graphics.forEach(name -> faults.addAll(faults(palette, name, GRAPHICS)));

        assertThat(grounds).hasSizeGreaterThan(3);
        assertThat(graphics).contains("-vitrine-running", "-vitrine-stuck");
        assertThat(faults).isEmpty();
    }

    private List<String> faults(Palette palette, String name, double least) {
        List<String> faults = new ArrayList<>();
        for (String ground : groundsOf(name)) {
            if (palette.colour(name).isEmpty() || palette.colour(ground).isEmpty()) {
                faults.add("nothing defines " + name + " or " + ground);
                continue;
            }
            Color below = Palette.over(
                    palette.colour(BASE).orElseThrow(), palette.colour(ground).orElseThrow());
            double contrast =
                    Palette.contrast(Palette.over(below, palette.colour(name).orElseThrow()), below);
            if (contrast < least) {
                faults.add("%s on %s: %.2f, needs %.1f".formatted(name, ground, contrast, least));
            }
        }
        return faults;
    }

    private List<String> groundsOf(String name) {
        if (name.equals(ON_EMPHASIS)) {
            return EMPHASIS;
        }
        return grounds.stream()
                .filter(ground -> !ON_PLAIN.contains(name) || isPlain(ground))
                .toList();
    }

    private static String primer(String theme) throws IOException {
        String sheet = "primer-" + theme + ".css";
        try (InputStream in = Objects.requireNonNull(PrimerDark.class.getResourceAsStream(sheet), sheet)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void contrast_is_that_of_wcag() {
        assertThat(Palette.contrast(Color.BLACK, Color.WHITE)).isEqualTo(21, within(1e-9));
        assertThat(Palette.contrast(Color.web("#777777"), Color.WHITE)).isEqualTo(4.48, within(0.005));
        assertThat(Palette.over(Color.BLACK, Color.web("#ffffff", 0.5)).getRed())
                .isEqualTo(0.5, within(0.01));
    }
}
