/** Floor 3: guest physical memory and dirty tracking. */
package org.vitrine.engine.memory;
