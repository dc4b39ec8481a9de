package org.vitrine.engine.pci;

import org.vitrine.engine.device.InterruptPin;

/** What lies between the functions of a bus and the host. Any thread. */
interface PciUpstream {
    /**
     * An input of the line at which a device's interrupt pin ends, for one function alone.
     *
     * @param device 0 to 31
     * @param pin 0 for INTA# to 3 for INTD#
     */
    InterruptPin intx(int device, int pin);

    /** Whether an access to the BAR at this address would get through to the bus. */
    boolean forwards(Bar bar, long address);

    /** Whether the bus is bus 0. */
    boolean isRoot();

    /** Whether requests of functions reach memory. */
    boolean busMaster();

    /** Addresses became free: BARs that were blocked may try again. Called without locks. */
    void addressesReleased();

    /** Of a function that stands alone: everything gets through, its interrupt pin leads nowhere. */
    PciUpstream NONE = new PciUpstream() {
        @Override
        public InterruptPin intx(int device, int pin) {
            return InterruptPin.UNCONNECTED;
        }

        @Override
        public boolean forwards(Bar bar, long address) {
            return true;
        }

        @Override
        public boolean isRoot() {
            return true;
        }

        @Override
        public boolean busMaster() {
            return true;
        }

        @Override
        public void addressesReleased() {}
    };
}
