package org.vitrine.engine.device;

/** A device that has a picture. The machine finds it among its devices for QMP's {@code screendump}. */
public interface Display {
    /** What the screen shows now, drawn whether or not anybody views it. Any thread, running or paused. */
    Frame capture();

    /** Does what its BIOS would have done before an operating system: 80 columns and 25 lines of text. After a reset, vCPUs parked. */
    void enterTextMode();
}
