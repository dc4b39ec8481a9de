/** Floor 5: PCI and PCI Express functions, BARs, MSI, MSI-X, root ports. */
package org.vitrine.engine.pci;
