package org.vitrine.app.view.console;

import javafx.animation.PauseTransition;
import javafx.event.EventHandler;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/** In full screen the toolbar is hidden, and comes when the pointer has rested at the top edge. */
final class FullscreenBar {
    private static final Duration REST = Duration.millis(300);
    private static final double EDGE = 2;

    private final StackPane screen;
    private final Region toolbar;
    private final PauseTransition rest = new PauseTransition(REST);
    private final EventHandler<MouseEvent> watcher = this::moved;

    FullscreenBar(StackPane screen, Region toolbar) {
        this.screen = screen;
        this.toolbar = toolbar;
        rest.setOnFinished(event -> toolbar.setVisible(true));
    }

    /** Takes the toolbar, which has no other parent now. */
    void begin() {
        toolbar.setVisible(false);
        toolbar.setMaxHeight(Region.USE_PREF_SIZE);
        toolbar.getStyleClass().add("floating");
        StackPane.setAlignment(toolbar, Pos.TOP_CENTER);
        screen.getChildren().add(toolbar);
        screen.addEventFilter(MouseEvent.MOUSE_MOVED, watcher);
    }

    /** Gives the toolbar back. */
    void end() {
        rest.stop();
        screen.removeEventFilter(MouseEvent.MOUSE_MOVED, watcher);
        screen.getChildren().remove((Node) toolbar);
        toolbar.getStyleClass().remove("floating");
        toolbar.setMaxHeight(Region.USE_COMPUTED_SIZE);
        toolbar.setVisible(true);
    }

    /** Shows it, until the pointer moves below it. */
    void show() {
        rest.stop();
        toolbar.setVisible(true);
    }

    private void moved(MouseEvent event) {
        if (toolbar.isVisible()) {
            if (event.getY() > toolbar.getHeight()) {
                toolbar.setVisible(false);
            }
        } else if (event.getY() < EDGE) {
            rest.play();
        } else {
            rest.stop();
        }
    }
}
