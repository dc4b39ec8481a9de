package org.vitrine.engine.ethernet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.ReceiveFilter;

/** Which frames are for the guest (82574 datasheet, 7.1.1): by its addresses, a table of hashes, and a table of VLANs. Guarded by the controller. */
final class FrameFilter {
    private static final int UNICAST_PROMISCUOUS = 1 << 3;
    private static final int MULTICAST_PROMISCUOUS = 1 << 4;
    private static final int LONG_FRAMES = 1 << 5;
    private static final int BROADCAST = 1 << 15;
    private static final int VLAN_FILTER = 1 << 18;
    private static final int HASH_SHIFT = 12;

    private static final int ADDRESS_VALID = 1 << 31;
    private static final int ADDRESSES = 16;
    private static final int VLANS = 4096;
    /** An Ethernet header, a VLAN tag and 1500 bytes. */
    private static final int LONGEST_USUAL = 1518;

    private static final int LONGEST = 16_380;

    private final E1000eController registers;

    FrameFilter(E1000eController registers) {
        this.registers = registers;
    }

    boolean accepts(FrameBuffer frame) {
        int control = registers.get(E1000eRegister.RCTL);
        int length = frame.length();
        if (length < FrameBuffer.MIN_FRAME
                || length > LONGEST
                || (length > LONGEST_USUAL && (control & LONG_FRAMES) == 0)) {
            return false;
        }
        return isForVlan(frame, control) && isForAddress(frame, control);
    }

    private boolean isForVlan(FrameBuffer frame, int control) {
        if ((control & VLAN_FILTER) == 0 || frame.shortAt(12) != registers.get(E1000eRegister.VET)) {
            return true;
        }
        if (frame.length() < FrameBuffer.MIN_FRAME + 4) {
            return false;
        }
        int vlan = frame.shortAt(14) & 0xfff;
        return (registers.get(E1000eRegister.VFTA, vlan >>> 5) >>> (vlan & 31) & 1) != 0;
    }

    private boolean isForAddress(FrameBuffer frame, int control) {
        int high = frame.intAt(0);
        int low = frame.shortAt(4);
        if (high == -1 && low == 0xffff) {
            return (control & BROADCAST) != 0;
        }
        boolean multicast = (high >>> 24 & 1) != 0;
        if ((control & (multicast ? MULTICAST_PROMISCUOUS : UNICAST_PROMISCUOUS)) != 0 || isOwn(frame)) {
            return true;
        }
        return multicast && isInTable(frame, control);
    }

    private boolean isOwn(FrameBuffer frame) {
        int low = Integer.reverseBytes(frame.intAt(0));
        int high = frame.byteAt(4) | frame.byteAt(5) << 8;
        for (int i = 0; i < ADDRESSES; i++) {
            int second = registers.get(E1000eRegister.RA, 2 * i + 1);
            if ((second & ADDRESS_VALID) != 0
                    && (second & 0xffff) == high
                    && registers.get(E1000eRegister.RA, 2 * i) == low) {
                return true;
            }
        }
        return false;
    }

    private boolean isInTable(FrameBuffer frame, int control) {
        int last = frame.byteAt(4) | frame.byteAt(5) << 8;
        int hash = switch (control >>> HASH_SHIFT & 3) {
            case 0 -> last >>> 4;
            case 1 -> last >>> 3;
            case 2 -> last >>> 2;
            default -> last;
        };
        return (registers.get(E1000eRegister.MTA, hash >>> 5 & 0x7f) >>> (hash & 31) & 1) != 0;
    }

    /** The same in words. @param mac the interface's own address */
    ReceiveFilter state(MacAddress mac) {
        int control = registers.get(E1000eRegister.RCTL);
        List<MacAddress> unicasts = new ArrayList<>();
        List<MacAddress> multicasts = new ArrayList<>();
        MacAddress main = address(0).orElse(mac);
        for (int i = 1; i < ADDRESSES; i++) {
            address(i).ifPresent(address -> (address.isMulticast() ? multicasts : unicasts).add(address));
        }
        boolean hashes = false;
        for (int i = 0; i < E1000eRegister.MTA.count(); i++) {
            hashes |= registers.get(E1000eRegister.MTA, i) != 0;
        }
        ReceiveFilter.Multicast multicast = (control & MULTICAST_PROMISCUOUS) != 0
                ? ReceiveFilter.Multicast.ALL
                : hashes || !multicasts.isEmpty() ? ReceiveFilter.Multicast.NORMAL : ReceiveFilter.Multicast.NONE;
        List<Integer> vlans = new ArrayList<>();
        for (int vlan = 0; vlan < VLANS; vlan++) {
            if ((registers.get(E1000eRegister.VFTA, vlan >>> 5) >>> (vlan & 31) & 1) != 0) {
                vlans.add(vlan);
            }
        }
        return new ReceiveFilter(
                main,
                (control & UNICAST_PROMISCUOUS) != 0,
                (control & BROADCAST) != 0,
                multicast,
                unicasts,
                multicasts,
                (control & VLAN_FILTER) != 0,
                vlans);
    }

    private Optional<MacAddress> address(int index) {
        int low = Integer.reverseBytes(registers.get(E1000eRegister.RA, 2 * index));
        int high = registers.get(E1000eRegister.RA, 2 * index + 1);
        int last = (high & 0xff) << 8 | high >>> 8 & 0xff;
        return (high & ADDRESS_VALID) == 0
                ? Optional.empty()
                : Optional.of(new MacAddress((low & 0xffff_ffffL) << 16 | last));
    }
}
