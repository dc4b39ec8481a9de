package org.vitrine.engine.image.work;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.qcow2.Qcow2Image;

/** Moves the content of disks. */
final class Copying {
    private static final int PIECE = 1 << 21;

    private Copying() {}

    /** What a guest sees from a position on: data or zeroes, whichever image of the chain holds it. */
    static Extent seen(BlockNode node, long position, long length) throws IOException {
        Extent own = node.extent(position, length);
        if (own.kind() != Extent.Kind.BACKING) {
            return own;
        }
        Optional<BlockNode> backing = node.backing();
        if (backing.isEmpty() || backing.get().size() <= position) {
            return new Extent(own.length(), Extent.Kind.ZERO);
        }
        return seen(
                backing.get(), position, Math.min(own.length(), backing.get().size() - position));
    }

    /** Reads a range, with zeroes behind the node's end. */
    static byte[] read(Optional<BlockNode> node, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        long there = node.isEmpty() ? 0 : Math.clamp(node.get().size() - position, 0, length);
        if (there > 0) {
            node.get().read(position, Buffers.of(bytes).slice(0, there));
        }
        return bytes;
    }

    static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Copies all that a guest sees to a new disk, which holds zeroes. */
    static void all(BlockNode from, BlockNode to, Progress progress) throws IOException {
        int unit = to instanceof Qcow2Image image ? image.clusterSize() : 1 << 16;
        for (long at = 0; at < from.size(); ) {
            progress.at(at, from.size());
            Extent extent = seen(from, at, Math.min(PIECE, from.size() - at));
            if (extent.kind() == Extent.Kind.DATA) {
                write(to, at, read(Optional.of(from), at, (int) extent.length()), unit);
            }
            at += extent.length();
        }
        progress.at(from.size(), from.size());
    }

    /** Writes what is not zero, in whole units of the target. */
    private static void write(BlockNode to, long position, byte[] bytes, int unit) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int end = unitEnd(position, from, bytes.length, unit);
            if (isZero(bytes, from, end)) {
                from = end;
                continue;
            }
            int last = end;
            while (last < bytes.length) {
                int next = unitEnd(position, last, bytes.length, unit);
                if (isZero(bytes, last, next)) {
                    break;
                }
                last = next;
            }
            to.write(position + from, Buffers.of(bytes).slice(from, last - from));
            from = last;
        }
    }

    private static int unitEnd(long position, int from, int length, int unit) {
        return (int) Math.min(length, from + unit - (position + from) % unit);
    }

    /** Copies all that a guest sees to a new disk, cluster by cluster compressed where that saves anything. */
    static void compressed(BlockNode from, Qcow2Image to, Progress progress) throws IOException {
        int cluster = to.clusterSize();
        for (long at = 0; at < from.size(); at += cluster) {
            progress.at(at, from.size());
            int length = (int) Math.min(cluster, from.size() - at);
            byte[] bytes = Arrays.copyOf(read(Optional.of(from), at, length), cluster);
            if (!isZero(bytes, 0, length) && !to.writeCompressed(at, bytes)) {
                to.write(at, Buffers.of(bytes).slice(0, length));
            }
        }
        progress.at(from.size(), from.size());
    }

    /** Copies what one image holds itself, not what lies behind it. @param to shows the same where {@code from} holds nothing */
    static void ownOnly(BlockNode from, BlockNode to, Progress progress) throws IOException {
        for (long at = 0; at < from.size(); ) {
            progress.at(at, from.size());
            Extent extent = from.extent(at, Math.min(PIECE, from.size() - at));
            switch (extent.kind()) {
                case ZERO -> to.writeZeroes(at, extent.length());
                case DATA -> {
                    byte[] bytes = read(Optional.of(from), at, (int) extent.length());
                    if (isZero(bytes, 0, bytes.length)) {
                        to.writeZeroes(at, bytes.length);
                    } else {
                        to.write(at, Buffers.of(bytes));
                    }
                }
                case BACKING -> {}
            }
            at += extent.length();
        }
        progress.at(from.size(), from.size());
    }
}
