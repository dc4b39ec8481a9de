package org.vitrine.app.view.parts;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;

/** Lets files be dropped anywhere on a window. */
public final class DropTarget {
    private static final PseudoClass HOVERED = PseudoClass.getPseudoClass("drop-over");

    private DropTarget() {}

    /**
     * Takes files.
     *
     * @param shown the node that shows that files may be dropped
     * @param willing whether they are wanted now
     */
    public static void on(Scene scene, Node shown, BooleanSupplier willing, Consumer<List<Path>> taker) {
        scene.setOnDragOver(event -> {
            if (willing.getAsBoolean() && !files(event).isEmpty()) {
                event.acceptTransferModes(TransferMode.COPY);
                shown.pseudoClassStateChanged(HOVERED, true);
            }
            event.consume();
        });
        scene.setOnDragExited(event -> shown.pseudoClassStateChanged(HOVERED, false));
        scene.setOnDragDropped(event -> {
            shown.pseudoClassStateChanged(HOVERED, false);
            List<Path> files = willing.getAsBoolean() ? files(event) : List.of();
            if (!files.isEmpty()) {
                taker.accept(files);
            }
            event.setDropCompleted(!files.isEmpty());
            event.consume();
        });
    }

    /** Takes none any more. */
    public static void off(Scene scene) {
        scene.setOnDragOver(null);
        scene.setOnDragExited(null);
        scene.setOnDragDropped(null);
    }

    private static List<Path> files(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        return files == null ? List.of() : files.stream().map(File::toPath).toList();
    }
}
