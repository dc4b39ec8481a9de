/**
 * Floor 6: virtio over PCI (Virtual I/O Device 1.2): the transport, which every device shares, and the contract of a device model. The models are in packages
 * of their own below this one.
 */
package org.vitrine.engine.virtio;
