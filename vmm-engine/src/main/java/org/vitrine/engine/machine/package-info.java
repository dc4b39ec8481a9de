/** Floor 7: the machine: assembly from its configuration, vCPU threads, run state. */
package org.vitrine.engine.machine;
