/** Virtual machines driven from outside, by their control socket: on this host, or on a lab PC. */
@NullMarked
package org.vitrine.testbed.lab;

import org.jspecify.annotations.NullMarked;
