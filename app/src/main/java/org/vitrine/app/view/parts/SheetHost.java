package org.vitrine.app.view.parts;

import javafx.animation.Interpolator;
import javafx.animation.TranslateTransition;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** A place over which a sheet slides in from the right, one at a time. Esc and its cross close it; what is below stays usable. */
public final class SheetHost extends StackPane {
    private static final double WIDTH = 440;
    private static final Duration SLIDE = Duration.millis(160);

    private final ReadOnlyDoubleWrapper covered = new ReadOnlyDoubleWrapper();
    private @Nullable BorderPane sheet;
    private @Nullable Node before;
    private Runnable onClosed = () -> {};

    public SheetHost(Node content) {
        super(content);
    }

    /**
     * Shows a sheet in the place of another.
     *
     * @param id of the sheet's node, by which its cross is called {@code ID.close}
     * @param first what has the keyboard at first
     * @param closed is told when the sheet goes, whoever closes it
     */
    public void show(String id, String title, Node content, Node first, Runnable closed) {
        Node focused = sheet == null && getScene() != null ? getScene().getFocusOwner() : before;
        drop();
        before = focused;
        onClosed = closed;
        BorderPane made = new BorderPane(content);
        made.setId(id);
        made.setTop(header(id, title));
        made.getStyleClass().add("side-sheet");
        made.setMaxWidth(WIDTH);
        made.setPrefWidth(WIDTH);
        made.setAccessibleText(title);
        // Else its shadow would take the clicks on what lies beside it.
        made.setPickOnBounds(false);
        made.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                hide();
            }
        });
        StackPane.setAlignment(made, Pos.CENTER_RIGHT);
        sheet = made;
        getChildren().add(made);
        covered.set(WIDTH);
        // What takes the keyboard has its content only once its skin is made.
        made.applyCss();
        slideIn(made);
        Platform.runLater(first::requestFocus);
    }

    private HBox header(String id, String title) {
        Label label = new Label(title);
        label.getStyleClass().add("sheet-title");
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        Button cross = Buttons.icon("close", "sheet.close", this::hide);
        cross.setId(id + ".close");
        HBox header = new HBox(8, label, cross);
        header.setAlignment(Pos.CENTER_LEFT);
        header.getStyleClass().add("sheet-header");
        return header;
    }

    private static void slideIn(BorderPane made) {
        if (Platform.getPreferences().isReducedMotion()) {
            return;
        }
        made.setTranslateX(WIDTH / 4);
        TranslateTransition slide = new TranslateTransition(SLIDE, made);
        slide.setToX(0);
        slide.setInterpolator(Interpolator.EASE_OUT);
        slide.play();
    }

    /** Whether a sheet of an id is shown. */
    public boolean shows(String id) {
        return sheet != null && id.equals(sheet.getId());
    }

    /** How much of what is below a sheet lies over, at its right. */
    public ReadOnlyDoubleProperty coveredProperty() {
        return covered.getReadOnlyProperty();
    }

    /** Closes the sheet, if there is one; the keyboard goes back to where it was. */
    public void hide() {
        if (sheet != null) {
            Node back = before;
            drop();
            if (back != null && back.getScene() != null) {
                back.requestFocus();
            }
        }
    }

    private void drop() {
        if (sheet != null) {
            getChildren().remove(sheet);
            covered.set(0);
            sheet = null;
            before = null;
            Runnable told = onClosed;
            onClosed = () -> {};
            told.run();
        }
    }
}
