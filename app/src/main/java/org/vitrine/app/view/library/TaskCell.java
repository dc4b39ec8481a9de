package org.vitrine.app.view.library;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.tasks.WorkTask;

/** One piece of long work. */
final class TaskCell extends ListCell<WorkTask> {
    private static final int THICKNESS = 6;

    private final Label title = new Label();
    private final ProgressBar progress = new ProgressBar();
    private final Label words = new Label();
    private final Button cancel = new Button(Texts.get("task.cancel"));
    private final HBox content;

    TaskCell() {
        title.getStyleClass().add("task-title");
        words.getStyleClass().addAll("text-muted", "text-small");
        progress.setMaxWidth(Double.MAX_VALUE);
        // By itself it has no height: the theme gives it in ems, of which this JavaFX makes nothing.
        progress.setMinHeight(THICKNESS);
        cancel.getStyleClass().add("small");
        cancel.setMinWidth(Button.USE_PREF_SIZE);
        cancel.accessibleTextProperty().bind(title.textProperty().map(name -> Texts.get("task.cancel-named", name)));
        VBox column = new VBox(4, title, progress, words);
        HBox.setHgrow(column, Priority.ALWAYS);
        content = new HBox(12, Icon.of("tasks", Icon.MEDIUM), column, cancel);
        content.setAlignment(Pos.CENTER_LEFT);
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        // As wide as the list: a long title is cut short, and does not push the button out of sight.
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable WorkTask task, boolean empty) {
        super.updateItem(task, empty);
        title.textProperty().unbind();
        words.textProperty().unbind();
        progress.progressProperty().unbind();
        if (empty || task == null) {
            setGraphic(null);
            return;
        }
        title.textProperty().bind(task.titleProperty());
        words.textProperty().bind(task.messageProperty());
        progress.progressProperty().bind(task.progressProperty());
        cancel.setOnAction(event -> task.cancel());
        setGraphic(content);
    }
}
