/** Floor 1: the Linux system calls that the engine uses, bound by JNA direct mapping. */
package org.vitrine.engine.linux;
