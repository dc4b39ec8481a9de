/** Drives the built product: the lab, the guests, the benchmarks, and the rules that its code keeps. */
@NullMarked
package org.vitrine.testbed;

import org.jspecify.annotations.NullMarked;
