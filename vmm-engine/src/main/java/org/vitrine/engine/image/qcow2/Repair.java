package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** Mends what can be mended without guessing: reference counts, the marks that follow from them, and the bits that said so. */
public final class Repair {
    private Repair() {}

    /**
     * Mends an image that is open for writing and not in use. What refers to nowhere stays, and reads as an error.
     *
     * @return what a check finds afterwards
     */
    public static Qcow2Check.Result repair(BlockNode file, Progress progress) throws ImageException, IOException {
        Header header = Header.read(file);
        Qcow2Check.Result before = Qcow2Check.check(file, progress);
        if (!before.isClean()) {
            recount(file, header, new ArrayList<>(), progress);
        }
        Qcow2Check.Result after = before.isClean() ? before : Qcow2Check.check(file, progress);
        if (after.errors() == 0) {
            clear(file, header, Feature.DIRTY.mask() | Feature.CORRUPT.mask());
        }
        return after;
    }

    /** Counts the references of an image whose dirty bit is set anew, and clears the bit. */
    static void countAnew(BlockNode file, Header header) throws ImageException, IOException {
        List<String> problems = new ArrayList<>();
        recount(file, header, problems, Progress.NONE);
        if (!problems.isEmpty()) {
            throw new ImageException(new Damage(file, header).sentence(problems.getFirst()));
        }
        clear(file, header, Feature.DIRTY.mask());
    }

    /** @param problems filled with at most one */
    private static void recount(BlockNode file, Header header, List<String> problems, Progress progress)
            throws IOException {
        ReferenceWalk walk = new ReferenceWalk(
                file,
                header,
                problem -> {
                    if (problems.isEmpty()) {
                        problems.add(problem);
                    }
                },
                progress);
        walk.countContent();
        new RefcountRebuild(file, header.geometry(), walk.count())
                .write(header.geometry().clustersFor(file.size()));
        new CopiedFlags(file, header, walk.count())
                .forEachWrong((table, index, entry) -> file.write(
                        table + index * 8L,
                        Buffers.of(ByteBuffer.allocate(8)
                                .putLong(entry ^ Entry.COPIED)
                                .array())));
        file.flush();
    }

    private static void clear(BlockNode file, Header header, long bits) throws IOException {
        if (header.version() >= 3 && (header.incompatible() & bits) != 0) {
            file.write(
                    Header.INCOMPATIBLE,
                    Buffers.of(ByteBuffer.allocate(8)
                            .putLong(header.incompatible() & ~bits)
                            .array()));
            file.flush();
        }
    }
}
