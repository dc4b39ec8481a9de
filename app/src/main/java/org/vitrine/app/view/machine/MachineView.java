package org.vitrine.app.view.machine;

import java.util.EnumMap;
import java.util.Map;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.host.HostNetworks;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineFolder;
import org.vitrine.app.view.parts.Notices;
import org.vitrine.app.viewmodel.machine.ActivityModel;
import org.vitrine.app.viewmodel.machine.DiskImages;
import org.vitrine.app.viewmodel.machine.DraftDisks;
import org.vitrine.app.viewmodel.machine.DraftNetworks;
import org.vitrine.app.viewmodel.machine.HostPorts;
import org.vitrine.app.viewmodel.machine.MachineDraft;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.SnapshotsModel;
import org.vitrine.app.viewmodel.machine.UsageModel;

/** The page's parts: the side list, the part that is chosen, and at the foot what is changed. A part is made when it is first looked at. */
final class MachineView extends BorderPane implements AutoCloseable {
    private static final KeyCombination UNDO = new KeyCodeCombination(KeyCode.Z, KeyCombination.CONTROL_DOWN);
    private static final KeyCombination REDO =
            new KeyCodeCombination(KeyCode.Z, KeyCombination.CONTROL_DOWN, KeyCombination.SHIFT_DOWN);
    private static final KeyCombination SNAPSHOT =
            new KeyCodeCombination(KeyCode.S, KeyCombination.CONTROL_DOWN, KeyCombination.SHIFT_DOWN);
    private static final KeyCombination FIND = new KeyCodeCombination(KeyCode.F, KeyCombination.CONTROL_DOWN);

    private final MachinePage page;
    private final SnapshotsModel snapshots;
    private final Files files;
    private final DiskMoves moves;
    private final MachineFolder folder;
    private final Fields fields;
    private final Checks checks;
    private final DiskImages images;
    private final SideList side;
    private final ScrollPane scroll = new ScrollPane();
    private final Notices notices;
    private final Map<Section, SectionView> made = new EnumMap<>(Section.class);
    private @Nullable SectionView shown;

    MachineView(MachinePage page, SnapshotsModel snapshots, Files files, DiskMoves moves) {
        this.page = page;
        this.snapshots = snapshots;
        this.files = files;
        this.moves = moves;
        MachineDraft draft = page.draft();
        folder = page.machineProperty().get().folder();
        fields = new Fields(draft);
        checks = new Checks(draft);
        images = new DiskImages(
                page.threads(),
                folder.disks(),
                () -> page.machineProperty().get().session());
        page.machineProperty().map(LibraryMachine::isLive).addListener((value, was, is) -> images.forget());
        page.applyingProperty().addListener((value, was, is) -> images.forget());
        side = new SideList(draft);
        getStyleClass().add("machine-page");
        scroll.setId("page.scroll");
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("page-scroll");
        setLeft(side);
        // Above what is changed, which is to be applied whatever is told.
        notices = Notices.makingRoom(scroll, page.noticeProperty(), page::dismissNotice);
        setCenter(notices);
        setBottom(new ChangeBar(draft, page.applyingProperty(), page::apply));
        side.selectedProperty().subscribe(section -> {
            if (section != null) {
                show(section);
            }
        });
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (SNAPSHOT.match(event)) {
                takeSnapshot();
                event.consume();
            } else if (FIND.match(event)) {
                side.searchField().requestFocus();
                event.consume();
            }
        });
        // A text field undoes its own typing first: what it does not take comes here.
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (UNDO.match(event)) {
                draft.undo();
                event.consume();
            } else if (REDO.match(event)) {
                draft.redo();
                event.consume();
            }
        });
    }

    private void show(Section section) {
        SectionView next = made.computeIfAbsent(section, this::make);
        if (next == shown) {
            return;
        }
        if (shown != null) {
            shown.hidden();
        }
        shown = next;
        scroll.setContent(next);
        scroll.setVvalue(0);
        next.shown();
    }

    private SectionView make(Section section) {
        return switch (section) {
            case OVERVIEW ->
                new OverviewSection(
                        page, fields, checks, new UsageView(page, new UsageModel(page.threads())), page.groups());
            case PROCESSOR -> new ProcessorSection(fields, checks);
            case DISKS ->
                new DisksSection(fields, checks, files, new DraftDisks(page.draft(), folder.disks()), images, moves);
            case NETWORK ->
                new NetworkSection(
                        fields,
                        checks,
                        new DraftNetworks(page.draft()),
                        new HostPorts(page.draft(), new HostNetworks(), page.threads()),
                        files,
                        folder.path());
            case DISPLAY -> new DisplaySection(fields, checks);
            case SERIAL -> new SerialSection(fields, checks, files, folder.path());
            case CHANNELS -> new ChannelsSection(fields, checks, files, folder.path());
            case BOOT -> new BootSection(fields, checks);
            case SNAPSHOTS ->
                new SnapshotsSection(snapshots, () -> page.draft().base().name());
            case ACTIVITY -> new ActivitySection(new ActivityModel(folder.log(), page.threads()), files);
            case OPTIONS -> new OptionsSection(fields);
            case FILE -> new FileSection(fields, checks, files, folder.path());
        };
    }

    /** Goes to a part of the page. */
    void select(Section section) {
        side.select(section);
    }

    private void takeSnapshot() {
        select(Section.SNAPSHOTS);
        if (made.get(Section.SNAPSHOTS) instanceof SnapshotsSection section) {
            section.askTake();
        }
    }

    /** A sheet lies over so much of its right. */
    void setCovered(double width) {
        notices.setCovered(width);
    }

    ListView<Section> list() {
        return side.list();
    }

    @Override
    public void close() {
        made.values().forEach(SectionView::close);
    }
}
