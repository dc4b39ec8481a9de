package org.vitrine.app.view.parts;

import java.util.Objects;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.scene.Node;
import org.controlsfx.control.PopOver;

/** ControlsFX's pop-overs with our frame round them: its own is white and thick, and comes after what a theme says. */
public final class PopOvers {
    private static final String FRAME = Objects.requireNonNull(
                    PopOvers.class.getResource("/org/vitrine/app/view/style/popover.css"))
            .toExternalForm();

    private PopOvers() {}

    public static PopOver of(Node content) {
        PopOver popOver = new PopOver(content);
        popOver.getRoot().getStylesheets().add(FRAME);
        if (!Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW)) {
            popOver.getStyleClass().add("filled");
            popOver.setArrowSize(0);
            popOver.setCornerRadius(0);
        }
        popOver.setAnimated(false);
        return popOver;
    }
}
