/** Floor 5: what firmware is told (fw_cfg, SMBIOS, E820), where it is found, and what stands in for it when Linux is booted directly. */
package org.vitrine.engine.firmware;
