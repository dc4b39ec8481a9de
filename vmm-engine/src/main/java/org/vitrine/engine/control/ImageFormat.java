package org.vitrine.engine.control;

import java.io.IOException;
import java.io.OutputStream;
import org.vitrine.engine.device.Frame;

/** The kinds of file that a screen can be saved as. */
enum ImageFormat {
    PPM,
    PNG;

    /** Writes a whole file; leaves the stream open. */
    void write(Frame frame, OutputStream out) throws IOException {
        switch (this) {
            case PPM -> PpmImage.write(frame, out);
            case PNG -> PngImage.write(frame, out);
        }
    }
}
