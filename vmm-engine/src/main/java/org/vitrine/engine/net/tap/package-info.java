/** A bridged network: a TAP interface of the host. */
package org.vitrine.engine.net.tap;
