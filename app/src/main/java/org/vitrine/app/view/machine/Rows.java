package org.vitrine.app.view.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.vitrine.app.view.parts.Presence;

/** A row for each of some things. */
final class Rows {
    private Rows() {}

    /** Shows rows for these, in this order. Rows of what stays are not made anew: they may have the focus. */
    static void keep(VBox box, List<String> ids, Function<String, Node> make) {
        Map<Object, Node> have = new HashMap<>();
        box.getChildren().forEach(node -> have.put(node.getUserData(), node));
        List<Node> rows = ids.stream()
                .map(id -> have.computeIfAbsent(id, key -> made(id, make)))
                .toList();
        if (!rows.equals(box.getChildren())) {
            box.getChildren().setAll(rows);
        }
    }

    /** Shows rows for so many places. Each is made once and stays: it may have the focus. @param made so far */
    static void first(int count, VBox box, List<Node> made, IntFunction<Node> make) {
        while (made.size() < count) {
            made.add(make.apply(made.size()));
        }
        List<Node> rows = made.subList(0, count);
        if (!rows.equals(box.getChildren())) {
            box.getChildren().setAll(rows);
        }
        Presence.show(box, count > 0);
    }

    private static Node made(String id, Function<String, Node> make) {
        Node row = make.apply(id);
        row.setUserData(id);
        return row;
    }
}
