/** Networks between the machines of one user: whichever VM process comes first runs the switch, and the next one takes over when it ends. */
package org.vitrine.engine.net.internal;
