package org.vitrine.app.view.parts;

import javafx.scene.Node;

/** Whether a node is there: one that is not takes no room. */
public final class Presence {
    private Presence() {}

    public static void show(Node node, boolean is) {
        node.setVisible(is);
        node.setManaged(is);
    }
}
