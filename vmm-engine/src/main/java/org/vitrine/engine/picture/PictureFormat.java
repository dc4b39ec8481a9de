package org.vitrine.engine.picture;

import java.io.IOException;
import java.io.OutputStream;
import org.vitrine.engine.device.Frame;

/** The kinds of file that a screen can be saved as. */
public enum PictureFormat {
    PPM,
    PNG;

    /** Writes a whole file; leaves the stream open. */
    public void write(Frame frame, OutputStream out) throws IOException {
        switch (this) {
            case PPM -> PpmImage.write(frame, out);
            case PNG -> PngImage.write(frame, out);
        }
    }
}
