/**
 * A shared network by libslirp, in a process of its own: {@code SlirpBackend} and {@code SlirpProgram} are the VM process's side, {@code SlirpProcess} is the program that runs
 * {@code SlirpNetwork}, in which one thread calls the library.
 */
package org.vitrine.engine.net.slirp;
