package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.HostViewModel;

/** The first start: where to drop a disc, and what the host can do. */
final class EmptyLibrary extends ScrollPane {
    private static final double COLUMN = 640;

    private final Button choose = new Button(Texts.get("start.choose"));
    private final ReadOnlyBooleanProperty able;
    private final VBox drop;
    private final HostCheckView host;

    EmptyLibrary(HostViewModel model, Runnable choose) {
        this.able = model.ableProperty();
        this.drop = dropArea(choose);
        this.host = new HostCheckView(model);
        VBox column = new VBox(24);
        // Where nothing can be dropped, why that is comes first.
        able.subscribe(is -> column.getChildren().setAll(is ? List.of(drop, host) : List.of(host, drop)));
        column.setMaxWidth(COLUMN);
        column.getStyleClass().add("start-column");
        VBox.setVgrow(drop, Priority.ALWAYS);
        VBox centred = new VBox(column);
        centred.setAlignment(Pos.TOP_CENTER);
        centred.setFillWidth(true);
        VBox.setVgrow(column, Priority.ALWAYS);
        setContent(centred);
        setFitToWidth(true);
        setFitToHeight(true);
        setFocusTraversable(false);
        getStyleClass().add("start-scroll");
    }

    /** What has the keyboard at first: what is to be done next. */
    Node first() {
        return able.get() ? choose : host.again();
    }

    /** The node that shows that a disc may be dropped. */
    Node dropNode() {
        return drop;
    }

    private VBox dropArea(Runnable chooseDisc) {
        Label title = new Label(Texts.get("start.drop"));
        title.getStyleClass().add("drop-title");
        Label hint = new Label(Texts.get("start.drop-hint"));
        hint.getStyleClass().add(Styles.TEXT_MUTED);
        hint.setWrapText(true);
        choose.setId("start.choose");
        choose.getStyleClass().add(Styles.ACCENT);
        choose.setOnAction(event -> chooseDisc.run());
        VBox area = new VBox(12, Icon.of("drop", 48), title, hint, choose);
        area.setId("drop-area");
        area.disableProperty().bind(able.not());
        area.getStyleClass().add("drop-area");
        area.setAlignment(Pos.CENTER);
        return area;
    }
}
