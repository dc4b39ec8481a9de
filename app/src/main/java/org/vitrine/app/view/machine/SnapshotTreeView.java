package org.vitrine.app.view.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.SnapshotLayout;
import org.vitrine.app.viewmodel.machine.SnapshotLayout.Place;
import org.vitrine.app.viewmodel.machine.SnapshotsModel;

/** The tree of snapshots, left to right in time. The arrow keys lead along it; one of its nodes is a stop of the Tab key. */
final class SnapshotTreeView extends Pane {
    private static final double GAP_X = 40;
    private static final double GAP_Y = 24;
    private static final double MARGIN = 16;
    private static final double HERE_WIDTH = 104;

    private final SnapshotsModel model;
    private final Map<UUID, SnapshotNode> nodes = new HashMap<>();

    SnapshotTreeView(SnapshotsModel model) {
        this.model = model;
        setId("snapshots.tree");
        getStyleClass().add("snapshot-tree");
        setAccessibleRole(AccessibleRole.PARENT);
        model.layoutProperty().subscribe(this::show);
        model.selectedProperty().subscribe(this::select);
        addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    }

    private static double x(int column) {
        return MARGIN + column * (SnapshotNode.WIDTH + GAP_X);
    }

    private static double y(int lane) {
        return MARGIN + lane * (SnapshotNode.HEIGHT + GAP_Y);
    }

    private void show(SnapshotLayout layout) {
        boolean focused = nodes.values().stream().anyMatch(SnapshotNode::isFocused);
        nodes.clear();
        getChildren().clear();
        SnapshotLayout.Here here = layout.here();
        for (Place place : layout.places()) {
            layout.parent(place.item())
                    .flatMap(parent -> layout.place(parent.id()))
                    .ifPresent(parent ->
                            getChildren().add(line(parent.column(), parent.lane(), place.column(), place.lane(), "")));
        }
        here.current()
                .flatMap(layout::place)
                .ifPresent(from -> getChildren()
                        .add(line(from.column(), from.lane(), here.column(), here.lane(), "snapshot-line-here")));
        for (Place place : layout.places()) {
            Snapshot item = place.item();
            SnapshotNode node = new SnapshotNode(item, here.current().equals(Optional.of(item.id())));
            node.relocate(x(place.column()), y(place.lane()));
            node.setOnAction(event -> model.selectedProperty().set(Optional.of(item)));
            node.setFocusTraversable(false);
            nodes.put(item.id(), node);
            getChildren().add(node);
        }
        getChildren().add(here(here));
        double width = x(layout.columns()) - SnapshotNode.WIDTH + HERE_WIDTH;
        double height = y(layout.lanes()) - GAP_Y + MARGIN;
        setMinSize(width, height);
        setPrefSize(width, height);
        select(model.selectedProperty().get());
        if (focused) {
            model.selectedProperty()
                    .get()
                    .map(Snapshot::id)
                    .or(() -> layout.places().stream()
                            .findFirst()
                            .map(place -> place.item().id()))
                    .map(nodes::get)
                    .ifPresent(SnapshotNode::requestFocus);
        }
    }

    private static Label here(SnapshotLayout.Here here) {
        Label label = new Label(Texts.get("snapshots.here"));
        label.setId("snapshots.here");
        label.getStyleClass().add("snapshot-here");
        label.setMinSize(HERE_WIDTH, Region.USE_PREF_SIZE);
        label.relocate(x(here.column()), y(here.lane()) + SnapshotNode.HEIGHT / 2 - 16);
        return label;
    }

    private static Path line(int fromColumn, int fromLane, int toColumn, int toLane, String style) {
        double startX = x(fromColumn) + SnapshotNode.WIDTH;
        double startY = y(fromLane) + SnapshotNode.HEIGHT / 2;
        double endX = x(toColumn);
        double endY = y(toLane) + SnapshotNode.HEIGHT / 2;
        Path path = new Path(new MoveTo(startX, startY));
        if (fromLane != toLane) {
            double turn = startX + GAP_X;
            path.getElements().add(new CubicCurveTo(startX + GAP_X / 2, startY, startX + GAP_X / 2, endY, turn, endY));
        }
        path.getElements().add(new LineTo(endX, endY));
        path.getStyleClass().add("snapshot-line");
        if (!style.isEmpty()) {
            path.getStyleClass().add(style);
        }
        path.setMouseTransparent(true);
        return path;
    }

    private void select(Optional<Snapshot> chosen) {
        Optional<SnapshotNode> stop = chosen.map(Snapshot::id).map(nodes::get);
        nodes.values().forEach(node -> {
            boolean is = stop.isPresent() && stop.get() == node;
            node.setSelected(is);
            node.setFocusTraversable(is);
        });
        if (stop.isEmpty()) {
            model.layoutProperty().get().places().stream()
                    .findFirst()
                    .map(place -> nodes.get(place.item().id()))
                    .ifPresent(node -> node.setFocusTraversable(true));
        }
    }

    private void pressed(KeyEvent event) {
        Optional<Snapshot> from = nodes.values().stream()
                .filter(SnapshotNode::isFocused)
                .findFirst()
                .map(SnapshotNode::item);
        if (from.isEmpty() || event.isControlDown() || event.isAltDown() || event.isMetaDown()) {
            return;
        }
        SnapshotLayout layout = model.layoutProperty().get();
        Optional<Snapshot> to = switch (event.getCode()) {
            case LEFT -> layout.parent(from.get());
            case RIGHT -> layout.child(from.get());
            case UP -> layout.beside(from.get(), -1);
            case DOWN -> layout.beside(from.get(), 1);
            case HOME -> layout.places().stream().findFirst().map(Place::item);
            case END -> layout.places().reversed().stream().findFirst().map(Place::item);
            default -> Optional.empty();
        };
        switch (event.getCode()) {
            case LEFT, RIGHT, UP, DOWN, HOME, END -> event.consume();
            default -> {}
        }
        to.ifPresent(item -> {
            model.selectedProperty().set(Optional.of(item));
            SnapshotNode node = nodes.get(item.id());
            if (node != null) {
                node.requestFocus();
            }
        });
    }

    /** The node of what is chosen, for what has to be brought into view. */
    Optional<SnapshotNode> selectedNode() {
        return model.selectedProperty().get().map(Snapshot::id).map(nodes::get);
    }
}
