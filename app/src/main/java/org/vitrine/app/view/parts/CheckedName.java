package org.vitrine.app.view.parts;

import atlantafx.base.theme.Styles;
import java.util.function.UnaryOperator;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import org.controlsfx.validation.ValidationResult;
import org.controlsfx.validation.ValidationSupport;
import org.controlsfx.validation.Validator;
import org.controlsfx.validation.decoration.StyleClassValidationDecoration;

/** A field for a machine's name, checked as it is typed, and the line for what is wrong with it. All of it is selected when it gets the keyboard: it is typed over at once. */
public final class CheckedName {
    private final TextField field = new TextField();
    private final Label problem = new Label();
    private final ValidationSupport validation = new ValidationSupport();
    private final UnaryOperator<String> check;

    /**
     * @param id of the field; the line's is {@code ID.problem}
     * @param name what is typed
     * @param check gives a sentence for what is wrong with a name, or an empty one
     */
    public CheckedName(String id, StringProperty name, UnaryOperator<String> check) {
        this.check = check;
        field.setId(id);
        field.textProperty().bindBidirectional(name);
        field.focusedProperty().subscribe(is -> {
            if (is) {
                Platform.runLater(field::selectAll);
            }
        });
        problem.setId(id + ".problem");
        problem.setWrapText(true);
        problem.getStyleClass().addAll(Styles.TEXT_SMALL, "problem-words");
        problem.textProperty().subscribe(text -> Presence.show(problem, !text.isEmpty()));
        validation.setErrorDecorationEnabled(true);
        validation.setValidationDecorator(new StyleClassValidationDecoration("problem", "odd"));
        Validator<String> rule = (control, value) -> {
            String wrong = check.apply(value == null ? "" : value);
            return ValidationResult.fromErrorIf(control, wrong, !wrong.isEmpty());
        };
        validation.registerValidator(field, false, rule);
        name.subscribe(text -> problem.setText(check.apply(text)));
    }

    public TextField field() {
        return field;
    }

    /** The line under the field, which is there only when something is wrong. */
    public Label problem() {
        return problem;
    }

    /** Whether something is wrong. */
    public BooleanBinding isWrong() {
        return Bindings.isNotEmpty(problem.textProperty());
    }

    /** What is right depends on more than what is typed, and that has changed. */
    public void checkAgain() {
        validation.revalidate();
        problem.setText(check.apply(field.getText()));
    }
}
