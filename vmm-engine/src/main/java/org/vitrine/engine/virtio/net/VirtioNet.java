package org.vitrine.engine.virtio.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.ReceiveFilter;
import org.vitrine.engine.net.ReceiveOffload;
import org.vitrine.engine.virtio.VirtioBus;
import org.vitrine.engine.virtio.VirtioConfig;
import org.vitrine.engine.virtio.VirtioDevice;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * A network interface (Virtual I/O Device 1.2, 5.1) with up to {@value #PAIRS} pairs of queues, which one worker serves in turn: the back end is one too.
 */
public final class VirtioNet implements VirtioDevice, ReceiveFilter.Source {
    static final int PAIRS = 4;

    private static final int TYPE = 1;
    /** Ethernet controller. */
    private static final int CLASS = 0x02_00_00;

    private static final int QUEUE_SIZE = 256;
    private static final int CONTROL_SIZE = 64;

    private static final int CONFIG_LENGTH = 10;
    private static final int CONFIG_STATUS = 6;
    private static final int CONFIG_PAIRS = 8;

    private final MacAddress mac;
    private final Cable cable;
    private final VirtioConfig config = new VirtioConfig(CONFIG_LENGTH);
    private final ReceiveRules rules = new ReceiveRules();
    private final FlowSteering steering = new FlowSteering();
    private final NetSender sender;
    private final NetReceiver receiver;
    private final ControlQueue control = new ControlQueue(new Commands());
    private volatile @Nullable VirtioBus bus;
    private volatile MacAddress address;
    private List<@Nullable Virtqueue> queues = List.of();
    private long features;
    private int pairs = 1;

    /**
     * Makes an interface.
     *
     * @param mac that it has until the driver sets another
     * @param cable is attached to it until it is closed; stays the caller's to close
     */
    public VirtioNet(MacAddress mac, Cable cable) {
        this.mac = mac;
        this.cable = cable;
        address = mac;
        sender = new NetSender(cable, steering);
        receiver = new NetReceiver(cable, steering, rules);
        config.put(0, mac.octets()).put(CONFIG_PAIRS, 2, PAIRS);
        showLink();
    }

    private void showLink() {
        config.put(CONFIG_STATUS, 2, cable.link() ? 1 : 0);
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int classCode() {
        return CLASS;
    }

    @Override
    public long features() {
        return NetFeature.OFFERED;
    }

    @Override
    public boolean accepts(long negotiated) {
        return NetFeature.fit(negotiated);
    }

    @Override
    public int queues() {
        return 2 * PAIRS + 1;
    }

    @Override
    public int queueSize(int queue) {
        return queue == 2 * PAIRS ? CONTROL_SIZE : QUEUE_SIZE;
    }

    @Override
    public VirtioConfig config() {
        return config;
    }

    @Override
    public void attach(VirtioBus transport) {
        bus = transport;
        cable.attach(new Cable.Listener() {
            @Override
            public void framesWaiting() {
                transport.wake();
            }

            @Override
            public void roomAgain() {
                transport.wake();
            }

            @Override
            public void watch(Fd fd, int readiness) {
                transport.watch(fd, readiness);
            }

            @Override
            public void unwatch(Fd fd) {
                transport.unwatch(fd);
            }

            @Override
            public void linkChanged() {
                showLink();
                transport.configChanged();
            }
        });
    }

    @Override
    public void start(long negotiated, List<@Nullable Virtqueue> newQueues) {
        features = negotiated;
        queues = newQueues;
        rules.filterVlans((negotiated & NetFeature.CTRL_VLAN) != 0);
        receives(NetFeature.receives(negotiated));
    }

    private void receives(ReceiveOffload offload) {
        receiver.receives(offload);
        cable.receives(offload);
    }

    /** Without several pairs the control queue comes after the first. */
    private @Nullable Virtqueue controlQueue() {
        if ((features & NetFeature.CTRL_VQ) == 0) {
            return null;
        }
        return queue((features & NetFeature.MQ) != 0 ? 2 * PAIRS : 2);
    }

    private @Nullable Virtqueue queue(int index) {
        return index < queues.size() ? queues.get(index) : null;
    }

    @Override
    public boolean work() {
        Virtqueue commands = controlQueue();
        boolean more = commands != null && control.work(commands, features);
        for (int pair = 0; pair < pairs; pair++) {
            Virtqueue transmit = queue(2 * pair + 1);
            more |= transmit != null && sender.work(transmit, pair, features);
        }
        cable.flush();
        return receiver.work(this::queue, pairs, address, features) | more;
    }

    private final class Commands implements ControlQueue.Owner {
        @Override
        public ReceiveRules rules() {
            return rules;
        }

        @Override
        public void address(MacAddress other) {
            address = other;
            config.put(0, other.octets());
        }

        @Override
        public boolean pairs(int count) {
            if (count < 1 || count > PAIRS) {
                return false;
            }
            pairs = count;
            return true;
        }
    }

    @Override
    public ReceiveFilter receiveFilter() {
        return rules.state(address);
    }

    @Override
    public void stop() {
        queues = List.of();
        features = 0;
        pairs = 1;
        address = mac;
        config.put(0, mac.octets());
        rules.reset();
        steering.clear();
        receiver.forget();
        receives(ReceiveOffload.NONE);
    }

    @Override
    public void save(StateWriter out) {
        out.put("device.mac", address.octets());
        out.put("device.pairs", pairs);
        rules.save(out);
    }

    @Override
    public void load(StateReader in) throws StateException {
        address = MacAddress.of(in.getExactBytes("device.mac", 6));
        config.put(0, address.octets());
        pairs = in.getInt("device.pairs", 1, PAIRS);
        rules.load(in);
        receiver.forget();
        cable.drain();
        showLink();
    }

    @Override
    public void close() {
        cable.detach();
    }
}
