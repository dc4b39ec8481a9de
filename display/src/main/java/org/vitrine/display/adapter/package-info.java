/**
 * The VGA adapter: IBM's Video Graphics Array (PS/2 Hardware Interface Technical Reference, Video Subsystem, 1992) with
 * the Bochs VBE extensions on top, as PCI function 1234:1111.
 */
package org.vitrine.display.adapter;
