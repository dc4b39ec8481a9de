/** Floor 3: dispatch of port and memory-mapped I/O. */
package org.vitrine.engine.bus;
