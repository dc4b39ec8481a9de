/** Floor 6: the entropy device (Virtual I/O Device 1.2, 5.4). */
package org.vitrine.engine.virtio.entropy;
