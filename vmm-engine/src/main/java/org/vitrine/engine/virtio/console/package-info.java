/** Floor 6: the console device with its ports (Virtual I/O Device 1.2, 5.3), and where they lead on the host. */
package org.vitrine.engine.virtio.console;
