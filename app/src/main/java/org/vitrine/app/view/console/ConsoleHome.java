package org.vitrine.app.view.console;

import org.jspecify.annotations.Nullable;
import org.vitrine.app.view.desk.Navigation;

/**
 * The ways out of a console in the window that it is in; another window has others.
 *
 * @param navigation leads to the other places; null in a window that has none
 * @param hasPage whether the machine has a page, as one of the library's has
 * @param move moves the console into a window of its own, or back into the main one; null if there is nowhere to go
 * @param close closes the console; the machine does not notice
 */
public record ConsoleHome(
        @Nullable Navigation navigation,
        boolean hasPage,
        @Nullable Runnable move,
        Runnable close) {}
