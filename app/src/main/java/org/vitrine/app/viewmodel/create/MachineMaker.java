package org.vitrine.app.viewmodel.create;

import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.vitrine.app.model.library.NewMachine;

/** Makes machines, as long work that the tasks show. */
public interface MachineMaker {
    /** Begins to make a machine; fails with a {@link org.vitrine.app.model.Refusal}, which the caller tells, and the tasks do not. */
    CompletableFuture<UUID> make(NewMachine request);

    /** The names that are taken. */
    Collection<String> names();

    /** What there is to choose from. Asks the host: not for the ui thread. */
    Limits limits();
}
