package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** What is known of an image's contradictions. From the first one on nothing is written but the corrupt bit (incompatible feature 1). */
final class Damage {
    private final BlockNode file;
    private final Header header;
    private volatile boolean found;

    Damage(BlockNode file, Header header) {
        this.file = file;
        this.header = header;
    }

    /** @return what to throw */
    BlockException report(String what) {
        BlockException problem = new BlockException(BlockException.Kind.CORRUPT, sentence(what));
        if (!found && !file.isReadOnly()) {
            found = true;
            if (header.version() >= 3) {
                long features = header.incompatible() | Feature.CORRUPT.mask();
                try {
                    file.write(
                            Header.INCOMPATIBLE,
                            Buffers.of(ByteBuffer.allocate(8).putLong(features).array()));
                } catch (IOException e) {
                    problem.addSuppressed(e);
                }
            }
        }
        return problem;
    }

    String sentence(String what) {
        return "%s is damaged: %s; check it with “vitrine image check”.".formatted(file.name(), what);
    }

    /** @throws BlockException if damage was found, which writing might make worse */
    void checkWritable() throws BlockException {
        if (found) {
            throw new BlockException(
                    BlockException.Kind.CORRUPT, sentence("nothing more is written to it after what was found"));
        }
    }
}
