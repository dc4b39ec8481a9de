/** Networks that other programs carry, which get and give frames over a stream socket. */
package org.vitrine.engine.net.process;
