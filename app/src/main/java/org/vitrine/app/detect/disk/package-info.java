/** Reads what tells of a system from a disk's image: its partition table. */
@NullMarked
package org.vitrine.app.detect.disk;

import org.jspecify.annotations.NullMarked;
