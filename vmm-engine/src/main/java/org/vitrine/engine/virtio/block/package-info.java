/** Floor 6: the block device (Virtual I/O Device 1.2, 5.2). */
package org.vitrine.engine.virtio.block;
