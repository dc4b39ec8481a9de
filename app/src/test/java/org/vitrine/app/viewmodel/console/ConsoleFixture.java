package org.vitrine.app.viewmodel.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.vitrine.app.fake.FakeVm;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.RuntimeRoot;

/** The console of a {@link FakeVm} that is called Debian 12; what is done in the background is done at once. */
final class ConsoleFixture implements AutoCloseable {
    final FakeVm vm;
    final ConsoleViewModel console;

    /** @param folder of the user, and of the VM's runtime directory */
    ConsoleFixture(Path folder) throws Exception {
        vm = FakeVm.start(RuntimeRoot.at(folder.resolve("run")), "Debian 12");
        console = new ConsoleViewModel(
                MachineSession.open(MachineProcess.found(vm.directory())),
                new Threads(Runnable::run, Runnable::run),
                new UserFolders(folder, Map.of()));
    }

    /** What is told. */
    String told() {
        return console.notices().noticeProperty().get().text();
    }

    @Override
    public void close() throws IOException {
        console.close();
        console.session().close();
        vm.close();
    }
}
