package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import javafx.css.PseudoClass;
import javafx.event.ActionEvent;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.SnapshotsModel;

/** A snapshot in the tree: its picture, its name, when it was taken. */
final class SnapshotNode extends ToggleButton {
    static final double WIDTH = 152;
    static final double HEIGHT = 144;
    private static final double PICTURE_HEIGHT = 84;
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");

    private final Snapshot item;

    /** @param current whether the machine's present state grew out of it */
    SnapshotNode(Snapshot item, boolean current) {
        this.item = item;
        setId("snapshot-" + item.id());
        getStyleClass().setAll("snapshot-node");
        pseudoClassStateChanged(CURRENT, current);
        setMinSize(WIDTH, HEIGHT);
        setPrefSize(WIDTH, HEIGHT);
        setMaxSize(WIDTH, HEIGHT);
        setAccessibleRole(AccessibleRole.RADIO_BUTTON);
        setAccessibleText(
                item.name() + ", " + SnapshotsModel.facts(item) + (current ? ", " + Texts.get("snapshots.last") : ""));
        Label name = new Label(item.name());
        name.getStyleClass().add("snapshot-name");
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMaxWidth(WIDTH - 16);
        Label when = new Label(SnapshotWords.day(item.created()));
        when.getStyleClass().addAll(Styles.TEXT_MUTED, "text-small");
        VBox content = new VBox(2, picture(), name, when);
        content.setAlignment(Pos.TOP_LEFT);
        content.setMouseTransparent(true);
        setGraphic(content);
    }

    private StackPane picture() {
        StackPane frame = new StackPane(Icon.of(item.running() ? "display" : "power", 24));
        frame.getStyleClass().add("snapshot-picture");
        frame.setMinSize(WIDTH - 16, PICTURE_HEIGHT);
        frame.setMaxSize(WIDTH - 16, PICTURE_HEIGHT);
        item.picture().ifPresent(file -> {
            Image image = new Image(file.toUri().toString(), 2 * (WIDTH - 16), 2 * PICTURE_HEIGHT, true, true, true);
            ImageView view = new ImageView(image);
            view.setFitWidth(WIDTH - 16);
            view.setFitHeight(PICTURE_HEIGHT);
            view.setPreserveRatio(true);
            image.progressProperty().subscribe(progress -> {
                if (progress.doubleValue() >= 1 && !image.isError()) {
                    frame.getChildren().setAll(view);
                }
            });
        });
        return frame;
    }

    Snapshot item() {
        return item;
    }

    /** It is chosen, not switched: a second press leaves it so. */
    @Override
    public void fire() {
        setSelected(true);
        requestFocus();
        fireEvent(new ActionEvent());
    }
}
