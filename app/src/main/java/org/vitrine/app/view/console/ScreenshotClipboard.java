package org.vitrine.app.view.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/** Puts pictures into the desktop's clipboard. */
final class ScreenshotClipboard {
    private ScreenshotClipboard() {}

    /** Puts a PNG there, and removes its file. */
    static void put(Path png) {
        ClipboardContent content = new ClipboardContent();
        content.putImage(new Image(png.toUri().toString()));
        boolean unused = Clipboard.getSystemClipboard().setContent(content);
        try {
            Files.deleteIfExists(png);
        } catch (IOException e) {
            System.getLogger(ScreenshotClipboard.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} stays: {1}", png, e.getMessage());
        }
    }
}
