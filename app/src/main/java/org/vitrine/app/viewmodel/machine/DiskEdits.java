package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig.Disk;

/** A hard disk with one thing changed. */
final class DiskEdits {
    private DiskEdits() {}

    private static Disk of(
            Disk disk,
            Path file,
            @Nullable String format,
            Disk.Bus bus,
            Disk.Cache cache,
            boolean readOnly,
            @Nullable Integer bootIndex,
            @Nullable Integer port) {
        return new Disk(disk.id(), file, format, bus, cache, readOnly, bootIndex, port, disk.discard());
    }

    static Disk withImage(Disk disk, Path file, @Nullable String format) {
        return of(disk, file, format, disk.bus(), disk.cache(), disk.readOnly(), disk.bootIndex(), disk.port());
    }

    /** On another bus it takes the first place that is free. */
    static Disk withBus(Disk disk, Disk.Bus bus) {
        return of(
                disk,
                disk.file(),
                disk.format(),
                bus,
                disk.cache(),
                disk.readOnly(),
                disk.bootIndex(),
                bus == disk.bus() ? disk.port() : null);
    }

    static Disk withCache(Disk disk, Disk.Cache cache) {
        return of(disk, disk.file(), disk.format(), disk.bus(), cache, disk.readOnly(), disk.bootIndex(), disk.port());
    }

    static Disk withReadOnly(Disk disk, boolean readOnly) {
        return of(disk, disk.file(), disk.format(), disk.bus(), disk.cache(), readOnly, disk.bootIndex(), disk.port());
    }

    static Disk withBootIndex(Disk disk, @Nullable Integer bootIndex) {
        return of(disk, disk.file(), disk.format(), disk.bus(), disk.cache(), disk.readOnly(), bootIndex, disk.port());
    }
}
