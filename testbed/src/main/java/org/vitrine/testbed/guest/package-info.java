/** Guests of our own, assembled when a test wants them. */
@NullMarked
package org.vitrine.testbed.guest;

import org.jspecify.annotations.NullMarked;
