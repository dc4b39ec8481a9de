package org.vitrine.app.model;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;

/** Starts VM processes. Files and processes: not for the JavaFX thread. */
public final class MachineLauncher {
    private final RuntimeRoot root;
    private final VmCommand command;

    public MachineLauncher(RuntimeRoot root, VmCommand command) {
        this.root = root;
        this.command = command;
    }

    /**
     * Loads what a launch needs, so that it can be loaded beside other work: takes some 60 ms the first time. Finds nothing out and fails
     * silently, since the launch itself says what is wrong.
     */
    public static void prepare() {
        Logger log = System.getLogger(MachineLauncher.class.getName());
        try {
            var unused = HostCheck.ofThisHost().obstacle();
            log.log(Level.DEBUG, "Running machines have their places below {0}", RuntimeRoot.ofUser());
        } catch (IOException | RuntimeException e) {
            log.log(Level.DEBUG, "preparing a launch", e);
        }
    }

    /** Where the terminal's input and output go. */
    public enum Terminal {
        /** They stay the application's. */
        KEPT,
        /** They become the guest's serial line. */
        LENT
    }

    /**
     * Starts a machine whose configuration lives in its runtime directory, and goes with it.
     *
     * @return the process, which may not answer yet
     * @throws Refusal if the files or the process cannot be made
     */
    public MachineProcess launch(MachineConfig config, Terminal terminal) throws Refusal {
        try {
            RuntimeDirectory directory = root.create(config.uuid());
            try {
                MachineConfigFile.write(directory.machineFile(), config);
                return start(
                        command.words(directory.machineFile(), directory.path()), directory, directory.log(), terminal);
            } catch (IOException | ConfigException e) {
                directory.delete();
                throw e;
            }
        } catch (ConfigException e) {
            throw Refusal.of(e);
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.HOST, "machine.not-started", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Starts a machine of the library. Its configuration stays where it is, and belongs to the process as long as that lives; the runtime
     * directory has links to it and to the log.
     *
     * @param machineFile the machine's {@code machine.json}
     * @param log where the process has its say; its folder is there
     * @param disposable whether what this run changes is thrown away, whatever the configuration says
     * @return the process, which may not answer yet
     * @throws Refusal if it runs already, or the files or the process cannot be made
     */
    public MachineProcess launchStored(MachineConfig config, Path machineFile, Path log, boolean disposable)
            throws Refusal {
        try {
            RuntimeDirectory directory = root.create(config.uuid());
            if (directory.isAlive()) {
                throw Refusal.of(Refusal.Cause.INPUT, "machine.runs-already", config.name());
            }
            // What a killed process left would be in the way.
            directory.delete();
            directory = root.create(config.uuid());
            try {
                Files.createSymbolicLink(directory.machineFile(), machineFile.toAbsolutePath());
                Files.createSymbolicLink(directory.log(), log.toAbsolutePath());
                List<String> words = new ArrayList<>(command.words(machineFile.toAbsolutePath(), directory.path()));
                words.addAll(List.of("--log", log.toAbsolutePath().toString()));
                if (disposable) {
                    words.add("--disposable");
                }
                return start(words, directory, log, Terminal.KEPT);
            } catch (IOException e) {
                directory.delete();
                throw e;
            }
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.HOST, "machine.not-started", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Starts a process that runs no guest but has the commands for what can be done with a machine that is off: snapshots, saved state, clones. It ends by itself
     * when nobody is connected any more. One that is there already is used.
     *
     * @throws Refusal if the machine runs, or the files or the process cannot be made
     */
    public MachineProcess serveOffline(UUID uuid, Path machineFile, Path log) throws Refusal {
        try {
            RuntimeDirectory directory = root.create(uuid);
            if (directory.isServedOffline()) {
                return MachineProcess.found(directory);
            }
            if (directory.isAlive()) {
                throw Refusal.of(Refusal.Cause.INPUT, "library.busy");
            }
            directory.delete();
            directory = root.create(uuid);
            Files.createDirectories(log.resolveSibling("."));
            // Before it has its lock, so that nobody takes it for a machine that runs.
            directory.markOffline();
            Files.createSymbolicLink(directory.log(), log.toAbsolutePath());
            List<String> words = new ArrayList<>(command.words(machineFile.toAbsolutePath(), directory.path()));
            words.addAll(List.of("--offline", "--log", log.toAbsolutePath().toString()));
            return start(words, directory, log, Terminal.KEPT);
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.HOST, "machine.not-started", String.valueOf(e.getMessage()));
        }
    }

    private MachineProcess start(List<String> words, RuntimeDirectory directory, Path logFile, Terminal terminal)
            throws IOException {
        Redirect log = Redirect.appendTo(logFile.toFile());
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(log);
        if (terminal == Terminal.LENT) {
            builder.redirectInput(Redirect.INHERIT).redirectOutput(Redirect.INHERIT);
        } else {
            builder.redirectInput(Redirect.from(new File("/dev/null"))).redirectOutput(log);
        }
        // The process outlives the terminal's or desktop's working directory.
        builder.directory(new File("/"));
        Process process = builder.start();
        return new MachineProcess(directory, process.toHandle(), process, LogTail.open(logFile));
    }
}
