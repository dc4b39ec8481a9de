package org.vitrine.engine.control;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.kvm.Kvm;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.OfdLock;
import org.vitrine.engine.machine.Machine;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.Outcome;
import org.vitrine.engine.storage.MachineDirectory;

/**
 * {@code vitrine-vm}: one machine, from its configuration to its end. Holds the lock of its runtime directory as long as it lives; after an
 * orderly end the directory is gone, after a failure log and configuration stay for whoever wants to know.
 */
public final class VmProcess {
    /** The guest shut down, or somebody switched it off. */
    public static final int EXIT_SHUT_DOWN = 0;
    /** Arguments, configuration or paths are wrong. */
    public static final int EXIT_USAGE = 2;
    /** Vitrine itself failed. */
    public static final int EXIT_FAILED = 1;
    /** This host cannot run the machine. */
    public static final int EXIT_HOST = 3;
    /** The guest cannot go on. */
    public static final int EXIT_GUEST = 4;

    private static final String PREFIX = "vitrine-vm: ";
    /** An application that asks whether the VM lives holds the lock for a moment. */
    private static final int LOCK_ATTEMPTS = 50;

    private static final long LOCK_RETRY_MILLIS = 20;
    /** A process that serves a machine which is off ends when nobody comes for so long, or comes again. */
    private static final Duration UNUSED = Duration.ofSeconds(30);

    private static final Duration LEFT = Duration.ofSeconds(1);

    private final PrintStream errors;
    private final RunningMachine.Starter starter;

    VmProcess(PrintStream errors, RunningMachine.Starter starter) {
        this.errors = errors;
        this.starter = starter;
    }

    public static void main(String[] words) {
        if (!java.util.List.of(words).contains("--offline")) {
            Thread.ofPlatform().daemon().name("prepare").start(KvmVcpu::prepareCalls);
        }
        System.exit(new VmProcess(System.err, VmProcess::startMachine).run(words));
    }

    private static RunningMachine startMachine(MachineConfig config, Path machineFile, Path runtimeDirectory)
            throws MachineException {
        Machine machine = Machine.create(config, machineFile, runtimeDirectory);
        try {
            machine.start();
        } catch (MachineException | RuntimeException e) {
            machine.close();
            throw e;
        }
        return RunningMachine.of(machine);
    }

    /** @return the exit code; what went wrong has been said by then */
    int run(String... words) {
        try {
            VmArguments arguments = VmArguments.parse(words);
            MachineConfig config = config(arguments);
            RuntimeDirectory directory = directory(arguments, config);
            Optional<OfdLock> lock = lock(directory);
            if (lock.isEmpty()) {
                throw new UsageException("The machine \"%s\" is running already.".formatted(config.name()));
            }
            try (OfdLock held = lock.get()) {
                return run(arguments, config, directory);
            }
        } catch (UsageException | ConfigException e) {
            return failed(EXIT_USAGE, e);
        } catch (MachineException | LinuxException | IOException e) {
            return failed(EXIT_HOST, e);
        } catch (RuntimeException e) {
            e.printStackTrace(errors);
            return failed(EXIT_FAILED, e);
        }
    }

    private int failed(int exitCode, Exception e) {
        errors.println(PREFIX + e.getMessage());
        return exitCode;
    }

    static MachineConfig config(VmArguments arguments) throws ConfigException {
        MachineConfig config = MachineConfigFile.read(arguments.machineFile());
        if (arguments.offline()) {
            return config;
        }
        config = new MachineDirectory(arguments.machineFile()).atStart(config);
        ConfigRules.checkHostMemory(config);
        ConfigRules.checkSecureBoot(config.firmware(), Kvm::hasSystemManagementMode);
        if (arguments.disposable()) {
            config = config.withLifeCycle(config.lifeCycle().withDisposable(true));
        }
        return arguments.serial() == null ? config : config.withSerial(arguments.serial());
    }

    private static RuntimeDirectory directory(VmArguments arguments, MachineConfig config) throws IOException {
        Path given = arguments.runtimeDirectory();
        return given == null ? RuntimeRoot.ofUser().create(config.uuid()) : RuntimeDirectory.make(given, config.uuid());
    }

    private static Optional<OfdLock> lock(RuntimeDirectory directory) {
        Optional<OfdLock> lock = OfdLock.tryLock(directory.lockFile());
        for (int attempt = 1; lock.isEmpty() && attempt < LOCK_ATTEMPTS; attempt++) {
            try {
                Thread.sleep(LOCK_RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            lock = OfdLock.tryLock(directory.lockFile());
        }
        return lock;
    }

    private int run(VmArguments arguments, MachineConfig config, RuntimeDirectory directory)
            throws IOException, MachineException, UsageException, ConfigException {
        Path logFile = arguments.log() == null ? directory.log() : arguments.log();
        try (VmLog log = VmLog.install(logFile)) {
            // Whose they were is dead: the lock is held here.
            Files.deleteIfExists(directory.controlSocket());
            Files.deleteIfExists(directory.displaySocket());
            if (arguments.offline()) {
                serveStored(arguments, config, directory);
                directory.delete();
                return EXIT_SHUT_DOWN;
            }
            directory.markRunning();
            Outcome outcome = runMachine(arguments, config, directory);
            if (outcome.failure() != null) {
                // Last of all, so that it ends the log where that is where standard error leads.
                errors.println(PREFIX + outcome.failure());
                return EXIT_GUEST;
            }
            directory.delete();
            return EXIT_SHUT_DOWN;
        }
    }

    private Outcome runMachine(VmArguments arguments, MachineConfig config, RuntimeDirectory directory)
            throws MachineException, UsageException, ConfigException {
        try (ControlSocket socket = bind(arguments, directory);
                MachineSequence machines = new MachineSequence(arguments, directory, starter)) {
            return machines.run(config, socket);
        }
    }

    private void serveStored(VmArguments arguments, MachineConfig config, RuntimeDirectory directory)
            throws IOException, UsageException {
        Activity activity = new Activity();
        directory.markOffline();
        try (ControlSocket socket = bind(arguments, directory);
                QmpServer server = QmpServer.serveStored(socket, arguments.machineFile(), config, activity)) {
            System.getLogger(VmProcess.class.getName())
                    .log(Level.INFO, "\"{0}\", which is off, is served at {1}", config.name(), server.path());
            activity.awaitQuiet(UNUSED, LEFT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ControlSocket bind(VmArguments arguments, RuntimeDirectory directory) throws UsageException {
        Path socket = arguments.controlSocket() == null ? directory.controlSocket() : arguments.controlSocket();
        try {
            return ControlSocket.bind(socket);
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
