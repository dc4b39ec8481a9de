package org.vitrine.engine.ata;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a drive stands, as QMP's {@code query-block} tells it.
 *
 * @param locked whether the guest prevents the removal of the medium
 * @param medium the file of the medium in it, also while the tray is open; null if there is none
 * @param sectors of that medium, 2048 bytes each; 0 if there is none
 */
public record DriveStatus(
        boolean trayOpen, boolean locked, @Nullable Path medium, long sectors) {}
