package org.vitrine.app.viewmodel.library;

import org.vitrine.app.text.Texts;

/**
 * A part of the library that the side list offers.
 *
 * @param name of the group or tag; empty for the others
 */
public record Shelf(Kind kind, String name) {
    /** What its machines have in common. */
    public enum Kind {
        ALL,
        RUNNING,
        GROUP,
        TAG
    }

    public static final Shelf ALL = new Shelf(Kind.ALL, "");
    public static final Shelf RUNNING = new Shelf(Kind.RUNNING, "");

    boolean holds(MachineFacts machine) {
        return switch (kind) {
            case ALL -> true;
            case RUNNING -> machine.state().isLive();
            case GROUP -> machine.group().equals(name);
            case TAG -> machine.tags().contains(name);
        };
    }

    public String label() {
        return switch (kind) {
            case ALL -> Texts.get("library.all");
            case RUNNING -> Texts.get("library.running");
            case GROUP -> name;
            case TAG -> "#" + name;
        };
    }
}
