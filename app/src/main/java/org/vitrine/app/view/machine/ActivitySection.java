package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.activity.ActivityEntry;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.ActivityModel;
import org.vitrine.app.viewmodel.machine.Section;

/** What happened, in sentences, and the log a click away. */
final class ActivitySection extends SectionView {
    private final ActivityModel model;

    ActivitySection(ActivityModel model, Files files) {
        super(Section.ACTIVITY);
        this.model = model;
        ListView<ActivityEntry> list = new ListView<>();
        list.setId("activity.list");
        list.setAccessibleText(Texts.get("page.activity"));
        list.getStyleClass().add("activity-list");
        list.setCellFactory(view -> new Cell());
        Label none = new Label(Texts.get("activity.none"));
        none.setWrapText(true);
        none.getStyleClass().add(Styles.TEXT_MUTED);
        list.setPlaceholder(none);
        list.setMinHeight(200);
        VBox.setVgrow(list, Priority.ALWAYS);
        Button log = new Button(Texts.get("activity.open-log"));
        log.setId("activity.open-log");
        log.setGraphic(Icon.of("log", Icon.SMALL));
        log.setOnAction(event -> files.open(model.log()));
        Button again = Buttons.icon("refresh", "activity.refresh", model::refresh);
        HBox buttons = new HBox(8, log, again);
        buttons.setAlignment(Pos.CENTER_LEFT);
        model.entriesProperty().subscribe(entries -> {
            list.getItems().setAll(entries);
            log.setDisable(entries.isEmpty());
        });
        add(buttons, list);
    }

    @Override
    void shown() {
        model.refresh();
    }

    private static final class Cell extends ListCell<ActivityEntry> {
        private static final int SCROLL_BAR = 16;
        private static final int NARROWEST = 320;
        private static final DateTimeFormatter WHEN =
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.MEDIUM);

        @Override
        protected void updateItem(@Nullable ActivityEntry entry, boolean empty) {
            super.updateItem(entry, empty);
            if (empty || entry == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            String time = entry.when()
                    .atZone(ZoneId.systemDefault())
                    .format(WHEN.withLocale(Locale.getDefault(Locale.Category.FORMAT)));
            Label when = new Label(time);
            when.setMinWidth(168);
            when.getStyleClass().addAll(Styles.TEXT_MUTED, "text-small");
            Label sentence = new Label(entry.sentence());
            sentence.setWrapText(true);
            sentence.setMinWidth(0);
            HBox.setHgrow(sentence, Priority.ALWAYS);
            Icon icon = Icon.of(
                    switch (entry.kind()) {
                        case NORMAL -> "check";
                        case WARNING -> "warning";
                        case PROBLEM -> "problem";
                    },
                    Icon.SMALL);
            HBox line = new HBox(8, icon, when, sentence);
            line.getStyleClass()
                    .setAll(List.of(
                            "activity-line", "activity-" + entry.kind().name().toLowerCase(Locale.ROOT)));
            line.setAlignment(Pos.TOP_LEFT);
            setGraphic(line);
            setAccessibleText(time + ", " + entry.sentence());
            setPrefWidth(0);
        }

        /** A list asks a cell for its height without a width, and a label has one line then, however long it is. */
        @Override
        protected double computePrefHeight(double width) {
            if (getGraphic() == null) {
                return super.computePrefHeight(width);
            }
            double room = getListView().getWidth() - snappedLeftInset() - snappedRightInset() - SCROLL_BAR;
            return snappedTopInset() + getGraphic().prefHeight(Math.max(room, NARROWEST)) + snappedBottomInset();
        }
    }
}
