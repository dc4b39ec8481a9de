package org.vitrine.engine.pci;

/**
 * What a function says it is (PCI Local Bus 3.0, 6.2.1).
 *
 * @param classCode 24 bits: base class, sub-class, programming interface
 */
public record PciIdentity(int vendor, int device, int revision, int classCode, int subsystemVendor, int subsystem) {
    /** With the subsystem of all our emulated functions, 1af4:1100. */
    public static PciIdentity of(int vendor, int device, int revision, int classCode) {
        return new PciIdentity(vendor, device, revision, classCode, 0x1af4, 0x1100);
    }
}
