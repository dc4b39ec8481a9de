package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.controlsfx.validation.ValidationResult;
import org.controlsfx.validation.ValidationSupport;
import org.controlsfx.validation.Validator;
import org.controlsfx.validation.decoration.StyleClassValidationDecoration;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.library.NamingViewModel;

/** Asks for a machine's new name, or its clone's, and whether that shares the machine's disks. */
final class NamingSheet extends VBox {
    static final String ID = "naming";

    private final TextField name = new TextField();
    private final ValidationSupport validation = new ValidationSupport();

    /** @param done is run when it was accepted */
    NamingSheet(NamingViewModel model, Runnable done) {
        super(16);
        getStyleClass().add("sheet-content");
        name.setId("naming.name");
        name.setAccessibleText(Texts.get("part.name"));
        name.textProperty().bindBidirectional(model.nameProperty());
        Label caption = new Label(Texts.get("part.name"));
        caption.getStyleClass().add("field-name");
        caption.setLabelFor(name);
        Label wrong = new Label();
        wrong.setId("naming.name.problem");
        wrong.getStyleClass().add("problem-words");
        wrong.setWrapText(true);
        CheckBox linked = new CheckBox(Texts.get("snapshots.clone-linked"));
        linked.setId("naming.linked");
        linked.setWrapText(true);
        linked.selectedProperty().bindBidirectional(model.linkedProperty());
        Presence.show(linked, model.isClone());
        Button accept = new Button(Texts.get(model.isClone() ? "naming.clone" : "naming.rename"));
        accept.setId("naming.accept");
        accept.getStyleClass().add(Styles.ACCENT);
        accept.setDefaultButton(true);
        accept.setOnAction(event -> {
            if (model.accept()) {
                done.run();
            }
        });
        validation.setErrorDecorationEnabled(true);
        validation.setValidationDecorator(new StyleClassValidationDecoration("problem", "odd"));
        Validator<String> rule = (control, value) -> {
            String problem = model.problem(value == null ? "" : value);
            return ValidationResult.fromErrorIf(control, problem, !problem.isEmpty());
        };
        validation.registerValidator(name, false, rule);
        model.nameProperty().subscribe(text -> {
            String problem = model.problem(text);
            wrong.setText(problem);
            Presence.show(wrong, !problem.isEmpty());
            accept.setDisable(!problem.isEmpty());
        });
        getChildren().addAll(new VBox(4, caption, name, wrong), linked, accept);
    }

    /** The name, all of it selected: it is typed over at once. */
    TextField first() {
        name.selectAll();
        return name;
    }
}
