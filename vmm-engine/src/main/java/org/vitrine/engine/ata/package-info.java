/**
 * Floor 6: Serial ATA. {@code Ahci} is the host controller, {@code AhciHba} and {@code AhciPort} its registers,
 * {@code AtaDevice} what hangs on a port; {@code AtapiCdrom} is one, and {@code OpticalDrive} the drive in it.
 */
package org.vitrine.engine.ata;
