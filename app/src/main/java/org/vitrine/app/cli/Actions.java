package org.vitrine.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.app.model.JavaRuntime;
import org.vitrine.app.model.MachineLauncher;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.RunningApplication;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.model.VmCommand;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.view.shell.VitrineApplication;
import org.vitrine.engine.config.RuntimeRoot;

/** What the commands do to the world, so that tests can put another in its place. */
interface Actions {
    HostCheck host();

    /** @throws Refusal if there is no place for running machines */
    MachineLauncher launcher() throws Refusal;

    /** The user's machines. @throws Refusal if they cannot be had */
    OpenLibrary library() throws Refusal, InterruptedException;

    /** Opens the application's window and waits for it to close; one that is open already takes the files at once. @return the exit code */
    int openApplication(List<Path> discs);

    /** Shows a machine that was just started, and waits for its end or the window's. @return the exit code */
    int show(MachineProcess machine);

    /** The product's. */
    static Actions ofThisHost() {
        return new Actions() {
            @Override
            public HostCheck host() {
                return HostCheck.ofThisHost();
            }

            @Override
            public MachineLauncher launcher() throws Refusal {
                try {
                    RuntimeRoot root = RuntimeRoot.ofUser();
                    root.sweep();
                    return new MachineLauncher(root, VmCommand.of(JavaRuntime.ofThisProcess()));
                } catch (IOException e) {
                    throw Refusal.inWords(Refusal.Cause.HOST, String.valueOf(e.getMessage()));
                }
            }

            @Override
            public OpenLibrary library() throws Refusal, InterruptedException {
                try {
                    RuntimeRoot root = RuntimeRoot.ofUser();
                    return OpenLibrary.open(
                            host(),
                            UserFolders.ofUser(),
                            root,
                            new MachineLauncher(root, VmCommand.of(JavaRuntime.ofThisProcess())));
                } catch (IOException e) {
                    throw Refusal.inWords(Refusal.Cause.HOST, String.valueOf(e.getMessage()));
                }
            }

            @Override
            public int openApplication(List<Path> discs) {
                if (!isTaken(discs)) {
                    VitrineApplication.open(discs);
                }
                return ExitCodes.OK;
            }

            /** By the application that runs already, if there is one. */
            private boolean isTaken(List<Path> discs) {
                try {
                    Path socket = RunningApplication.socket(RuntimeRoot.ofUser().path(), System.getenv());
                    return RunningApplication.handOver(socket, discs);
                } catch (IOException e) {
                    // The application itself says what is wrong with the place for running machines.
                    return false;
                }
            }

            @Override
            public int show(MachineProcess machine) {
                VitrineApplication.show(machine);
                return ExitCodes.OK;
            }
        };
    }
}
