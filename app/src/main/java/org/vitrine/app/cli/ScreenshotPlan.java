package org.vitrine.app.cli;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A picture to take.
 *
 * @param file where it goes, absolute
 * @param format as QMP names it: {@code png} or {@code ppm}
 * @param after how long to wait from the machine's start
 * @param ends whether the machine ends afterwards
 */
record ScreenshotPlan(Path file, String format, Duration after, boolean ends) {}
