package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.Notices;
import org.vitrine.app.view.style.Theme;
import org.vitrine.app.viewmodel.library.MachineItem;
import org.vitrine.app.viewmodel.library.StartViewModel;

/** The place where one begins: drop a disc, or go back to a machine that runs. */
public final class StartPlace implements Place {
    private static final double COLUMN = 640;

    private final StartViewModel model;
    private final Consumer<MachineSession> show;
    private final VBox cards = new VBox(8);
    private final VBox machines = new VBox(8);
    private final VBox drop;
    private final Notices node;

    public StartPlace(StartViewModel model, Theme theme, Runnable chooseDisc, Consumer<MachineSession> show) {
        this.model = model;
        this.show = show;
        this.drop = dropArea(chooseDisc);
        Label running = new Label(Texts.get("start.running"));
        running.getStyleClass().add("section-title");
        machines.getChildren().addAll(running, cards);
        machines.managedProperty().bind(machines.visibleProperty());
        model.running().addListener((ListChangeListener<MachineItem>) change -> refreshCards());
        refreshCards();
        HostCheckView host = new HostCheckView(model);
        VBox column = new VBox(24);
        // Where nothing can be dropped, why that is comes first.
        model.ableProperty()
                .subscribe(able -> column.getChildren()
                        .setAll(able ? List.of(drop, machines, host) : List.of(host, drop, machines)));
        column.setMaxWidth(COLUMN);
        column.getStyleClass().add("start-column");
        VBox.setVgrow(drop, Priority.ALWAYS);
        VBox centred = new VBox(column);
        centred.setAlignment(Pos.TOP_CENTER);
        centred.setFillWidth(true);
        VBox.setVgrow(column, Priority.ALWAYS);
        ScrollPane scroll = new ScrollPane(centred);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("start-scroll");
        BorderPane content = new BorderPane(scroll);
        content.getStyleClass().add("start-place");
        content.setTop(header(theme, chooseDisc));
        node = new Notices(content, model.noticeProperty(), model::dismissNotice, () -> {});
    }

    @Override
    public Parent node() {
        return node;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return new SimpleStringProperty(Texts.get("app.name"));
    }

    @Override
    public void begin() {}

    @Override
    public void close() {}

    /** The node that shows that a disc may be dropped. */
    public Node dropNode() {
        return drop;
    }

    private VBox dropArea(Runnable chooseDisc) {
        Label title = new Label(Texts.get("start.drop"));
        title.getStyleClass().add("drop-title");
        Label hint = new Label(Texts.get("start.drop-hint"));
        hint.getStyleClass().add(Styles.TEXT_MUTED);
        hint.setWrapText(true);
        Button choose = new Button(Texts.get("start.choose"));
        choose.setId("start.choose");
        choose.setDefaultButton(true);
        choose.setOnAction(event -> chooseDisc.run());
        choose.disableProperty().bind(model.startingProperty());
        choose.textProperty()
                .bind(Bindings.when(model.startingProperty())
                        .then(Texts.get("start.starting"))
                        .otherwise(Texts.get("start.choose")));
        VBox area = new VBox(12, Icon.of("drop", 48), title, hint, choose);
        area.setId("drop-area");
        area.disableProperty().bind(model.ableProperty().not());
        area.getStyleClass().add("drop-area");
        area.setAlignment(Pos.CENTER);
        return area;
    }

    private HBox header(Theme theme, Runnable chooseDisc) {
        Label title = new Label(Texts.get("app.name"));
        title.getStyleClass().add("page-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        MenuButton menu =
                Buttons.menu("more", "app.menu", Buttons.item("start.choose", chooseDisc), new SeparatorMenuItem());
        ToggleGroup group = new ToggleGroup();
        for (Theme.Appearance appearance : Theme.Appearance.values()) {
            RadioMenuItem item = new RadioMenuItem(Texts.get("app.appearance-" + appearance.ordinal()));
            item.setToggleGroup(group);
            item.setSelected(theme.appearanceProperty().get() == appearance);
            item.setOnAction(event -> theme.appearanceProperty().set(appearance));
            menu.getItems().add(item);
        }
        HBox header = new HBox(8, title, space, menu);
        header.getStyleClass().add("header");
        header.setAlignment(Pos.CENTER_LEFT);
        return header;
    }

    private void refreshCards() {
        cards.getChildren()
                .setAll(model.running().stream()
                        .map(item -> new MachineCard(item, () -> show.accept(item.session())))
                        .toList());
        machines.setVisible(!model.running().isEmpty());
    }
}
