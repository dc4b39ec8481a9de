package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.create.NamingSheet;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.MachineTools;
import org.vitrine.app.view.desk.Navigation;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.parts.Breadcrumb;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.SheetHost;
import org.vitrine.app.view.parts.StateBadge;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.library.LibraryActions;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.MachineFacts;
import org.vitrine.app.viewmodel.library.NamingViewModel;
import org.vitrine.app.viewmodel.library.StoredMachineDeeds;
import org.vitrine.app.viewmodel.machine.DiskMove;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.app.viewmodel.machine.MachineStart;
import org.vitrine.app.viewmodel.machine.SnapshotDeeds;
import org.vitrine.app.viewmodel.machine.SnapshotsModel;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;

/** A machine's page: the way back, its state and what one does with it most, and under that its parts. */
public final class MachinePlace implements Place {
    private final BorderPane content = new BorderPane();
    private final SheetHost sheets = new SheetHost(content);
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper("");
    private @Nullable MachinePage page;
    private @Nullable MachineView view;
    private Subscription ends = Subscription.EMPTY;

    /**
     * @param machine which
     * @param tasks how long work ends is told here while the page is shown
     * @param trash moves a machine to the trash, from where one can take it back
     */
    public MachinePlace(
            Desk desk,
            MachineTools tools,
            TasksViewModel tasks,
            UUID machine,
            Navigation navigation,
            Consumer<UUID> trash) {
        content.getStyleClass().add("machine-place");
        Optional<LibraryMachine> now = tools.library().machine(machine);
        Breadcrumb way = new Breadcrumb(
                navigation::showLibrary, now.map(LibraryMachine::name).orElse(machine.toString()));
        HBox header = new HBox(16, way);
        header.getStyleClass().add("header");
        header.setAlignment(Pos.CENTER_LEFT);
        content.setTop(header);
        MachinePage opened = MachinePage.open(
                        tools.library(), desk.host(), tools.edits(), tools.trash(), desk.threads(), machine)
                .orElse(null);
        page = opened;
        if (opened == null) {
            title.set(now.map(LibraryMachine::name).orElse(machine.toString()));
            content.setCenter(unusable(now));
        } else {
            show(opened, desk, tools, navigation, header, way, () -> trash.accept(machine));
            ends = tasks.tellTo(opened::tell);
        }
    }

    private static StackPane unusable(Optional<LibraryMachine> machine) {
        Label words = new Label(machine.map(damaged -> Texts.get(
                        "page.damaged", damaged.name(), damaged.reason().orElse("")))
                .orElseGet(() -> Texts.get("page.gone")));
        words.setId("page.unusable");
        words.setWrapText(true);
        words.setMaxWidth(560);
        StackPane pane = new StackPane(words);
        pane.getStyleClass().add("page-unusable");
        return pane;
    }

    private void show(
            MachinePage opened,
            Desk desk,
            MachineTools tools,
            Navigation navigation,
            HBox header,
            Breadcrumb way,
            Runnable trash) {
        MachineSnapshots allSnapshots = new MachineSnapshots(tools.library());
        SnapshotsModel snapshots = new SnapshotsModel(
                SnapshotDeeds.of(allSnapshots, opened.uuid()), tools.works(), desk.threads(), opened::tell);
        Files files = new DesktopFiles(desk.files(), desk.threads(), content);
        MachineView made = new MachineView(
                opened, snapshots, files, new ImageMoves(opened, new DiskMove(tools.edits()), tools.works(), files));
        view = made;
        StateBadge state = new StateBadge();
        MachineStart start = new MachineStart(opened, tools.starter(), navigation::showConsole);
        Button primary = new Button();
        primary.setId("page.primary");
        primary.getStyleClass().add(Styles.ACCENT);
        primary.setMinWidth(Button.USE_PREF_SIZE);
        primary.setOnAction(event -> start.run());
        start.possibleProperty().subscribe(is -> primary.setDisable(!is));
        opened.machineProperty().subscribe(machine -> {
            title.set(machine.name());
            way.rename(machine.name());
            state.show(machine.state(), MachineFacts.of(machine).stateWord());
            boolean live = machine.session().isPresent();
            primary.setText(Texts.get(live ? "page.show" : "page.start"));
            primary.setGraphic(Icon.of(live ? "display" : "play", Icon.SMALL));
        });
        state.setMinWidth(StateBadge.USE_PREF_SIZE);
        LibraryActions actions = new LibraryActions(
                new StoredMachineDeeds(tools.starter(), tools.edits(), tools.trash(), allSnapshots, tools.works()),
                desk.threads(),
                opened::tell);
        actions.setOnward(navigation::showConsole, uuid -> {});
        actions.setOnName((action, facts) -> askName(action, facts, opened, actions, tools.library()));
        sheets.coveredProperty().subscribe(width -> made.setCovered(width.doubleValue()));
        MenuButton more = PageMenu.of(opened, actions, trash);
        header.getChildren().addAll(state, primary, more);
        opened.goneProperty().subscribe(is -> {
            if (is) {
                content.setCenter(unusable(Optional.empty()));
                sheets.hide();
                primary.setDisable(true);
                more.setDisable(true);
            }
        });
        content.setCenter(made);
    }

    private void askName(
            MachineAction action,
            MachineFacts machine,
            MachinePage opened,
            LibraryActions actions,
            MachineLibrary library) {
        List<String> names = List.copyOf(library.names(Optional.empty()));
        NamingSheet.show(
                sheets,
                new NamingViewModel(action, machine, names, actions),
                () -> opened.tell(Notice.information(Texts.get("page.cloning", machine.name()))));
    }

    @Override
    public Parent node() {
        return sheets;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return title.getReadOnlyProperty();
    }

    @Override
    public void begin() {
        if (view != null) {
            view.list().requestFocus();
        }
    }

    @Override
    public void close() {
        ends.unsubscribe();
        if (view != null) {
            view.close();
        }
        if (page != null) {
            page.close();
        }
    }
}
