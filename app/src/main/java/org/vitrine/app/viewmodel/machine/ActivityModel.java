package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.vitrine.app.model.activity.ActivityEntry;
import org.vitrine.app.model.activity.VmLogReader;
import org.vitrine.app.viewmodel.Threads;

/** What happened to a machine, the newest first. Used on the ui thread. */
public final class ActivityModel {
    private final Path log;
    private final Threads threads;
    private final ReadOnlyObjectWrapper<List<ActivityEntry>> entries = new ReadOnlyObjectWrapper<>(List.of());

    /** @param log what the machine's processes had to say */
    public ActivityModel(Path log, Threads threads) {
        this.log = log;
        this.threads = threads;
    }

    public ReadOnlyObjectProperty<List<ActivityEntry>> entriesProperty() {
        return entries.getReadOnlyProperty();
    }

    public Path log() {
        return log;
    }

    /** Reads the log again, in the background. */
    public void refresh() {
        threads.background().execute(() -> {
            List<ActivityEntry> read = VmLogReader.read(log).reversed();
            threads.ui().execute(() -> entries.set(read));
        });
    }
}
