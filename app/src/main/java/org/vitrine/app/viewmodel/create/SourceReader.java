package org.vitrine.app.viewmodel.create;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.vitrine.app.model.IsoImage;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;

/** Looks into a dropped file: a disc, the image of a hard disk, or neither. Reads files: not for the ui thread. */
public final class SourceReader {
    /** A raw image looks like anything: its name must say so. */
    private static final Set<String> RAW_ENDINGS = Set.of("img", "raw");

    private final SystemDetector detector;

    public SourceReader(SystemDetector detector) {
        this.detector = detector;
    }

    /** What a file is; one that cannot be used has a problem. */
    public Source read(Path file) {
        try {
            IsoImage.check(file);
            return new Source(file, Source.Kind.DISC, detector.detect(file), 0, Optional.empty());
        } catch (Refusal notDisc) {
            return disk(file, notDisc);
        }
    }

    private Source disk(Path file, Refusal notDisc) {
        try {
            ImageWork.Description image = ImageWork.describe(file, Optional.empty());
            if (image.format() == ImageFormat.RAW && !RAW_ENDINGS.contains(ending(file))) {
                return problem(file, notDisc.sentence());
            }
            return new Source(
                    file, Source.Kind.DISK, detector.detect(file).namedByItsFile(), image.size(), Optional.empty());
        } catch (IOException | ImageException e) {
            return problem(file, notDisc.sentence());
        } catch (RuntimeException e) {
            // Whatever a file does to a format's reader, it is a file that cannot be used.
            return problem(file, Texts.get("create.unreadable", file));
        }
    }

    private static Source problem(Path file, String sentence) {
        return new Source(file, Source.Kind.DISC, Suggestion.unknown(), 0, Optional.of(sentence));
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
