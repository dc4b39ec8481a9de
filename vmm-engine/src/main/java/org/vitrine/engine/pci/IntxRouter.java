package org.vitrine.engine.pci;

import org.vitrine.engine.device.InterruptPin;

/** The board's wiring of the interrupt pins of bus 0 to its interrupt controllers. */
@FunctionalInterface
public interface IntxRouter {
    /**
     * A new input of the line at which a pin ends; inputs of one line are OR-ed.
     *
     * @param device 0 to 31 on bus 0
     * @param pin 0 for INTA# to 3 for INTD#
     */
    InterruptPin input(int device, int pin);
}
