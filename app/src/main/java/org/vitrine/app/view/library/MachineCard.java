package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import java.util.Set;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.util.Subscription;
import org.controlsfx.control.GridCell;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.StateBadge;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.library.LibraryActions;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.MachineFacts;
import org.vitrine.app.viewmodel.library.MachineItem;
import org.vitrine.app.viewmodel.library.Selection;

/**
 * A machine in the grid: its screen, its name, its state; under the pointer or the keyboard the one thing that is done most.
 *
 * <p>What is costly to draw, its face (ground, screen, system), is kept as a picture, so that a frame of a scroll draws one picture a card. Words are not part of it:
 * on such a picture they would be smoothed in another way than all others.
 */
final class MachineCard extends GridCell<MachineItem> {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
    private static final PseudoClass LEAD = PseudoClass.getPseudoClass("lead");
    private static final int ICON = 32;
    /** Below the picture. */
    static final double FOOT = 64;

    private final LibraryActions actions;
    private final Selection selection;
    private final Threads threads;
    private final CardPicture picture;
    private final StackPane system = new StackPane();
    private final Label name = new Label();
    private final StateBadge state = new StateBadge();
    private final Button primary = new Button();
    private final Tooltip hint = new Tooltip();
    private final StackPane card;
    private String drawn = "";
    private @Nullable MachineAction offered;
    private Subscription facts = Subscription.EMPTY;
    /** Its machine was taken away. */
    private boolean taken;
    /** Whether that is for good is looked at after the layout that is under way. */
    private boolean later;

    MachineCard(LibraryActions actions, Selection selection, Threads threads) {
        this.actions = actions;
        this.selection = selection;
        this.threads = threads;
        this.picture = new CardPicture(threads, parentProperty());
        name.getStyleClass().addAll("card-name", Styles.TEXT_BOLD);
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMaxWidth(Double.MAX_VALUE);
        primary.getStyleClass().addAll(Styles.ACCENT, "card-primary");
        primary.setFocusTraversable(false);
        primary.setOnAction(event -> {
            MachineItem item = getItem();
            if (item != null) {
                selection.click(item, false, false);
                actions.primary(item);
            }
        });
        StackPane screen = new StackPane(primary);
        StackPane.setAlignment(primary, Pos.BOTTOM_RIGHT);
        VBox.setVgrow(screen, Priority.ALWAYS);
        VBox words = new VBox(2, name, state);
        words.setMinWidth(0);
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox foot = foot(words);
        foot.getStyleClass().add("card-words");
        VBox content = new VBox(screen, foot);
        content.setPickOnBounds(false);
        card = new StackPane(face(), content);
        card.getStyleClass().add("machine-card");
        setTooltip(hint);
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        setGraphic(card);
        card.prefWidthProperty().bind(widthProperty());
        card.prefHeightProperty().bind(heightProperty());
        hoverProperty().subscribe(is -> showPrimary());
        selection.selectedProperty().subscribe(is -> showSelection(is));
        selection.leadProperty().subscribe(is -> showLead(is));
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_CLICKED, this::click);
    }

    private VBox face() {
        VBox.setVgrow(picture, Priority.ALWAYS);
        HBox foot = foot(system);
        foot.getStyleClass().add("card-line");
        VBox face = new VBox(picture, foot);
        face.getStyleClass().add("card-face");
        face.setCache(true);
        return face;
    }

    private static HBox foot(Node content) {
        HBox foot = new HBox(content);
        foot.setAlignment(Pos.CENTER_LEFT);
        foot.getStyleClass().add("card-foot");
        foot.setMinHeight(FOOT);
        foot.setMaxHeight(FOOT);
        return foot;
    }

    /** Its icon, name and state, as it is dragged. */
    WritableImage small() {
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        parameters.setViewport(new Rectangle2D(0, card.getHeight() - FOOT, card.getWidth(), FOOT));
        return card.snapshot(parameters, null);
    }

    private void press(MouseEvent event) {
        MachineItem item = getItem();
        if (item == null || event.getTarget() == primary) {
            return;
        }
        if (event.getButton() == MouseButton.PRIMARY
                && (event.isShortcutDown()
                        || event.isShiftDown()
                        || !selection.selected().contains(item))) {
            selection.click(item, event.isShortcutDown(), event.isShiftDown());
        } else if (event.getButton() == MouseButton.SECONDARY) {
            selection.point(item);
        }
    }

    private void click(MouseEvent event) {
        MachineItem item = getItem();
        if (item == null || event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        event.consume();
        if (event.getClickCount() == 2) {
            actions.primary(item);
        } else if (!event.isShortcutDown() && !event.isShiftDown() && event.isStillSincePress()) {
            // Of several that were selected, one is meant.
            selection.click(item, false, false);
        }
    }

    /** A layout of the grid takes every card's machine away and gives it back, mostly the same one: nothing is done for that. */
    @Override
    protected void updateItem(@Nullable MachineItem item, boolean empty) {
        if (empty || item == null) {
            taken = true;
            if (!later) {
                later = true;
                threads.ui().execute(this::settle);
            }
            return;
        }
        taken = false;
        if (item == getItem()) {
            return;
        }
        super.updateItem(item, false);
        facts.unsubscribe();
        card.setVisible(true);
        setId("machine." + item.uuid());
        facts = item.factsProperty().subscribe(this::show);
        showSelection(selection.selected());
        showLead(selection.leadProperty().get());
    }

    private void settle() {
        later = false;
        if (taken && getItem() != null) {
            super.updateItem(null, true);
            facts.unsubscribe();
            facts = Subscription.EMPTY;
            card.setVisible(false);
            setId(null);
            picture.show(null);
        }
    }

    private void show(MachineFacts machine) {
        name.setText(machine.name());
        state.show(machine.state(), machine.stateWord());
        if (!drawn.equals(machine.icon())) {
            drawn = machine.icon();
            system.getChildren().setAll(Icon.orElse(machine.icon(), "system-other", ICON));
        }
        picture.show(machine);
        MachineAction action = MachineAction.primary(machine);
        if (action != offered) {
            offered = action;
            primary.setText(action.label());
            primary.setGraphic(Icon.of(action.icon(), Icon.SMALL));
        }
        primary.setAccessibleText(action.label() + " " + machine.name());
        hint.setText(
                machine.reason().map(reason -> machine.name() + "\n" + reason).orElse(machine.name()));
        setAccessibleText(machine.name() + ", " + machine.stateWord());
    }

    private void showSelection(Set<MachineItem> chosen) {
        card.pseudoClassStateChanged(CHOSEN, getItem() != null && chosen.contains(getItem()));
    }

    private void showLead(@Nullable MachineItem lead) {
        card.pseudoClassStateChanged(LEAD, getItem() != null && lead == getItem());
        showPrimary();
    }

    private void showPrimary() {
        MachineItem item = getItem();
        primary.setVisible(
                item != null && (isHover() || selection.leadProperty().get() == item));
    }
}
