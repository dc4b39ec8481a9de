/** A shared network by passt, a process of its own in a sandbox of its own. */
package org.vitrine.engine.net.passt;
