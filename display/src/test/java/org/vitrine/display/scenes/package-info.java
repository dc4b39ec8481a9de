/**
 * Scenes that a test guest draws: the same script is played by a guest in QEMU, whose screendumps are the measure, and by
 * {@link org.vitrine.display.scenes.ScenePlayer} on our adapter.
 */
package org.vitrine.display.scenes;
