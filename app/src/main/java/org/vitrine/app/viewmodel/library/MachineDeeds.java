package org.vitrine.app.viewmodel.library;

import java.util.UUID;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;

/** What the library does to machines on disk. Files and processes: not for the ui thread. */
public interface MachineDeeds {
    /** Starts a machine and waits until it answers. */
    MachineSession start(UUID uuid) throws Refusal, InterruptedException;

    /** The same, for a run whose changes are thrown away at its end. */
    MachineSession startDisposable(UUID uuid) throws Refusal, InterruptedException;

    /** Begins to save a machine that runs; the tasks show how far that is. */
    void save(UUID uuid);

    /** Moves a machine to the trash. */
    Trashed trash(UUID uuid) throws Refusal, InterruptedException;

    /** Puts a machine into a group. @param group its name; empty for none */
    void group(UUID uuid, String group) throws Refusal, InterruptedException;

    /** Gives a machine another name. */
    void rename(UUID uuid, String name) throws Refusal, InterruptedException;

    /** Begins to make a machine of its own that is as this one is now; the tasks show how far that is. @param linked whether the two share disks */
    void clone(UUID uuid, String name, boolean linked);

    /** A machine in the trash. */
    interface Trashed {
        /** The bytes that are free once the trash is emptied. */
        long bytes();

        /** Puts it back. */
        void restore() throws Refusal, InterruptedException;
    }
}
