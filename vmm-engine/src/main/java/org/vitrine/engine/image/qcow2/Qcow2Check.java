package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** Compares all references of an image with its reference counts, as {@code qemu-img check} does. */
public final class Qcow2Check {
    private static final int MOST_FINDINGS = 100;

    private final BlockNode file;
    private final Header header;
    private final Geometry geometry;
    private final Progress progress;
    private final List<String> findings = new ArrayList<>();
    private long errors;
    private long leaks;

    /**
     * What was found.
     *
     * @param errors contradictions, which cost data sooner or later
     * @param leaks clusters that are taken but not used, which cost space only
     * @param findings the first hundred, a sentence each
     * @param standardClusters of the disk that lie in the file as they are
     * @param totalClusters of the disk
     */
    public record Result(
            long errors,
            long leaks,
            List<String> findings,
            long standardClusters,
            long compressedClusters,
            long totalClusters) {
        public Result {
            findings = List.copyOf(findings);
        }

        public boolean isClean() {
            return errors == 0 && leaks == 0;
        }
    }

    private Qcow2Check(BlockNode file, Header header, Progress progress) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.progress = progress;
    }

    /**
     * Looks through an image and changes nothing.
     *
     * @throws ImageException if already the header is not sound
     */
    public static Result check(BlockNode file, Progress progress) throws ImageException, IOException {
        return new Qcow2Check(file, Header.read(file), progress).run();
    }

    private Result run() throws IOException {
        ReferenceWalk walk = new ReferenceWalk(file, header, this::error, progress);
        walk.countContent();
        Header.Table place = header.refcountTable();
        long[] table =
                MetadataLoader.readTable(file, new Header.Table(place.offset(), geometry.offsetOf(place.count()) / 8));
        walk.countRefcounts(table);
        compare(table, walk.count());
        checkFlags(walk.count());
        return new Result(
                errors,
                leaks,
                findings,
                walk.standardClusters(),
                walk.compressedClusters(),
                geometry.clustersFor(header.size()));
    }

    private void compare(long[] table, ReferenceCount count) throws IOException {
        long perBlock = geometry.blockEntries();
        RefcountBits bits = new RefcountBits(geometry.refcountOrder());
        byte[] block = new byte[geometry.clusterSize()];
        for (int i = 0; i < table.length; i++) {
            if (!isBlock(table[i])) {
                continue;
            }
            file.read(table[i], Buffers.of(block));
            for (int k = 0; k < perBlock; k++) {
                long cluster = i * perBlock + k;
                long stored = bits.get(block, k);
                long counted = count.get(cluster);
                if (stored < counted) {
                    error("cluster %,d is used %,d times, but counted %,d".formatted(cluster, counted, stored));
                } else if (stored > counted) {
                    leaks++;
                    find("cluster %,d is used %,d times, but counted %,d".formatted(cluster, counted, stored));
                }
            }
        }
        count.forEach((cluster, counted) -> {
            long index = cluster / perBlock;
            if (index >= table.length || !isBlock(table[(int) index])) {
                error("cluster %,d is used %,d times, but not counted".formatted(cluster, counted));
            }
        });
    }

    private boolean isBlock(long offset) {
        return offset != 0 && geometry.isAligned(offset) && offset > 0 && offset < file.size();
    }

    private void checkFlags(ReferenceCount count) throws IOException {
        new CopiedFlags(file, header, count)
                .forEachWrong((table, index, entry) ->
                        error("entry %,d of the table at %,d is wrongly marked as to be written in place or not"
                                .formatted(index, table)));
    }

    private void error(String finding) {
        errors++;
        find(finding);
    }

    private void find(String finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }
}
