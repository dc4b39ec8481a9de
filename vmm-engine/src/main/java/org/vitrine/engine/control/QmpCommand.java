package org.vitrine.engine.control;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QmpException;

/**
 * A command that clients can give.
 *
 * @param name in the protocol
 */
record QmpCommand(String name, Action action) {
    /** What a command does; on the client's own thread, which may wait. */
    @FunctionalInterface
    interface Action {
        /**
         * Does what the command says.
         *
         * @return the reply as plain Java values; null for an empty object
         * @throws QmpException if the arguments are not as they must be
         * @throws MachineException if the machine cannot
         */
        @Nullable
        Object run(Arguments arguments) throws QmpException, MachineException;
    }
}
