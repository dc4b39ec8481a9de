/** Floor 6: parallel NOR flash, in which UEFI firmware lies and keeps its variables, and the file behind it. */
package org.vitrine.engine.flash;
