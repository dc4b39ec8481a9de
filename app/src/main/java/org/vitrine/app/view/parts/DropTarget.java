package org.vitrine.app.view.parts;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;

/** Lets a file be dropped anywhere on a window. */
public final class DropTarget {
    private static final PseudoClass HOVERED = PseudoClass.getPseudoClass("drop-over");

    private DropTarget() {}

    /**
     * Takes single files.
     *
     * @param shown the node that shows that a file may be dropped
     * @param willing whether one is wanted now
     */
    public static void on(Scene scene, Node shown, BooleanSupplier willing, Consumer<Path> taker) {
        scene.setOnDragOver(event -> {
            if (willing.getAsBoolean() && file(event).isPresent()) {
                event.acceptTransferModes(TransferMode.COPY);
                shown.pseudoClassStateChanged(HOVERED, true);
            }
            event.consume();
        });
        scene.setOnDragExited(event -> shown.pseudoClassStateChanged(HOVERED, false));
        scene.setOnDragDropped(event -> {
            shown.pseudoClassStateChanged(HOVERED, false);
            Optional<Path> file = willing.getAsBoolean() ? file(event) : Optional.empty();
            file.ifPresent(taker);
            event.setDropCompleted(file.isPresent());
            event.consume();
        });
    }

    /** Takes none any more. */
    public static void off(Scene scene) {
        scene.setOnDragOver(null);
        scene.setOnDragExited(null);
        scene.setOnDragDropped(null);
    }

    private static Optional<Path> file(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        return files != null && files.size() == 1 ? Optional.of(files.getFirst().toPath()) : Optional.empty();
    }
}
