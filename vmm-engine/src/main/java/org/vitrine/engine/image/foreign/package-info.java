/** Images of other virtual machine monitors, which are read, put behind an overlay and converted, but never written. */
package org.vitrine.engine.image.foreign;
