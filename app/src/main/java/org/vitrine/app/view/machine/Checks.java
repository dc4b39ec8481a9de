package org.vitrine.app.view.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.css.PseudoClass;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import org.controlsfx.control.decoration.Decoration;
import org.controlsfx.validation.ValidationMessage;
import org.controlsfx.validation.ValidationResult;
import org.controlsfx.validation.ValidationSupport;
import org.controlsfx.validation.decoration.AbstractValidationDecoration;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.viewmodel.machine.MachineDraft;
import org.vitrine.app.viewmodel.machine.Part;
import org.vitrine.app.viewmodel.machine.Problem;

/** What is wrong with the page's fields: marked at the field, and said in the line under it. */
final class Checks {
    private static final PseudoClass ERROR = PseudoClass.getPseudoClass("danger");
    private static final PseudoClass WARNING = PseudoClass.getPseudoClass("warning");

    private final ValidationSupport support = new ValidationSupport();
    private final Map<Control, Label> lines = new HashMap<>();
    private final MachineDraft draft;

    Checks(MachineDraft draft) {
        this.draft = draft;
        support.setErrorDecorationEnabled(true);
        support.setValidationDecorator(new ProblemLines());
        // What is wrong before anything was typed is said as well.
        support.initInitialDecoration();
        // What is right in one field depends on others as well.
        draft.problemsProperty().subscribe(problems -> support.revalidate());
    }

    /**
     * Says under a field what is wrong with a part of the draft.
     *
     * @return the line, for the form to put under the field
     */
    Label watch(Control field, Part part) {
        return watch(field, () -> draft.problem(part));
    }

    Label watch(Control field, Supplier<Optional<Problem>> problem) {
        Label line = new Label();
        line.getStyleClass().add("problem-line");
        line.setWrapText(true);
        line.managedProperty().bind(line.visibleProperty());
        line.setVisible(false);
        lines.put(field, line);
        boolean unused = support.registerValidator(field, false, (control, value) -> result(control, problem.get()));
        return line;
    }

    /** Looks again at what no change of a control tells. */
    void again() {
        support.revalidate();
    }

    private static ValidationResult result(Control field, Optional<Problem> problem) {
        ValidationResult result = new ValidationResult();
        problem.ifPresent(found -> {
            ValidationResult unused = found.blocking()
                    ? result.addErrorIf(field, found.sentence(), true)
                    : result.addWarningIf(field, found.sentence(), true);
        });
        return result;
    }

    /** Shows messages in our own lines instead of pictures over the scene. */
    private final class ProblemLines extends AbstractValidationDecoration {
        @Override
        protected java.util.Collection<Decoration> createValidationDecorations(ValidationMessage message) {
            return List.of();
        }

        @Override
        protected java.util.Collection<Decoration> createRequiredDecorations(Control target) {
            return List.of();
        }

        @Override
        public void removeDecorations(@Nullable Control target) {
            if (target != null) {
                show(target, "", false, false);
            }
        }

        @Override
        public void applyValidationDecoration(@Nullable ValidationMessage message) {
            if (message != null) {
                boolean error = message.getSeverity() == org.controlsfx.validation.Severity.ERROR;
                show(message.getTarget(), message.getText(), error, !error);
            }
        }

        private void show(Control field, String sentence, boolean error, boolean warning) {
            field.pseudoClassStateChanged(ERROR, error);
            field.pseudoClassStateChanged(WARNING, warning);
            field.setAccessibleHelp(sentence.isEmpty() ? null : sentence);
            Label line = lines.get(field);
            if (line != null) {
                line.setText(sentence);
                line.pseudoClassStateChanged(ERROR, error);
                line.pseudoClassStateChanged(WARNING, warning);
                line.setVisible(!sentence.isEmpty());
            }
        }
    }
}
