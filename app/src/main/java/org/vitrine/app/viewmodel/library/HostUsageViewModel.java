package org.vitrine.app.viewmodel.library;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.host.HostMeter;
import org.vitrine.app.model.host.HostMeter.Usage;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;

/** How busy the host is, in words and as the processor's last minute. Used on the ui thread. */
public final class HostUsageViewModel {
    private static final int KEPT = 30;
    private static final long PERIOD_MILLIS = 2000;

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
    private volatile @Nullable Object current;

    public HostUsageViewModel(HostMeter meter, Threads threads) {
        this.meter = meter;
        this.threads = threads;
    }

    /** Looks from now on every other second, or no longer. The waiting is done in the background: an animation would draw 60 frames a second. */
    public void setWatched(boolean is) {
        Object watch = is ? new Object() : null;
        current = watch;
        if (watch != null) {
            threads.background().execute(() -> look(watch));
        }
    }

    private void look(Object watch) {
        try {
            while (current == watch) {
                Usage usage = meter.look();
                threads.ui().execute(() -> show(usage));
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
