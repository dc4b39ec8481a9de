package org.vitrine.testbed.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;

/** Where the Tab key stops, and what a screen reader says there. */
final class TabWalk {
    /** More stops than any view has. */
    private static final int MAX_STOPS = 60;

    private TabWalk() {}

    /** Presses Tab until it comes round. @return each stop with its name; a blank one if it has none */
    static Map<Node, String> round(Application application) throws Exception {
        Map<Node, String> stops = new LinkedHashMap<>();
        for (int i = 0; i < MAX_STOPS; i++) {
            Node stop = application.focused().orElseThrow();
            Object name = application.onFx(() -> stop.queryAccessibleAttribute(AccessibleAttribute.TEXT));
            if (stops.put(stop, name == null ? "" : name.toString()) != null) {
                return stops;
            }
            application.press(KeyCode.TAB);
        }
        throw new AssertionError("Tab does not come round: " + stops);
    }

    /** The stops that have no name. */
    static List<String> nameless(Map<Node, String> stops) {
        return stops.entrySet().stream()
                .filter(stop -> stop.getValue().isBlank())
                .map(stop -> stop.getKey() + " in " + stop.getKey().getParent())
                .toList();
    }
}
