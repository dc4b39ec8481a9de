package org.vitrine.testbed.app;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.geometry.Bounds;
import javafx.scene.Parent;
import org.vitrine.testbed.screen.Picture;

/** Takes pictures of the application's main window as the X screen shows it, popups and all, into {@code FOLDER/THEME-SCALE/NAME.png}. */
final class Shutter {
    /** What slides or fades in has come to rest. */
    private static final long REST_MILLIS = 900;

    private final Path folder;
    private final double scale;
    private String theme = "";

    /** @param scale pixels of the screen for one of JavaFX */
    Shutter(Path folder, double scale) {
        this.folder = folder;
        this.scale = scale;
    }

    void theme(String name) {
        theme = name;
    }

    void take(Application application, String name) throws Exception {
        Thread.sleep(REST_MILLIS);
        Bounds bounds = application.onFx(() -> {
            Parent root = application.stage().getScene().getRoot();
            return root.localToScreen(root.getLayoutBounds());
        });
        Picture screen = Session.screen();
        int left = (int) Math.round(bounds.getMinX() * scale);
        int top = (int) Math.round(bounds.getMinY() * scale);
        int width = Math.min((int) Math.round(bounds.getWidth() * scale), screen.width() - left);
        int height = Math.min((int) Math.round(bounds.getHeight() * scale), screen.height() - top);
        write(Picture.of(width, height, (x, y) -> screen.at(left + x, top + y)), name);
    }

    /** The whole screen. */
    void takeAll(String name) throws Exception {
        Thread.sleep(REST_MILLIS);
        write(Session.screen(), name);
    }

    private void write(Picture picture, String name) throws Exception {
        Path place = Files.createDirectories(folder.resolve(theme + "-" + Math.round(scale * 100)));
        Path file = place.resolve(name + ".png");
        picture.writePng(file);
        // Fewer colours, and no dots for those that are left out.
        Session.run("convert", file.toString(), "+dither", "-colors", "160", "-strip", "PNG8:" + file);
        System.out.println(file);
    }
}
