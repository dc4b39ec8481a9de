package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.Virtio.Port;

/** What can be done to the virtio ports of a draft. */
public final class DraftPorts {
    private static final String USUAL_NAME = "channel";

    private final MachineDraft draft;

    public DraftPorts(MachineDraft draft) {
        this.draft = draft;
    }

    public List<Port> all() {
        return draft.config().virtio().ports();
    }

    public boolean hasRoom() {
        return all().size() < ConfigRules.MAX_VIRTIO_PORTS;
    }

    /** Adds a channel to a socket. */
    public void add() {
        Set<String> taken = all().stream().map(Port::name).collect(Collectors.toSet());
        int number = 0;
        while (taken.contains(USUAL_NAME + number)) {
            number++;
        }
        Port port = new Port(USUAL_NAME + number, false, null);
        change(ports -> {
            ports.add(port);
            return ports;
        });
        draft.endStep();
    }

    public void remove(int index) {
        change(ports -> {
            ports.remove(index);
            return ports;
        });
        draft.endStep();
    }

    public void setName(int index, String name) {
        set(index, port -> new Port(name, port.console(), port.file()));
    }

    /** Makes it a terminal of the guest's, or a channel. */
    public void setConsole(int index, boolean console) {
        set(index, port -> new Port(port.name(), console, port.file()));
    }

    /** @param file null for a socket */
    public void setFile(int index, @Nullable Path file) {
        set(index, port -> new Port(port.name(), port.console(), file));
    }

    private void set(int index, UnaryOperator<Port> change) {
        change(ports -> {
            ports.set(index, change.apply(ports.get(index)));
            return ports;
        });
    }

    private void change(UnaryOperator<List<Port>> change) {
        draft.change(config -> config.withVirtio(config.virtio().withPorts(change.apply(new ArrayList<>(all())))));
    }
}
