package org.vitrine.app.view.machine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.StateBadge;
import org.vitrine.app.viewmodel.library.MachineFacts;
import org.vitrine.app.viewmodel.machine.Durations;
import org.vitrine.app.viewmodel.machine.MachinePage;

/** The picture, and beside it how the machine is doing. */
final class OverviewFacts extends HBox {
    private static final double GAP = 24;

    private final MachinePage page;
    private final ScreenPicture picture;
    private final StateBadge state = new StateBadge();
    private final Label lifeName = new Label();
    private final Label life = new Label();
    private final Label use = new Label();
    private final Label made = new Label();
    private final Label reason = new Label();
    private final Timeline seconds =
            new Timeline(new KeyFrame(javafx.util.Duration.seconds(1), event -> refreshLife()));

    OverviewFacts(MachinePage page) {
        super(GAP);
        this.page = page;
        this.picture = new ScreenPicture(page.threads());
        setAlignment(Pos.TOP_LEFT);
        reason.setWrapText(true);
        reason.getStyleClass().add("problem-line");
        reason.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("danger"), true);
        reason.managedProperty().bind(reason.visibleProperty());
        Form facts = new Form();
        facts.setVgap(8);
        facts.fact(Texts.get("overview.state"), state);
        facts.wide(reason);
        lifeName.getStyleClass().add("fact-name");
        facts.named(lifeName, life);
        facts.fact(Texts.get("overview.disk-use"), use);
        facts.fact(Texts.get("overview.made"), made);
        HBox.setHgrow(facts, Priority.ALWAYS);
        facts.setMinWidth(0);
        getChildren().addAll(picture, facts);
        seconds.setCycleCount(Animation.INDEFINITE);
        page.machineProperty().subscribe(this::show);
        page.diskUseProperty()
                .subscribe(bytes -> use.setText(
                        bytes.longValue() < 0 ? Texts.get("overview.measuring") : Sizes.bytes(bytes.longValue())));
    }

    private void show(LibraryMachine machine) {
        state.show(machine.state(), MachineFacts.of(machine).stateWord());
        reason.setText(machine.reason().orElse(""));
        reason.setVisible(machine.reason().isPresent());
        picture.show(machine);
        picture.setAccessibleText(Texts.get("overview.picture", machine.name()));
        made.setText(Optional.ofNullable(machine.history().created())
                .map(OverviewFacts::day)
                .orElse("\u2013"));
        refreshLife();
    }

    private void refreshLife() {
        LibraryMachine machine = page.machineProperty().get();
        Instant started = machine.history().started();
        if (machine.isLive()) {
            lifeName.setText(Texts.get("overview.uptime"));
            life.setText(started == null ? "\u2013" : Durations.words(Duration.between(started, Instant.now())));
        } else {
            Instant ended = machine.history().ended();
            lifeName.setText(Texts.get("overview.last-run"));
            life.setText(ended == null ? Texts.get("overview.never-run") : day(ended));
        }
    }

    private static String day(Instant when) {
        return when.atZone(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(Locale.getDefault(Locale.Category.FORMAT)));
    }

    void begin() {
        page.measureDiskUse();
        picture.begin();
        seconds.playFromStart();
    }

    void end() {
        picture.end();
        seconds.stop();
    }
}
