package org.vitrine.app.viewmodel.library;

import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.vitrine.app.model.host.HostCheck;
import org.vitrine.app.model.host.HostCondition.Severity;
import org.vitrine.app.model.host.HostFinding;
import org.vitrine.app.viewmodel.Threads;

/** Whether this host can run guests, and what to do where it cannot. Used on the ui thread. */
public final class HostViewModel {
    private final HostCheck host;
    private final Threads threads;
    private final ObservableList<HostFinding> findings = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper able = new ReadOnlyBooleanWrapper(true);

    public HostViewModel(HostCheck host, Threads threads) {
        this.host = host;
        this.threads = threads;
    }

    /** Checks the host, again after a mend, in the background. */
    public void check() {
        threads.background().execute(() -> {
            List<HostFinding> found = host.findings();
            threads.ui().execute(() -> {
                // Who hears of the findings looks at what follows from them.
                able.set(found.stream().noneMatch(finding -> finding.condition().severity() == Severity.FAILURE));
                findings.setAll(found);
            });
        });
    }

    public ObservableList<HostFinding> findings() {
        return findings;
    }

    /** Whether this host can run guests. */
    public ReadOnlyBooleanProperty ableProperty() {
        return able.getReadOnlyProperty();
    }
}
