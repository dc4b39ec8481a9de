/** How fast the product is, against QEMU or a loop in C at the same work in the same run: {@code testbed/bench}. */
@NullMarked
package org.vitrine.testbed.bench;

import org.jspecify.annotations.NullMarked;
