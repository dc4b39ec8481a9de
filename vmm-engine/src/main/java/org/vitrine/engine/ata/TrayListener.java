package org.vitrine.engine.ata;

/** Hears of a drive's tray, whoever moved it. Called without locks, on the thread that moved it; it must not wait. */
@FunctionalInterface
public interface TrayListener {
    /** @param drive the drive's id */
    void trayMoved(String drive, boolean open);
}
