package org.vitrine.engine.control;

import java.util.List;
import org.vitrine.engine.machine.Cause;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.qmp.QmpException;

/** Pause, run, reset, switch off: QAPI's {@code run-state} and {@code misc}. */
final class LifecycleCommands {
    private final MachineControl machine;

    LifecycleCommands(MachineControl machine) {
        this.machine = machine;
    }

    List<QmpCommand> all() {
        return List.of(
                plain("stop", machine::pause),
                plain("cont", machine::resume),
                plain("system_reset", () -> machine.reset(Cause.HOST_QMP_SYSTEM_RESET)),
                plain("system_powerdown", machine::pressPowerButton),
                plain("quit", () -> machine.quit(Cause.HOST_QMP_QUIT)));
    }

    static QmpCommand plain(String name, Runnable action) {
        return new QmpCommand(name, arguments -> withoutArguments(arguments, action));
    }

    private static Object withoutArguments(Arguments arguments, Runnable action) throws QmpException {
        arguments.end();
        action.run();
        return java.util.Map.of();
    }
}
