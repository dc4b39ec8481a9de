package org.vitrine.engine.virtio;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.RegisterMap;

/** Which features a device offers and which of them its driver takes (Virtual I/O Device 1.2, 2.2), 32 bits at a time (4.1.4.3). Guarded by its owner. */
final class FeatureNegotiation {
    private final VirtioDevice device;
    private final long offered;
    private int deviceSelect;
    private int driverSelect;
    private long taken;

    FeatureNegotiation(VirtioDevice device) {
        this.device = device;
        offered = device.features() | VirtioFeature.OFFERED;
    }

    void reset() {
        deviceSelect = 0;
        driverSelect = 0;
        taken = 0;
    }

    /** The bits that the driver has taken. */
    long taken() {
        return taken;
    }

    int deviceSelect() {
        return deviceSelect;
    }

    int driverSelect() {
        return driverSelect;
    }

    /** The selected word of what is offered; 0 beyond the 64 bits. */
    int offeredWord() {
        return word(offered, deviceSelect);
    }

    /** The selected word of what is taken; 0 beyond the 64 bits. */
    int takenWord() {
        return word(taken, driverSelect);
    }

    private static int word(long features, int select) {
        return switch (select) {
            case 0 -> (int) features;
            case 1 -> (int) (features >>> 32);
            default -> 0;
        };
    }

    void selectOffered(long value, long mask) {
        deviceSelect = RegisterMap.merge(deviceSelect, value, mask);
    }

    void selectTaken(long value, long mask) {
        driverSelect = RegisterMap.merge(driverSelect, value, mask);
    }

    /** Writes the selected word of what is taken. */
    void take(long value, long mask) {
        if ((driverSelect & ~1) == 0) {
            int shift = 32 * driverSelect;
            taken = RegisterMap.merge(taken, value << shift, mask << shift);
        }
    }

    /** Why the device cannot work with what is taken (2.2.2), a clause, or null. */
    @Nullable
    String refusal() {
        if ((taken & ~offered) != 0) {
            return "it was not offered 0x" + Long.toHexString(taken & ~offered);
        }
        if ((taken & VirtioFeature.VERSION_1) == 0) {
            return "it goes without VIRTIO_F_VERSION_1";
        }
        return device.accepts(taken) ? null : "0x" + Long.toHexString(taken) + " do not go together";
    }

    /** As they were saved; {@link #refusal} says whether they can be. */
    void load(long savedTaken, int savedDeviceSelect, int savedDriverSelect) {
        taken = savedTaken;
        deviceSelect = savedDeviceSelect;
        driverSelect = savedDriverSelect;
    }
}
