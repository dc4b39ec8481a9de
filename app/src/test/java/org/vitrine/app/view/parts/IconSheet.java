package org.vitrine.app.view.parts;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.TilePane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/**
 * Draws docs/icons.png: every icon by the application's own means, on dark and on light ground. Under {@code testbed/screen}, with
 * the test class path and the file to write.
 */
public final class IconSheet {
    private static final int LARGE = 48;
    private static final int COLUMNS = 10;
    private static final List<Integer> SIZES = List.of(Icon.SMALL, Icon.MEDIUM, 32);

    private IconSheet() {}

    public static void main(String[] arguments) {
        Application.launch(Drawing.class, arguments);
    }

    /** What JavaFX starts. */
    public static final class Drawing extends Application {
        @Override
        public void start(Stage stage) throws IOException {
            draw(Path.of(getParameters().getRaw().getFirst()));
            Platform.exit();
        }
    }

    private static void draw(Path file) throws IOException {
        WritableImage dark = half(new PrimerDark().getUserAgentStylesheet(), "dark.css");
        WritableImage light = half(new PrimerLight().getUserAgentStylesheet(), "light.css");
        WritableImage both = new WritableImage((int) dark.getWidth(), (int) dark.getHeight() + (int) light.getHeight());
        both.getPixelWriter()
                .setPixels(0, 0, (int) dark.getWidth(), (int) dark.getHeight(), dark.getPixelReader(), 0, 0);
        both.getPixelWriter()
                .setPixels(
                        0,
                        (int) dark.getHeight(),
                        (int) light.getWidth(),
                        (int) light.getHeight(),
                        light.getPixelReader(),
                        0,
                        0);
        ImageIO.write(SwingFXUtils.fromFXImage(both, null), "png", file.toFile());
    }

    private static WritableImage half(String base, String theme) throws IOException {
        Application.setUserAgentStylesheet(base);
        List<String> names = IconTest.names();
        VBox sheet = new VBox(
                16,
                group(names, name -> !name.startsWith("state-") && !isTile(name)),
                group(names, name -> name.startsWith("state-")),
                group(names, IconSheet::isTile));
        sheet.setStyle("-fx-background-color: -color-bg-default; -fx-padding: 16;");
        Scene scene = new Scene(sheet);
        scene.getStylesheets().setAll(resource("vitrine.css"), resource(theme));
        sheet.applyCss();
        sheet.layout();
        return scene.snapshot(null);
    }

    private static boolean isTile(String name) {
        return name.startsWith("system-") || name.equals("application");
    }

    private static Region group(List<String> names, Predicate<String> members) {
        TilePane tiles = new TilePane(8, 8);
        tiles.setPrefColumns(COLUMNS);
        for (String name : names.stream().filter(members).toList()) {
            HBox sizes = new HBox(8);
            sizes.setAlignment(Pos.CENTER);
            SIZES.forEach(size -> sizes.getChildren().add(Icon.of(name, size)));
            Label word = new Label(name);
            word.getStyleClass().add("text-small");
            VBox cell = new VBox(8, Icon.of(name, LARGE), sizes, word);
            cell.setAlignment(Pos.CENTER);
            cell.setPrefWidth(120);
            tiles.getChildren().add(cell);
        }
        return tiles;
    }

    private static String resource(String name) {
        return Objects.requireNonNull(IconSheet.class.getResource("/org/vitrine/app/view/style/" + name), name)
                .toExternalForm();
    }
}
