package org.vitrine.display.console;

/** How a picture is fitted into the room that it has. */
public enum ScaleMode {
    /** The largest whole multiple that fits, each guest pixel sharp; smooth only if it must shrink. */
    SHARP,
    /** As large as fits, smooth unless that happens to be a whole multiple. */
    FILL
}
