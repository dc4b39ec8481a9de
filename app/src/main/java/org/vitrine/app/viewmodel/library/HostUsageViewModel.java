package org.vitrine.app.viewmodel.library;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.vitrine.app.model.host.HostMeter;
import org.vitrine.app.model.host.HostMeter.Usage;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;

/** How busy the host is, in words and as the processor's last minute. Who shows it says when to look. Used on the ui thread. */
public final class HostUsageViewModel {
    private static final int KEPT = 30;

    /**
     * What is shown.
     *
     * @param cpu the processor's busy part at the last looks, oldest first, from 0 to 1
     */
    public record Shown(List<Double> cpu, String cpuWords, String memory, String disk) {}

    private final HostMeter meter;
    private final Threads threads;
    private final Deque<Double> cpu = new ArrayDeque<>();
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(new Shown(List.of(), "", "", ""));
    private boolean looking;

    public HostUsageViewModel(HostMeter meter, Threads threads) {
        this.meter = meter;
        this.threads = threads;
    }

    /** Looks now, in the background; while a look is under way there is no other. */
    public void look() {
        if (!looking) {
            looking = true;
            threads.background().execute(() -> {
                Usage usage = meter.look();
                threads.ui().execute(() -> {
                    looking = false;
                    show(usage);
                });
            });
        }
    }

    private void show(Usage usage) {
        cpu.addLast(usage.cpu());
        if (cpu.size() > KEPT) {
            cpu.removeFirst();
        }
        shown.set(new Shown(
                List.copyOf(cpu),
                Texts.get("host.cpu", Math.round(usage.cpu() * 100)),
                Texts.get("host.memory", Sizes.bytes(usage.memoryUsed()), Sizes.bytes(usage.memoryTotal())),
                Texts.get("host.disk", Sizes.bytes(usage.diskFree()))));
    }

    public ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }
}
