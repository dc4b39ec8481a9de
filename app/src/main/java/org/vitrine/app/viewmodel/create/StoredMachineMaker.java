package org.vitrine.app.viewmodel.create;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.library.HostLimits;
import org.vitrine.app.model.library.MachineCreation;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.NewMachine;
import org.vitrine.app.model.library.WorkList;

/** The product's {@link MachineMaker}. */
public final class StoredMachineMaker implements MachineMaker {
    private final MachineLibrary library;
    private final MachineCreation creation;
    private final HostCheck host;
    private final WorkList works;

    public StoredMachineMaker(MachineLibrary library, MachineCreation creation, HostCheck host, WorkList works) {
        this.library = library;
        this.creation = creation;
        this.host = host;
        this.works = works;
    }

    @Override
    public CompletableFuture<UUID> make(NewMachine request) {
        return works.add(creation.create(request).withFailureToldByAsker()).result();
    }

    @Override
    public Collection<String> names() {
        return library.names(Optional.empty());
    }

    @Override
    public Limits limits() {
        return new Limits(HostLimits.of(host), creation.freeSpace());
    }
}
