/** Below the floors: what threads that wait for each other share. */
package org.vitrine.engine.thread;
