/** Below the floors: ranges of addresses, for the dispatch of port and memory-mapped accesses and for guest memory alike. */
package org.vitrine.engine.range;
