package org.vitrine.app.detect.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.Images;

/** The first bytes of a disk in an image of any format that the engine reads. */
public final class DiskStart {
    private DiskStart() {}

    /** @return nothing if it cannot be opened as a disk: in use, damaged, or without what lies behind it */
    public static Optional<byte[]> of(Path image) {
        try (BlockNode disk = Images.open(image, true, Optional.empty())) {
            byte[] start = new byte[(int) Math.min(disk.size(), PartitionTable.LENGTH)];
            disk.read(0, Buffers.of(start));
            return Optional.of(start);
        } catch (ImageException | IOException e) {
            return Optional.empty();
        }
    }
}
