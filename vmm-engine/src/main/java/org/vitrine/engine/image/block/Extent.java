package org.vitrine.engine.image.block;

/**
 * A run of bytes of one kind.
 *
 * @param length in bytes; positive
 */
public record Extent(long length, Kind kind) {
    /** Where the bytes of an extent come from. */
    public enum Kind {
        /** They are stored in this node. */
        DATA,
        /** They are zeroes, and known to be without reading. */
        ZERO,
        /** This node has nothing there: its backing node shows, or zeroes if there is none. */
        BACKING
    }
}
