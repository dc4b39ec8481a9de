package org.vitrine.app.view.desk;

import org.vitrine.app.model.library.MachineCreation;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.model.library.WorkList;

/**
 * The machines on disk, and what is done to them.
 *
 * @param works long work that is begun anywhere, for the task view
 */
public record MachineTools(
        MachineLibrary library,
        MachineCreation creation,
        StartMachine starter,
        MachineEdits edits,
        Trash trash,
        WorkList works) {}
