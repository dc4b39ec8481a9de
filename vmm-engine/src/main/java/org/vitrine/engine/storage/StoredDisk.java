package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;

/** A disk that is written to, with an image behind it that can be covered by an overlay or exchanged for another: a running machine's, or one that is off. */
public interface StoredDisk {
    /** What is written to. @param file absolute */
    record Image(Path file, ImageFormat format) {}

    /** Its name in the configuration. */
    String id();

    /** Bytes. */
    long size() throws IOException;

    Image image();

    /** The images that it shows, the one that is written to first. */
    List<Path> chain() throws IOException;

    /**
     * Puts an overlay on; what was written so far is in the image below from then on, and not necessarily on the medium. A guest stands still meanwhile.
     *
     * @param overlay an empty qcow2 image that names the present image as its backing file
     * @return the node below, if it is open, to be flushed
     */
    Optional<BlockNode> cover(Path overlay) throws IOException;

    /** Work on the images of the disk, none of which is open meanwhile. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Does work while a guest's requests wait, then goes over to another image. If either fails, the present one stays. */
    void exchange(Image next, Work work) throws IOException;

    /** Goes over to another image. If that cannot be opened, the present one stays. */
    default void switchTo(Image next) throws IOException {
        exchange(next, () -> {});
    }

    /** Does work while a guest's requests wait. */
    default void whileClosed(Work work) throws IOException {
        exchange(image(), work);
    }
}
