/** Floor 8: the QMP server, and the process around one machine. */
package org.vitrine.engine.control;
