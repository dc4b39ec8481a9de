package org.vitrine.engine.image.work;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.qcow2.Qcow2Options;

/** Work on images, in a {@link KilledChild}. */
final class ChildWork {
    static final Optional<ImageFormat> QCOW2 = Optional.of(ImageFormat.QCOW2);

    /** What can be done to a folder with an overlay {@code image}, its backing file {@code base} and another file {@code other}. */
    enum Work {
        CONVERT {
            @Override
            void perform(Path folder) throws ImageException, IOException {
                Path target = folder.resolve("target");
                ImageWork.convertToQcow2(
                        folder.resolve("image"), QCOW2, target, Qcow2Options.ofSize(0), false, true, Progress.NONE);
            }
        },
        COMPACT {
            @Override
            void perform(Path folder) throws ImageException, IOException {
                ImageWork.compact(folder.resolve("image"), QCOW2, Progress.NONE);
            }
        },
        COMMIT {
            @Override
            void perform(Path folder) throws ImageException, IOException {
                ImageWork.commit(folder.resolve("image"), Progress.NONE);
            }
        },
        REBASE {
            @Override
            void perform(Path folder) throws ImageException, IOException {
                ImageWork.rebase(folder.resolve("image"), Optional.of("other"), Optional.of("raw"), Progress.NONE);
            }
        },
        REPAIR {
            @Override
            void perform(Path folder) throws ImageException, IOException {
                ImageWork.check(folder.resolve("image"), QCOW2, true, Progress.NONE);
            }
        };

        abstract void perform(Path folder) throws ImageException, IOException;
    }

    private ChildWork() {}

    public static void main(String[] arguments) {
        KilledChild.perform(Work.valueOf(arguments[0])::perform, arguments);
    }

    /** @param before words in front of the command, such as a shell that limits it */
    static Process start(List<String> before, Work work, List<Path> folders) throws IOException {
        return KilledChild.start(before, ChildWork.class, work, folders);
    }
}
