/** Floor 1: the QEMU Machine Protocol: codec and client. */
package org.vitrine.engine.qmp;
