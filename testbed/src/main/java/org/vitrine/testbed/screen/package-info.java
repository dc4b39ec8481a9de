/** What a guest shows: screendumps as pixels, and the text in them. */
@NullMarked
package org.vitrine.testbed.screen;

import org.jspecify.annotations.NullMarked;
