package org.vitrine.app.viewmodel.library;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;

/** Says of each disposable run that ends that what it changed is gone. */
public final class DisposableEnds implements MachineLibrary.Listener {
    private final Threads threads;
    private final Consumer<Notice> tell;
    private final Set<UUID> running = ConcurrentHashMap.newKeySet();

    private DisposableEnds(Threads threads, Consumer<Notice> tell) {
        this.threads = threads;
        this.tell = tell;
    }

    /** Follows the machines of a library. Any thread. @param tell hears on the ui thread */
    public static void follow(MachineLibrary library, Threads threads, Consumer<Notice> tell) {
        DisposableEnds ends = new DisposableEnds(threads, tell);
        library.addListener(ends);
        library.machines().forEach(ends::changed);
    }

    @Override
    public void added(LibraryMachine machine) {
        changed(machine);
    }

    @Override
    public void changed(LibraryMachine machine) {
        if (machine.isDisposableRun()) {
            running.add(machine.uuid());
        } else if (!machine.isLive() && running.remove(machine.uuid())) {
            threads.ui().execute(() -> tell.accept(Notice.information(Texts.get("library.disposed", machine.name()))));
        }
    }
}
