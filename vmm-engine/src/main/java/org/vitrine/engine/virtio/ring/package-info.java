/** Floor 6: virtqueues, split and packed (Virtual I/O Device 1.2, 2.6 to 2.8), and the chains of descriptors in them. */
package org.vitrine.engine.virtio.ring;
