package org.vitrine.app.model;

import java.io.IOException;
import java.util.List;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;

/** Finds the VMs that run, whoever started them. Files: not for the JavaFX thread. */
public final class RunningMachines {
    private final RuntimeRoot root;

    public RunningMachines(RuntimeRoot root) {
        this.root = root;
    }

    /** Those that run now. */
    public List<RuntimeDirectory> list() throws IOException {
        return root.running();
    }

    /** Removes what killed VM processes left behind. @return how many */
    public int sweep() throws IOException {
        return root.sweep().size();
    }

    /** Takes hold of one. */
    public MachineProcess open(RuntimeDirectory directory) {
        return MachineProcess.found(directory);
    }
}
