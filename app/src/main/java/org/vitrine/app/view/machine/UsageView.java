package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.app.viewmodel.machine.UsageModel;

/** CPU, memory, disks and network of a running machine, a minute back; measured while it is seen. */
final class UsageView extends VBox {
    private static final double KIBIBYTE = 1 << 10;
    private static final double MEBIBYTE = 1 << 20;

    private final MachinePage page;
    private final UsageModel model;
    private final Graph cpu = new Graph(Texts.get("overview.host-cpu"));
    private final Graph memory = new Graph(Texts.get("overview.memory"));
    private final Graph disk = new Graph(Texts.get("overview.disk-rate"));
    private final Graph network = new Graph(Texts.get("overview.network-rate"));
    private final Label cpuNow = new Label();
    private final Label memoryNow = new Label();
    private final Label diskNow = new Label();
    private final Label networkNow = new Label();
    private final Timeline seconds = new Timeline(new KeyFrame(Duration.seconds(1), event -> sample()));

    UsageView(MachinePage page, UsageModel model) {
        super(8);
        this.page = page;
        this.model = model;
        setId("overview.usage");
        HBox graphs = new HBox(
                16,
                column("overview.host-cpu", cpu, cpuNow),
                column("overview.memory", memory, memoryNow),
                column("overview.disk-rate", disk, diskNow),
                column("overview.network-rate", network, networkNow));
        getChildren().addAll(SectionView.heading(Texts.get("overview.usage")), graphs);
        managedProperty().bind(visibleProperty());
        seconds.setCycleCount(Animation.INDEFINITE);
        page.machineProperty().subscribe(machine -> {
            boolean live = machine.session().isPresent();
            if (isVisible() && !live) {
                model.clear();
            }
            setVisible(live);
        });
        model.samplesProperty().subscribe(count -> show());
    }

    private static VBox column(String key, Graph graph, Label now) {
        Label name = new Label(Texts.get(key));
        now.getStyleClass().addAll(Styles.TEXT_MUTED, "text-small", "figure");
        now.setMinWidth(0);
        now.setWrapText(true);
        VBox column = new VBox(4, name, graph, now);
        HBox.setHgrow(column, Priority.ALWAYS);
        column.setMinWidth(0);
        column.setPrefWidth(200);
        return column;
    }

    private void sample() {
        Optional<UsageModel.Source> source = page.machineProperty()
                .get()
                .session()
                .map(session -> () -> session.execute("x-vitrine-query-usage", java.util.Map.of()));
        model.sample(source);
    }

    private void show() {
        int cpus = Math.max(1, page.draft().base().cpus());
        double ram = page.draft().base().memoryMiB() * MEBIBYTE;
        cpu.show(model.cpu(), cpus);
        memory.show(model.memory(), Math.max(ram, model.memory().peak()));
        disk.show(model.disk(), Math.max(MEBIBYTE, model.disk().peak()));
        cpuNow.setText(
                Texts.get("overview.cpu-now", Math.round(100 * model.cpu().last() / cpus), cpus));
        memoryNow.setText(Texts.get(
                "overview.memory-now", Sizes.bytes((long) model.memory().last()), Sizes.bytes((long) ram)));
        diskNow.setText(
                Texts.get("overview.disk-now", Sizes.bytes((long) model.read().last()), Sizes.bytes((long)
                        model.written().last())));
        network.show(model.network(), Math.max(KIBIBYTE, model.network().peak()));
        networkNow.setText(Texts.get(
                "overview.network-now", Sizes.bytes((long) model.received().last()), Sizes.bytes((long)
                        model.sent().last())));
    }

    void begin() {
        sample();
        seconds.playFromStart();
    }

    void end() {
        seconds.stop();
    }
}
