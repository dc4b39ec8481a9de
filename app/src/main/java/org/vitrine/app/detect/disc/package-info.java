/**
 * Reads what tells of a system from an optical disc's image: volume descriptors, files of ISO 9660 and UDF, the boot catalogue. All
 * of it may be made to harm: every length, place and chain is bounded, and so is what is read altogether.
 */
@NullMarked
package org.vitrine.app.detect.disc;

import org.jspecify.annotations.NullMarked;
