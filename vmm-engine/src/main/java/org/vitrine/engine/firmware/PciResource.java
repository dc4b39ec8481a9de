package org.vitrine.engine.firmware;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A range of addresses that a function wants: a BAR, or a bridge's window around the BARs behind it. */
abstract class PciResource {
    /** Address spaces, and which part of them. */
    enum Kind {
        IO,
        /** Below 4 GiB: all that is not {@link #PREFETCHABLE}. */
        MEMORY,
        /** BARs of 64 bits without side effects of reads, which a bridge passes on above 4 GiB too. */
        PREFETCHABLE
    }

    private final Kind kind;

    PciResource(Kind kind) {
        this.kind = kind;
    }

    final Kind kind() {
        return kind;
    }

    /** Bytes, at least 1. */
    abstract long size();

    /** A power of two. */
    abstract long alignment();

    /** Tells the hardware. */
    abstract void place(long address);

    /** There is no room: adds the functions, by bus, device and function, that therefore must not decode anything. */
    abstract void refuse(Set<Integer> functions);

    /** Largest alignment first leaves the fewest gaps. */
    static void sort(List<PciResource> resources) {
        resources.sort(Comparator.comparingLong(PciResource::alignment).reversed());
    }

    /** How many bytes sorted resources take from an address on. */
    static long extent(List<PciResource> resources, long address) {
        long at = address;
        for (PciResource resource : resources) {
            at = align(at, resource.alignment()) + resource.size();
        }
        return at - address;
    }

    /** Places sorted resources one after the other. */
    static void placeAll(List<PciResource> resources, long address) {
        long at = address;
        for (PciResource resource : resources) {
            at = align(at, resource.alignment());
            resource.place(at);
            at += resource.size();
        }
    }

    static long align(long address, long alignment) {
        return (address + alignment - 1) & -alignment;
    }
}
