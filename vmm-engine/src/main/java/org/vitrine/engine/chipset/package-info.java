/** Floor 6: the devices of the chipset: host bridge, LPC bridge and the legacy devices behind it. */
package org.vitrine.engine.chipset;
