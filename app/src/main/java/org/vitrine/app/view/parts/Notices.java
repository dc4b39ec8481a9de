package org.vitrine.app.view.parts;

import javafx.animation.PauseTransition;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.controlsfx.control.NotificationPane;
import org.controlsfx.control.action.Action;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.viewmodel.Notice;

/** A place with a bar for notices at its foot. One that needs no answer goes by itself. */
public final class Notices extends NotificationPane {
    private static final double PADDING = 16;

    private static final Duration STAY = Duration.seconds(6);

    private static final Duration STAY_TO_UNDO = Duration.seconds(12);

    private final PauseTransition stay = new PauseTransition(STAY);
    private @Nullable Notice shown;
    private double covered;

    /**
     * A place whose content gives the bar room: nothing of it lies under the bar, and what is at its top stays where it is.
     *
     * @param dismiss the notice was closed, or went
     */
    public static Notices makingRoom(Node content, ObservableValue<@Nullable Notice> notice, Runnable dismiss) {
        StackPane room = new StackPane(content);
        Notices notices = new Notices(room, notice, dismiss, () -> {});
        notices.skinProperty().subscribe(skin -> {
            if (notices.lookup(".notification-bar") instanceof Region bar) {
                bar.heightProperty().subscribe(height -> room.setPadding(new Insets(0, 0, height.doubleValue(), 0)));
            }
        });
        return notices;
    }

    /**
     * A place that the bar lies over.
     *
     * @param after what gets the keyboard back
     */
    public Notices(Node content, ObservableValue<@Nullable Notice> notice, Runnable dismiss, Runnable after) {
        super(content);
        // Else the Tab key would stop at what it shows, as a whole.
        setFocusTraversable(false);
        setShowFromTop(false);
        setCloseButtonVisible(true);
        getStyleClass().add("notices");
        stay.setOnFinished(event -> hide());
        setOnHidden(event -> {
            dismiss.run();
            after.run();
        });
        notice.subscribe(news -> {
            if (news != null) {
                show(news, after);
            } else if (isShowing()) {
                hide();
            }
        });
    }

    private void show(Notice news, Runnable after) {
        Notice before = shown;
        shown = news;
        setText(news.text());
        if (isShowing()
                && before != null
                && before.kind() == Notice.Kind.QUESTION
                && before.withText("").equals(news.withText(""))) {
            // The button stays the same, or a click on it would be lost.
            return;
        }
        stay.stop();
        setGraphic(Icon.of(news.kind() == Notice.Kind.INFORMATION ? "check" : "warning", Icon.MEDIUM));
        getActions()
                .setAll(news
                        .answer()
                        .map(answer -> new Action(answer.label(), event -> {
                            hide();
                            answer.action().run();
                            after.run();
                        }))
                        .stream()
                        .toList());
        show();
        // ControlsFX puts it at the top, above the middle of what it closes.
        if (lookup(".notification-bar .close-button") instanceof Node cross) {
            GridPane.setValignment(cross, VPos.CENTER);
            cross.setTranslateY(0);
        }
        keepClear();
        if (news.kind() == Notice.Kind.INFORMATION) {
            stay.setDuration(news.answer().isPresent() ? STAY_TO_UNDO : STAY);
            stay.playFromStart();
        }
    }

    /** What the bar says, and its buttons, stay clear of a part at the right that something else covers. */
    public void setCovered(double width) {
        covered = width;
        keepClear();
    }

    private void keepClear() {
        if (lookup(".notification-bar > .pane") instanceof Region pane) {
            pane.setStyle("-fx-padding: 8 %1$.0f 8 %2$.0f".formatted(PADDING + covered, PADDING));
        }
    }
}
