package org.vitrine.app.view.library;

import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Skin;
import javafx.scene.control.SkinBase;
import org.controlsfx.control.TaskProgressView;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;
import org.vitrine.app.viewmodel.tasks.WorkTask;

/**
 * The long work that is under way: how far, how fast, how long still; and a cancel for each. The skin is our own, since ControlsFX's is white in any
 * theme and speaks English alone.
 */
final class TasksView extends TaskProgressView<WorkTask> {
    TasksView(TasksViewModel model) {
        setId("tasks");
        getStyleClass().add("tasks");
        getTasks().setAll(model.underWay());
        model.underWay().addListener((ListChangeListener<WorkTask>) change -> {
            while (change.next()) {
                getTasks().removeAll(change.getRemoved());
                getTasks().addAll(change.getAddedSubList());
            }
        });
        setPrefSize(480, 240);
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new ListSkin(this);
    }

    private static final class ListSkin extends SkinBase<TaskProgressView<WorkTask>> {
        ListSkin(TaskProgressView<WorkTask> control) {
            super(control);
            Label none = new Label(Texts.get("task.none"));
            none.getStyleClass().add("text-muted");
            ListView<WorkTask> list = new ListView<>(control.getTasks());
            list.setCellFactory(each -> new TaskCell());
            list.setPlaceholder(none);
            getChildren().add(list);
        }
    }
}
