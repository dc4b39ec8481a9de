/** A shared network by libslirp, whose C code one thread calls. */
package org.vitrine.engine.net.slirp;
