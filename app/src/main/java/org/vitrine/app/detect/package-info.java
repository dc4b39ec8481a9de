/**
 * Tells which operating system a disc installs or boots, and what a machine for it should have. {@link
 * org.vitrine.app.detect.Detection} asks the rules of {@code systems.json}, then osinfo-db where the host has it.
 */
@NullMarked
package org.vitrine.app.detect;

import org.jspecify.annotations.NullMarked;
