/**
 * Scan-out: what the registers say the screen shows, drawn row by row, and passed on to viewers when it changes. Knows
 * nothing of registers; the adapter gives it a {@link org.vitrine.display.scanout.Mode}.
 */
package org.vitrine.display.scanout;
