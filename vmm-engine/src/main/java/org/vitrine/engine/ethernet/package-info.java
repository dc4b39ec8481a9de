/**
 * Floor 6: Ethernet controllers. {@code E1000e} is the PCI function of Intel's 82574L, {@code E1000eController} its registers and life cycle, {@code Transmitter} and
 * {@code Receiver} carry frames between the guest's rings and the cable.
 */
package org.vitrine.engine.ethernet;
