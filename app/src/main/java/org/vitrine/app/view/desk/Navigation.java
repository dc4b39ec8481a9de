package org.vitrine.app.view.desk;

import java.util.UUID;
import org.vitrine.app.model.MachineSession;

/** The way between a window's places: the library, a machine's page, its console. Used on the JavaFX thread. */
public interface Navigation {
    void showLibrary();

    /** Shows a machine's page, whether the machine runs or not. */
    void showMachine(UUID uuid);

    /** Shows the console of a machine that runs: in the window that has it, or here if no other console is. */
    void showConsole(MachineSession session);
}
