package org.vitrine.engine.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.Sections;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;
import org.vitrine.engine.storage.SnapshotTree;

/**
 * Makes a machine what it was. Its memory is mapped, and read when it is touched; the rest of the file is compared with its checksums while the machine runs, and one that
 * has lost something pauses it.
 */
final class MemoryRestore implements AutoCloseable {
    /** Between two mebibytes, so that the guest has its disk and its processor. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Snapshots.Owner owner;
    private volatile @Nullable Watch watch;

    MemoryRestore(Snapshots.Owner owner) {
        this.owner = owner;
    }

    /** Done when the machine's parts have accepted the state, and before the memory is exchanged. */
    interface Settled {
        void run() throws IOException;
    }

    /** A snapshot's state and memory, admitted. */
    final class Source implements AutoCloseable {
        private final Manifest snapshot;
        private final Sections state;
        private final DiskFile memory;
        private final Optional<byte[]> unread;
        /** The memory that the machine had. */
        private final List<HostMemory> former = new ArrayList<>();

        private boolean handedOver;

        private Source(Manifest snapshot, Sections state, DiskFile memory, Optional<byte[]> unread) {
            this.snapshot = snapshot;
            this.state = state;
            this.memory = memory;
            this.unread = unread;
        }

        /** Makes the machine what it was, while it stands still. If it fails, the machine is what it is. */
        void load(Settled settled) throws IOException {
            List<MemoryRegion> regions = owner.hardware().regions();
            try {
                owner.hardware().loadState(state, () -> {
                    try {
                        settled.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    map(regions);
                });
            } catch (StateException e) {
                throw new SnapshotException(
                        "The snapshot %s cannot be used. %s".formatted(snapshot.id(), e.getMessage()), e);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (LinuxException e) {
                throw new SnapshotException(
                        "The snapshot's memory cannot be used: %s."
                                .formatted(e.errno().words()),
                        e);
            }
        }

        /** The RAM comes last: it is only mapped, so that a disk that fails does so before the RAM is gone. */
        private void map(List<MemoryRegion> regions) {
            for (int i = regions.size() - 1; i >= 0; i--) {
                regions.get(i)
                        .restore(memory, snapshot.memory().get(i).offset())
                        .ifPresent(former::add);
            }
        }

        /** Reads on what was not read, while the machine runs. */
        void watch() {
            if (unread.isPresent()) {
                handedOver = true;
                MemoryRestore.this.watch(this);
            }
        }

        /** Frees what the machine had, which takes a while: after it runs. */
        @Override
        public void close() {
            former.forEach(HostMemory::close);
            if (!handedOver) {
                memory.close();
            }
        }
    }

    /** Looks at all of a snapshot that can be looked at before the machine is touched. @throws SnapshotException if it cannot be used */
    Source open(SnapshotStore store, Manifest snapshot, Progress progress) throws IOException {
        Sections state = store.sections(snapshot, SnapshotTree.STATE);
        if (!MemoryCopy.layout(owner.hardware().regions()).equals(snapshot.memory())) {
            throw new SnapshotException(
                    "The snapshot %s is of a machine with other memory; give the machine the memory and display that it had."
                            .formatted(snapshot.id()));
        }
        boolean read =
                store.admitMemory(snapshot, done -> progress.at(done, SnapshotStore.memorySize(snapshot.memory())));
        Optional<byte[]> sums = read ? Optional.empty() : store.memorySums(snapshot);
        return new Source(snapshot, state, store.openMemory(snapshot), sums);
    }

    private void watch(Source source) {
        close();
        Watch next = new Watch(source);
        watch = next;
        Thread.ofPlatform().name("memory-check").daemon().start(next);
    }

    /** Reads a file to its end, unless it is stopped. */
    private final class Watch implements Runnable {
        private final Source source;
        private volatile boolean stopped;

        Watch(Source source) {
            this.source = source;
        }

        @Override
        public void run() {
            try (DiskFile memory = source.memory) {
                SnapshotStore.checkMemory(source.snapshot, memory, source.unread.orElseThrow(), this::pace);
            } catch (SnapshotException e) {
                owner.memoryDamaged(String.valueOf(e.getMessage()));
            } catch (CancellationException e) {
                // The machine is another by now, or ends.
            }
        }

        private void pace(long done) {
            LockSupport.parkNanos(REST_NANOS);
            if (stopped) {
                throw new CancellationException();
            }
        }
    }

    @Override
    public void close() {
        Watch running = watch;
        if (running != null) {
            running.stopped = true;
        }
    }
}
