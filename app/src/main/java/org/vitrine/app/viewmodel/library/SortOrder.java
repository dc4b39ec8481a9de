package org.vitrine.app.viewmodel.library;

import java.text.Collator;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrine.app.text.Texts;

/** In which order machines stand. */
public enum SortOrder {
    NAME(byName()),
    STATE(Comparator.comparing(MachineFacts::state, Comparator.comparingInt(SortOrder::rank))),
    USED(Comparator.comparing(MachineFacts::used).reversed()),
    CREATED(Comparator.comparing(MachineFacts::created).reversed()),
    MEMORY(Comparator.comparingInt(MachineFacts::memoryMiB).reversed()),
    CPUS(Comparator.comparingInt(MachineFacts::cpus).reversed());

    private final Comparator<MachineFacts> comparator;

    SortOrder(Comparator<MachineFacts> comparator) {
        this.comparator = comparator;
    }

    /** Names as people read them: {@code node 2} before {@code node 10}. */
    private static Comparator<MachineFacts> byName() {
        Collator collator = Collator.getInstance();
        collator.setStrength(Collator.SECONDARY);
        return Comparator.comparing(MachineFacts::name, new NaturalOrder(collator));
    }

    private static int rank(org.vitrine.app.model.library.LibraryMachine.State state) {
        return switch (state) {
            case RUNNING -> 0;
            case STARTING -> 1;
            case PAUSED -> 2;
            case FAILED -> 3;
            case DAMAGED -> 4;
            case SAVED -> 5;
            case OFF -> 6;
        };
    }

    /** The comparison; equals stand by name, and those by their UUIDs, so that nothing jumps. */
    Comparator<MachineItem> comparator(boolean descending) {
        Comparator<MachineFacts> order = descending ? comparator.reversed() : comparator;
        return Comparator.comparing(
                MachineItem::facts, order.thenComparing(NAME.comparator).thenComparing(MachineFacts::uuid));
    }

    public String label() {
        return Texts.get("sort." + name().toLowerCase(Locale.ROOT));
    }

    static Optional<SortOrder> of(String name) {
        return Stream.of(values())
                .filter(order -> order.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
