/** Floor 4: the contract between a machine and a piece of guest hardware. */
package org.vitrine.engine.device;
