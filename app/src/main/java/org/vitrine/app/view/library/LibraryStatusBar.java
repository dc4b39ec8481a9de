package org.vitrine.app.view.library;

import javafx.beans.binding.Bindings;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.stage.Window;
import org.controlsfx.control.PopOver;
import org.controlsfx.control.StatusBar;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.PopOvers;
import org.vitrine.app.view.parts.Sparkline;

/** How busy the host is, on the left; long work, on the right. While nobody can see the window nothing is measured. */
final class LibraryStatusBar extends StatusBar {
    private static final int PLACES = 30;

    private final LibraryModels models;
    private final Sparkline line = new Sparkline(PLACES, 64, 16);
    private final Button tasks = new Button();

    LibraryStatusBar(LibraryModels models) {
        this.models = models;
        setId("library.status");
        setFocusTraversable(false);
        setText("");
        Label cpu = new Label();
        Label memory = new Label();
        Label disk = new Label();
        HBox processor = new HBox(8, Icon.of("cpu", Icon.SMALL), cpu, line);
        processor.getStyleClass().add("status-item");
        HBox ram = new HBox(8, Icon.of("memory", Icon.SMALL), memory);
        ram.getStyleClass().add("status-item");
        HBox space = new HBox(8, Icon.of("disk", Icon.SMALL), disk);
        space.getStyleClass().add("status-item");
        getLeftItems().addAll(processor, ram, space);
        for (Label label : new Label[] {cpu, memory, disk}) {
            label.getStyleClass().add("figure");
        }
        models.usage().shownProperty().subscribe(usage -> {
            line.show(usage.cpu());
            cpu.setText(usage.cpuWords());
            memory.setText(usage.memory());
            disk.setText(usage.disk());
        });
        sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::showingProperty)
                .orElse(false)
                .subscribe(is -> models.usage().setWatched(is));
        tasks.setId("library.tasks");
        tasks.setGraphic(Icon.of("tasks", Icon.SMALL));
        tasks.getStyleClass().addAll("flat", "small");
        tasks.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Texts.get(
                                "library.tasks", models.tasks().underWay().size()),
                        models.tasks().underWay()));
        tasks.setOnAction(event -> showTasks());
        getRightItems().add(tasks);
    }

    private void showTasks() {
        PopOver popOver = PopOvers.of(new TasksView(models.tasks()));
        popOver.setArrowLocation(PopOver.ArrowLocation.BOTTOM_RIGHT);
        popOver.setTitle(Texts.get("task.title"));
        popOver.show(tasks);
    }
}
