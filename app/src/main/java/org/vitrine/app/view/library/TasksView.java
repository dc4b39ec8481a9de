package org.vitrine.app.view.library;

import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import org.controlsfx.control.TaskProgressView;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;
import org.vitrine.app.viewmodel.tasks.WorkTask;

/** The long work that is under way: how far, how fast, how long still; and a cancel for each. */
final class TasksView extends StackPane {
    private final TaskProgressView<WorkTask> view = new TaskProgressView<>();

    TasksView(TasksViewModel model) {
        setId("tasks");
        getStyleClass().add("tasks");
        Label none = new Label(Texts.get("task.none"));
        none.getStyleClass().add("text-muted");
        view.setGraphicFactory(task -> Icon.of("tasks", Icon.MEDIUM));
        view.getTasks().setAll(model.underWay());
        model.underWay().addListener((ListChangeListener<WorkTask>) change -> {
            while (change.next()) {
                view.getTasks().removeAll(change.getRemoved());
                view.getTasks().addAll(change.getAddedSubList());
            }
            showWhich(none);
        });
        getChildren().addAll(view, none);
        setPrefSize(400, 240);
        showWhich(none);
    }

    private void showWhich(Label none) {
        none.setVisible(view.getTasks().isEmpty());
        view.setVisible(!view.getTasks().isEmpty());
    }
}
