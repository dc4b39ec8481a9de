/**
 * The host's keyboard and mouse as hardware: which key was pressed, not which letter it gives, and how far the mouse
 * moved, not where its pointer is. docs/keyboard.md tells how.
 */
package org.vitrine.app.input;
