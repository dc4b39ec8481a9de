package org.vitrine.app.view.create;

import atlantafx.base.theme.Styles;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.create.CreateViewModel;
import org.vitrine.app.viewmodel.create.CreateViewModel.Then;

/** A new machine: prefilled, ready to run. Enter creates and starts it. */
public final class CreateSheet extends BorderPane {
    public static final String ID = "create";

    private final CreateForm form;

    /** @param chooseFile asks for a disc or an image */
    public CreateSheet(CreateViewModel model, Runnable chooseFile) {
        form = new CreateForm(model, chooseFile);
        BatchList batch = new BatchList(model);
        ScrollPane scroll = new ScrollPane(form);
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("create-scroll");
        ProgressIndicator busy = new ProgressIndicator();
        busy.setMaxSize(40, 40);
        busy.visibleProperty().bind(model.busyProperty());
        // Unseen, but with the keyboard in its place.
        scroll.opacityProperty()
                .bind(Bindings.when(model.readingProperty()).then(0).otherwise(1));
        StackPane middle = new StackPane(scroll, batch, busy);
        var several = Bindings.isNotEmpty(model.batch());
        batch.visibleProperty().bind(several);
        scroll.visibleProperty().bind(several.not());
        setCenter(middle);
        setBottom(foot(model));
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && !(event.getTarget() instanceof Button)) {
                event.consume();
                model.create(Then.START);
            }
        });
    }

    /** What has the keyboard at first. */
    public Node first() {
        return form.name();
    }

    private static VBox foot(CreateViewModel model) {
        Label failure = new Label();
        failure.setId("create.failure");
        failure.setWrapText(true);
        failure.setGraphic(Icon.of("problem", Icon.MEDIUM));
        failure.getStyleClass().addAll("create-failure", "host-failure");
        failure.textProperty().bind(model.failureProperty());
        failure.visibleProperty().bind(model.failureProperty().isNotEmpty());
        failure.managedProperty().bind(failure.visibleProperty());
        Button customize = new Button(Texts.get("create.customize"));
        customize.setId("create.customize");
        customize.setOnAction(event -> model.create(Then.CUSTOMIZE));
        Button create = new Button();
        create.setId("create.start");
        create.getStyleClass().add(Styles.ACCENT);
        create.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> model.batch().isEmpty()
                                ? Texts.get("create.start")
                                : Texts.get(
                                        "create.several",
                                        model.batch().stream()
                                                .filter(entry ->
                                                        entry.wantedProperty().get())
                                                .count()),
                        model.batch()));
        create.setOnAction(event -> model.create(Then.START));
        Button only = new Button(Texts.get("create.only"));
        only.setId("create.only");
        only.setOnAction(event -> model.create(Then.NOTHING));
        var blocked = Bindings.not(model.ready()).or(model.busyProperty());
        for (Button button : new Button[] {customize, create, only}) {
            button.disableProperty().bind(blocked);
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        var single = Bindings.isEmpty(model.batch());
        for (Button button : new Button[] {customize, only}) {
            button.visibleProperty().bind(single);
            button.managedProperty().bind(single);
        }
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox buttons = new HBox(8, customize, space, only, create);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        VBox foot = new VBox(12, failure, buttons);
        foot.getStyleClass().add("sheet-foot");
        return foot;
    }
}
