package org.vitrine.app.viewmodel.machine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.MachineConfig.Disk;

/** Something about a hard disk. Its place in the boot order is {@link Setting#BOOT_ORDER}'s. */
public record DiskPart(String id, Field field) implements Part {
    /** What of a disk changes by itself. */
    public enum Field {
        PRESENCE(disk -> true, (from, to) -> to),
        IMAGE(
                disk -> List.of(disk.file(), Optional.ofNullable(disk.format())),
                (from, to) -> DiskEdits.withImage(to, from.file(), from.format())),
        /** With the place that it has there. */
        BUS(
                Disk::bus,
                (from, to) -> from.bus() == to.bus()
                        ? to
                        : DiskEdits.withBus(to, from.bus()).withPort(from.port())),
        CACHE(Disk::cache, (from, to) -> DiskEdits.withCache(to, from.cache())),
        READ_ONLY(Disk::readOnly, (from, to) -> DiskEdits.withReadOnly(to, from.readOnly())),
        DISCARD(Disk::discard, (from, to) -> to.withDiscard(from.discard())),
        /** What is done to its image, which is no part of the configuration. */
        PLAN(disk -> true, (from, to) -> to);

        private final Function<Disk, Object> value;
        private final BinaryOperator<Disk> copy;

        Field(Function<Disk, Object> value, BinaryOperator<Disk> copy) {
            this.value = value;
            this.copy = copy;
        }
    }

    static List<DiskPart> of(String id) {
        return Arrays.stream(Field.values())
                .map(field -> new DiskPart(id, field))
                .toList();
    }

    @Override
    public Section section() {
        return Section.DISKS;
    }

    @Override
    public String label(Edit before, Edit after) {
        String name = fileName(after).or(() -> fileName(before)).orElse(id);
        return switch (field) {
            case PRESENCE -> Texts.get(after.disk(id).isPresent() ? "part.disk-added" : "part.disk-removed", name);
            case IMAGE -> Texts.get("part.disk-image", name);
            case BUS -> Texts.get("part.disk-bus", name);
            case CACHE -> Texts.get("part.disk-cache", name);
            case READ_ONLY -> Texts.get("part.disk-read-only", name);
            case DISCARD -> Texts.get("part.disk-discard", name);
            case PLAN -> Texts.get("part.disk-size", name);
        };
    }

    private Optional<String> fileName(Edit edit) {
        return edit.disk(id).map(disk -> String.valueOf(disk.file().getFileName()));
    }

    /** A disk that one of the two has not differs by its presence, and by nothing else. */
    @Override
    public boolean sameIn(Edit one, Edit other) {
        Optional<Disk> first = one.disk(id);
        Optional<Disk> second = other.disk(id);
        if (field == Field.PRESENCE) {
            return first.isPresent() == second.isPresent();
        }
        if (first.isEmpty() || second.isEmpty()) {
            return true;
        }
        return field == Field.PLAN
                ? one.plan(id).equals(other.plan(id))
                : Objects.equals(field.value.apply(first.get()), field.value.apply(second.get()));
    }

    @Override
    public Edit put(Edit from, Edit to) {
        @Nullable Disk wanted = from.disk(id).orElse(null);
        @Nullable ImagePlan plan = from.plan(id).orElse(null);
        Edit planned = plan == null ? to.withoutPlan(id) : to.withPlan(id, plan);
        return switch (field) {
            // One that is there already may have got a place meanwhile.
            case PRESENCE ->
                wanted == null
                        ? planned.withoutDisk(id)
                        : to.disk(id).isPresent() ? planned : planned.withDisk(DiskEdits.withBootIndex(wanted, null));
            case PLAN -> planned;
            default ->
                to.disk(id)
                        .filter(disk -> wanted != null)
                        .map(disk -> to.withDisk(field.copy.apply(Objects.requireNonNull(wanted), disk)))
                        .orElse(to);
        };
    }

    /** A disk can be plugged in and out, and grow. */
    @Override
    public boolean isLive(Edit before, Edit after) {
        return field == Field.PRESENCE || field == Field.PLAN;
    }
}
