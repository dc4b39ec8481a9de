package org.vitrine.app.viewmodel.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.viewmodel.Threads;

/** What a running machine uses of its host, as its process tells it by {@code x-vitrine-query-usage}. Used on the ui thread. */
public final class UsageModel {
    private static final double NANOS = 1e9;

    /** Asks the machine; the answer comes on any thread. */
    @FunctionalInterface
    public interface Source {
        java.util.concurrent.CompletableFuture<JsonNode> ask();
    }

    /** What was told at a moment, in nanoseconds and bytes that only grow, but for memory. */
    private record Reading(
            long nanos, long cpuNanos, long resident, long read, long written, long sent, long received) {
        static Reading of(JsonNode usage) {
            long cpu = 0;
            for (JsonNode each : usage.path("cpus")) {
                cpu += each.path("time-ns").asLong();
            }
            long read = 0;
            long written = 0;
            for (JsonNode disk : usage.path("disks")) {
                read += disk.path("rd_bytes").asLong();
                written += disk.path("wr_bytes").asLong();
            }
            long sent = 0;
            long received = 0;
            for (JsonNode network : usage.path("networks")) {
                sent += network.path("bytes-sent").asLong();
                received += network.path("bytes-received").asLong();
            }
            return new Reading(
                    usage.path("host-time-ns").asLong(),
                    cpu,
                    usage.path("resident-bytes").asLong(),
                    read,
                    written,
                    sent,
                    received);
        }
    }

    private final Threads threads;
    private final UsageHistory cpu = new UsageHistory();
    private final UsageHistory memory = new UsageHistory();
    private final UsageHistory read = new UsageHistory();
    private final UsageHistory written = new UsageHistory();
    private final UsageHistory disk = new UsageHistory();
    private final UsageHistory sent = new UsageHistory();
    private final UsageHistory received = new UsageHistory();
    private final UsageHistory network = new UsageHistory();
    private final ReadOnlyLongWrapper samples = new ReadOnlyLongWrapper();
    private @Nullable Reading last;
    private boolean asking;

    public UsageModel(Threads threads) {
        this.threads = threads;
    }

    /** Asks once more, unless the last answer is still awaited; a machine that gives none leaves everything as it is. */
    public void sample(Optional<Source> machine) {
        if (asking || machine.isEmpty()) {
            return;
        }
        asking = true;
        var unused = machine.get()
                .ask()
                .whenComplete((usage, error) -> threads.ui().execute(() -> {
                    asking = false;
                    if (usage != null) {
                        add(Reading.of(usage));
                    }
                }));
    }

    private void add(Reading now) {
        Reading before = last;
        last = now;
        if (before != null && now.nanos() > before.nanos()) {
            double seconds = (now.nanos() - before.nanos()) / NANOS;
            cpu.add((now.cpuNanos() - before.cpuNanos()) / NANOS / seconds);
            read.add((now.read() - before.read()) / seconds);
            written.add((now.written() - before.written()) / seconds);
            disk.add((now.read() - before.read() + now.written() - before.written()) / seconds);
            memory.add(now.resident());
            sent.add((now.sent() - before.sent()) / seconds);
            received.add((now.received() - before.received()) / seconds);
            network.add((now.sent() - before.sent() + now.received() - before.received()) / seconds);
            samples.set(samples.get() + 1);
        }
    }

    /** Forgets all, as when the machine ends. */
    public void clear() {
        last = null;
        for (UsageHistory history : List.of(cpu, memory, read, written, disk, sent, received, network)) {
            history.clear();
        }
        samples.set(samples.get() + 1);
    }

    /** Changes when there is something new to be shown. */
    public ReadOnlyLongProperty samplesProperty() {
        return samples.getReadOnlyProperty();
    }

    /** CPUs of the host that the vCPUs keep busy, such as 1.5. */
    public UsageHistory cpu() {
        return cpu;
    }

    /** Bytes of the host's memory that the process has. */
    public UsageHistory memory() {
        return memory;
    }

    /** Bytes a second that the guest reads from its disks. */
    public UsageHistory read() {
        return read;
    }

    /** Bytes a second that the guest writes to its disks. */
    public UsageHistory written() {
        return written;
    }

    /** Both together. */
    public UsageHistory disk() {
        return disk;
    }

    /** Bytes a second that the guest sends, over all of its network cards. */
    public UsageHistory sent() {
        return sent;
    }

    /** Bytes a second that the guest receives. */
    public UsageHistory received() {
        return received;
    }

    /** Both together. */
    public UsageHistory network() {
        return network;
    }
}
