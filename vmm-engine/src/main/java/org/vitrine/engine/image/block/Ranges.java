package org.vitrine.engine.image.block;

/** The rules that every disk holds its requests to. */
public final class Ranges {
    private static final int SECTOR = 512;

    private Ranges() {}

    /** @throws BlockException if a range is not inside a node */
    public static void check(BlockNode node, long position, long length) throws BlockException {
        if (position < 0 || length < 0 || position > node.size() - length) {
            throw new BlockException(
                    BlockException.Kind.UNSUPPORTED,
                    "%s has no bytes from %,d on for %,d: it ends at %,d."
                            .formatted(node.name(), position, length, node.size()));
        }
    }

    /** @throws BlockException if no disk can be that large */
    public static void checkDiskSize(String name, long size) throws BlockException {
        if (size <= 0 || size % SECTOR != 0) {
            throw new BlockException(
                    BlockException.Kind.UNSUPPORTED,
                    "%s cannot have %,d bytes: a disk's size is a positive multiple of 512.".formatted(name, size));
        }
    }
}
