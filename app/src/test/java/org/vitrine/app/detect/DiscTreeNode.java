package org.vitrine.app.detect;

import java.util.Map;
import java.util.TreeMap;

/** A file or directory that {@link DiscWriter} writes. */
final class DiscTreeNode {
    final Map<String, DiscTreeNode> children = new TreeMap<>();
    byte[] content = {};
    boolean directory = true;
    /** Where its first byte lies, in sectors or logical blocks. */
    int place;

    DiscTreeNode at(String path) {
        DiscTreeNode node = this;
        for (String name : path.split("/", -1)) {
            node = node.children.computeIfAbsent(name, key -> new DiscTreeNode());
        }
        return node;
    }
}
