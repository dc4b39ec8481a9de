package org.vitrine.testbed.app;

import java.io.File;
import java.util.List;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.StageStyle;

/**
 * A program from which a file can be dragged, in place of the desktop's file manager. It says {@code ready} once
 * its window has the focus and the pointer is on it, {@code pressed}, {@code dragging}, and when the drag has
 * ended how, such as {@code COPY}.
 */
public final class DragSource extends Application {
    static final int X = 1500;
    static final int Y = 60;
    static final int WIDTH = 320;
    static final int HEIGHT = 240;

    public static void main(String[] arguments) {
        launch(DragSource.class, arguments);
    }

    @Override
    public void start(Stage stage) {
        File file = new File(getParameters().getRaw().getFirst());
        StackPane pane = new StackPane(new Label(file.getName()));
        pane.setOnDragDetected(event -> {
            Dragboard board = pane.startDragAndDrop(TransferMode.COPY);
            ClipboardContent content = new ClipboardContent();
            content.putFiles(List.of(file));
            board.setContent(content);
            event.consume();
            System.out.println("dragging");
        });
        pane.hoverProperty().and(stage.focusedProperty()).subscribe(ready -> {
            if (ready) {
                System.out.println("ready");
            }
        });
        pane.setOnMousePressed(event -> System.out.println("pressed"));
        pane.setOnDragDone(event -> System.out.println(event.getTransferMode()));
        // Without a frame it stands where it is told to.
        stage.initStyle(StageStyle.UNDECORATED);
        stage.setScene(new Scene(pane));
        stage.setX(X);
        stage.setY(Y);
        stage.setWidth(WIDTH);
        stage.setHeight(HEIGHT);
        stage.show();
    }
}
