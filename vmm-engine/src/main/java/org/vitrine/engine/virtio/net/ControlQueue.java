package org.vitrine.engine.virtio.net;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/** What the driver commands (Virtual I/O Device 1.2, 5.1.6.5), each answered by a byte. Only the worker. */
final class ControlQueue {
    /** What the commands change. */
    interface Owner {
        ReceiveRules rules();

        void address(MacAddress mac);

        /** @return false if there are not so many */
        boolean pairs(int count);
    }

    private static final int OK = 0;
    private static final int ERROR = 1;
    /** Commands that are carried out before it is the frames' turn. */
    private static final int BURST = 64;

    private static final int RX = 0;
    private static final int MAC = 1;
    private static final int VLAN = 2;
    private static final int MQ = 4;
    private static final int HEADER = 2;
    private static final int OCTETS = 6;

    private final Owner owner;

    ControlQueue(Owner owner) {
        this.owner = owner;
    }

    /** @return whether there may be more */
    boolean work(Virtqueue queue, long features) {
        int done = 0;
        DescriptorChain chain = queue.pop();
        while (chain != null) {
            boolean room = chain.writableBytes() > 0;
            if (room) {
                chain.writeByte(0, perform(chain, features) ? OK : ERROR);
            }
            queue.push(chain, room ? 1 : 0);
            if (++done == BURST) {
                break;
            }
            chain = queue.pop();
        }
        queue.publish();
        return done == BURST;
    }

    private boolean perform(DescriptorChain chain, long features) {
        int command = chain.readByte(1);
        return switch (chain.readByte(0)) {
            case RX -> mode(chain, command, features);
            case MAC -> mac(chain, command, features);
            case VLAN -> vlan(chain, command, features);
            case MQ ->
                (features & NetFeature.MQ) != 0
                        && command == 0
                        && chain.readableBytes() >= HEADER + 2
                        && owner.pairs(chain.readShort(HEADER));
            default -> false;
        };
    }

    private boolean mode(DescriptorChain chain, int mode, long features) {
        long needed = mode <= ReceiveRules.ALL_MULTICAST ? NetFeature.CTRL_RX : NetFeature.CTRL_RX_EXTRA;
        if (mode >= ReceiveRules.MODES || (features & needed) == 0 || chain.readableBytes() < HEADER + 1) {
            return false;
        }
        owner.rules().mode(mode, chain.readByte(HEADER) != 0);
        return true;
    }

    private boolean mac(DescriptorChain chain, int command, long features) {
        if (command == 1) {
            if ((features & NetFeature.CTRL_MAC_ADDR) == 0 || chain.readableBytes() < HEADER + OCTETS) {
                return false;
            }
            owner.address(address(chain, HEADER));
            return true;
        }
        if (command != 0 || (features & NetFeature.CTRL_RX) == 0) {
            return false;
        }
        List<MacAddress> unicasts = table(chain, HEADER);
        if (unicasts == null) {
            return false;
        }
        long second = HEADER + 4 + OCTETS * (chain.readInt(HEADER) & 0xffff_ffffL);
        List<MacAddress> multicasts = table(chain, second);
        if (multicasts == null) {
            return false;
        }
        owner.rules().tables(unicasts, multicasts);
        return true;
    }

    /** A table, of which one address more is kept than there is room for, so that all are taken then; null if it is cut short. */
    private static @Nullable List<MacAddress> table(DescriptorChain chain, long offset) {
        if (offset + 4 > chain.readableBytes()) {
            return null;
        }
        long count = chain.readInt(offset) & 0xffff_ffffL;
        if (count * OCTETS > chain.readableBytes() - offset - 4) {
            return null;
        }
        List<MacAddress> addresses = new ArrayList<>();
        for (int i = 0; i < Math.min(count, ReceiveRules.MOST_ADDRESSES + 1); i++) {
            addresses.add(address(chain, offset + 4 + (long) OCTETS * i));
        }
        return addresses;
    }

    private static MacAddress address(DescriptorChain chain, long offset) {
        byte[] octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            octets[i] = (byte) chain.readByte(offset + i);
        }
        return MacAddress.of(octets);
    }

    private boolean vlan(DescriptorChain chain, int command, long features) {
        int vlan = chain.readShort(HEADER);
        if ((features & NetFeature.CTRL_VLAN) == 0
                || command > 1
                || chain.readableBytes() < HEADER + 2
                || vlan > 0xfff) {
            return false;
        }
        owner.rules().vlan(vlan, command == 0);
        return true;
    }
}
