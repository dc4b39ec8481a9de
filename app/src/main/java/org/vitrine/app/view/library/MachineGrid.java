package org.vitrine.app.view.library;

import java.util.List;
import java.util.stream.Collectors;
import javafx.css.PseudoClass;
import javafx.event.EventTarget;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Skin;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import org.controlsfx.control.GridView;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.library.MachineItem;

/** The machines as cards, in as many columns as there is room for. One stop of the Tab key; the arrows move within. */
final class MachineGrid extends GridView<MachineItem> {
    private static final double LEAST = 224;
    private static final double SPACE = 8;
    /** Lengths that are whole pixels at each scale in quarters: a card's picture between two pixels would be blurred, and slow to draw. */
    private static final double WHOLE = 4;
    /** What ControlsFX leaves for the scroll bar. */
    private static final double BAR = 18;

    private static final PseudoClass GROUND = PseudoClass.getPseudoClass("keyboard");

    /** Pixels between the pointer and what it drags, so that one sees where it is dropped. */
    private static final double DRAG_OFFSET = 12;

    private final LibraryModels models;

    MachineGrid(LibraryModels models, Threads threads) {
        super(models.library().shown());
        this.models = models;
        setId("library.grid");
        getStyleClass().add("machine-grid");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.LIST_VIEW);
        setHorizontalCellSpacing(SPACE);
        setVerticalCellSpacing(SPACE);
        setCellFactory(
                grid -> new MachineCard(models.actions(), models.library().selection(), threads));
        widthProperty().subscribe(width -> reflow(width.doubleValue()));
        addEventHandler(MouseEvent.MOUSE_PRESSED, event -> requestFocus());
        addEventHandler(
                MouseEvent.MOUSE_CLICKED, event -> models.library().selection().clear());
        focusVisibleProperty().subscribe(is -> pseudoClassStateChanged(GROUND, is));
        focusedProperty().subscribe(is -> {
            if (is && models.library().selection().leadProperty().get() == null) {
                models.library().selection().move(0, false);
            }
        });
        models.library().selection().leadProperty().subscribe(this::speak);
        LibraryKeys.on(this, models, this::columns, this::rows, this::show);
        addEventHandler(MouseEvent.DRAG_DETECTED, event -> {
            MachineCard card = cardAt(event.getTarget());
            if (card != null) {
                beginDrag(card);
                event.consume();
            }
        });
    }

    /** The cards are one stop, and that is the grid itself. */
    @Override
    protected Skin<?> createDefaultSkin() {
        Skin<?> skin = super.createDefaultSkin();
        if (lookup(".virtual-flow") instanceof VirtualFlow<?> flow) {
            flow.setFocusTraversable(false);
            // Rows whose height is known are not made to be measured.
            flow.fixedCellSizeProperty().bind(cellHeightProperty().add(2 * SPACE));
        }
        return skin;
    }

    private void speak(@Nullable MachineItem lead) {
        setAccessibleText(
                lead == null
                        ? Texts.get("library.machines")
                        : Texts.get(
                                "library.machine-at",
                                lead.facts().name(),
                                lead.facts().stateWord()));
        if (lead != null) {
            show(lead);
        }
    }

    private static @Nullable MachineCard cardAt(EventTarget target) {
        for (Node each = target instanceof Node node ? node : null; each != null; each = each.getParent()) {
            if (each instanceof MachineCard card) {
                return card.getItem() == null ? null : card;
            }
        }
        return null;
    }

    private void beginDrag(MachineCard card) {
        List<MachineItem> dragged = List.copyOf(models.library().selection().selected());
        if (!dragged.isEmpty()) {
            Dragboard board = startDragAndDrop(TransferMode.MOVE);
            ClipboardContent content = new ClipboardContent();
            content.put(
                    ShelfList.MACHINES,
                    dragged.stream().map(item -> item.uuid().toString()).collect(Collectors.joining(" ")));
            boolean unused = board.setContent(content);
            // What one holds is seen: a card, small.
            board.setDragView(card.small(), -DRAG_OFFSET, -DRAG_OFFSET);
        }
    }

    int columns() {
        return Math.max(1, (int) Math.floor((getWidth() - BAR) / (LEAST + 2 * SPACE)));
    }

    private int rows() {
        return Math.max(1, (int) Math.floor(getHeight() / (getCellHeight() + 2 * SPACE)));
    }

    private void reflow(double width) {
        if (width <= BAR) {
            return;
        }
        double cell = WHOLE * Math.floor(((width - BAR) / columns() - 2 * SPACE - 1) / WHOLE);
        setCellWidth(cell);
        setCellHeight(WHOLE * Math.round(cell * 10 / 16 / WHOLE) + MachineCard.FOOT);
    }

    /** Scrolls so far that a machine is in view. */
    private void show(MachineItem item) {
        int index = getItems().indexOf(item);
        if (index >= 0 && lookup(".virtual-flow") instanceof VirtualFlow<?> flow) {
            int row = index / columns();
            IndexedCell<?> first = flow.getFirstVisibleCell();
            IndexedCell<?> last = flow.getLastVisibleCell();
            if (first != null && row <= first.getIndex()) {
                flow.scrollToTop(row);
            } else if (last != null && row >= last.getIndex()) {
                flow.scrollTo(row);
            }
        }
    }
}
