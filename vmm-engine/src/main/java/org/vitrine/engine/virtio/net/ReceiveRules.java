package org.vitrine.engine.virtio.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.ReceiveFilter;

/** Which frames are for the guest (Virtual I/O Device 1.2, 5.1.6.5): all, until the driver says otherwise. Any thread. */
final class ReceiveRules {
    /** Modes by the numbers of their commands (5.1.6.5.1). */
    static final int PROMISCUOUS = 0;

    static final int ALL_MULTICAST = 1;
    static final int ALL_UNICAST = 2;
    static final int NO_MULTICAST = 3;
    static final int NO_UNICAST = 4;
    static final int NO_BROADCAST = 5;
    static final int MODES = 6;

    /** Addresses of each kind that are kept; with more all of that kind are taken. */
    static final int MOST_ADDRESSES = 64;

    private static final int VLANS = 4096;
    private static final int VLAN_TYPE = 0x8100;
    private static final int VLAN_BYTES = VLANS / Byte.SIZE;

    private int modes = 1 << PROMISCUOUS;
    private List<MacAddress> unicasts = List.of();
    private List<MacAddress> multicasts = List.of();
    private boolean filtersVlans;
    private BitSet vlans = new BitSet(VLANS);

    /** As before the driver says anything. */
    synchronized void reset() {
        modes = 1 << PROMISCUOUS;
        unicasts = List.of();
        multicasts = List.of();
        filtersVlans = false;
        vlans = new BitSet(VLANS);
    }

    /** @param filters whether the driver is going to name the VLANs */
    synchronized void filterVlans(boolean filters) {
        filtersVlans = filters;
    }

    synchronized void mode(int mode, boolean on) {
        modes = on ? modes | 1 << mode : modes & ~(1 << mode);
    }

    private boolean is(int mode) {
        return (modes >>> mode & 1) != 0;
    }

    synchronized void tables(List<MacAddress> newUnicasts, List<MacAddress> newMulticasts) {
        unicasts = List.copyOf(newUnicasts);
        multicasts = List.copyOf(newMulticasts);
    }

    /** @param vlan 0 to 4095 */
    synchronized void vlan(int vlan, boolean takes) {
        vlans.set(vlan, takes);
    }

    /** @param own the interface's address */
    synchronized boolean accepts(FrameBuffer frame, MacAddress own) {
        if (filtersVlans && frame.shortAt(12) == VLAN_TYPE) {
            if (frame.length() < FrameBuffer.MIN_FRAME + 4 || !vlans.get(frame.shortAt(14) & 0xfff)) {
                return false;
            }
        }
        if (is(PROMISCUOUS)) {
            return true;
        }
        long to = (long) frame.shortAt(0) << 32 | frame.intAt(2) & 0xffff_ffffL;
        if (to == 0xffff_ffff_ffffL) {
            return !is(NO_BROADCAST);
        }
        if ((to >>> 40 & 1) != 0) {
            return !is(NO_MULTICAST) && (is(ALL_MULTICAST) || named(multicasts, to));
        }
        return !is(NO_UNICAST) && (is(ALL_UNICAST) || to == own.value() || named(unicasts, to));
    }

    private static boolean named(List<MacAddress> table, long address) {
        if (table.size() > MOST_ADDRESSES) {
            return true;
        }
        for (int i = 0; i < table.size(); i++) {
            if (table.get(i).value() == address) {
                return true;
            }
        }
        return false;
    }

    /** The same in words. */
    synchronized ReceiveFilter state(MacAddress own) {
        ReceiveFilter.Multicast multicast = is(PROMISCUOUS) || is(ALL_MULTICAST)
                ? ReceiveFilter.Multicast.ALL
                : multicasts.isEmpty() || is(NO_MULTICAST)
                        ? ReceiveFilter.Multicast.NONE
                        : ReceiveFilter.Multicast.NORMAL;
        return new ReceiveFilter(
                own,
                is(PROMISCUOUS),
                !is(NO_BROADCAST),
                multicast,
                unicasts,
                multicasts,
                filtersVlans,
                vlans.stream().boxed().toList());
    }

    synchronized void save(StateWriter out) {
        out.put("device.modes", modes);
        out.put("device.unicasts", octets(unicasts));
        out.put("device.multicasts", octets(multicasts));
        out.put("device.filtersVlans", filtersVlans);
        byte[] bits = new byte[VLAN_BYTES];
        byte[] set = vlans.toByteArray();
        System.arraycopy(set, 0, bits, 0, set.length);
        out.put("device.vlans", bits);
    }

    private static byte[] octets(List<MacAddress> table) {
        ByteBuffer octets = ByteBuffer.allocate(6 * table.size());
        table.forEach(address -> octets.put(address.octets()));
        return octets.array();
    }

    synchronized void load(StateReader in) throws StateException {
        modes = in.getInt("device.modes", 0, (1 << MODES) - 1);
        unicasts = addresses(in.getBytes("device.unicasts", 6 * (MOST_ADDRESSES + 1)));
        multicasts = addresses(in.getBytes("device.multicasts", 6 * (MOST_ADDRESSES + 1)));
        filtersVlans = in.getBoolean("device.filtersVlans");
        vlans = BitSet.valueOf(in.getExactBytes("device.vlans", VLAN_BYTES));
    }

    private static List<MacAddress> addresses(byte[] octets) throws StateException {
        if (octets.length % 6 != 0) {
            throw new StateException("The saved state of virtio-net has half an address.");
        }
        List<MacAddress> addresses = new ArrayList<>();
        for (int at = 0; at < octets.length; at += 6) {
            addresses.add(MacAddress.of(java.util.Arrays.copyOfRange(octets, at, at + 6)));
        }
        return addresses;
    }
}
