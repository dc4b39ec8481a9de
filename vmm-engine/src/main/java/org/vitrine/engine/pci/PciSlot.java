package org.vitrine.engine.pci;

/**
 * Where on its bus a function is.
 *
 * @param device 0 to 31
 * @param function 0 to 7
 */
public record PciSlot(int device, int function) {
    public PciSlot {
        if (device < 0 || device > 31 || function < 0 || function > 7) {
            throw new IllegalArgumentException("there is no PCI slot %x.%x".formatted(device, function));
        }
    }

    /** As {@code lspci} writes it: {@code 1f.2}. */
    @Override
    public String toString() {
        return "%02x.%x".formatted(device, function);
    }
}
