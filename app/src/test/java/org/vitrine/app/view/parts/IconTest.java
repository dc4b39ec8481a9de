package org.vitrine.app.view.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IconTest {
    @Test
    void every_icon_keeps_to_grid_stroke_and_caps_and_has_paths_alone() throws IOException, URISyntaxException {
        Path one =
                Path.of(Objects.requireNonNull(Icon.class.getClassLoader().getResource("org/vitrine/icons/pause.svg"))
                        .toURI());
        try (var files = Files.list(one.getParent())) {
            for (Path file : files.toList()) {
                String svg = Files.readString(file);
                assertThat(svg)
                        .as(file.toString())
                        .contains("viewBox=\"0 0 24 24\"")
                        .contains("stroke-width=\"1.75\"")
                        .contains("stroke-linecap=\"round\"");
                long elements = svg.chars().filter(c -> c == '<').count();
                long paths = svg.split("<path d=", -1).length - 1L;
                assertThat(elements).as("elements of " + file).isEqualTo(paths + 2);
                assertThat(Icon.load(file.getFileName().toString().replace(".svg", "")))
                        .isNotBlank();
            }
        }
    }
}
