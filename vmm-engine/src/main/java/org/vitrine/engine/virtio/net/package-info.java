/** The network interface of virtio (Virtual I/O Device 1.2, 5.1): {@code VirtioNet} carries frames, {@code ControlQueue} does what the driver commands, {@code ReceiveRules} says which frames are for the guest. */
package org.vitrine.engine.virtio.net;
