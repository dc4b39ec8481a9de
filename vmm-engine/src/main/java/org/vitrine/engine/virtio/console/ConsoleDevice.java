package org.vitrine.engine.virtio.console;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.virtio.VirtioBus;
import org.vitrine.engine.virtio.VirtioConfig;
import org.vitrine.engine.virtio.VirtioDevice;
import org.vitrine.engine.virtio.ring.DescriptorChain;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * A console with ports (Virtual I/O Device 1.2, 5.3): terminals, and named channels between programs of guest and host. A driver that knows no ports
 * (VIRTIO_CONSOLE_F_MULTIPORT) has the first one as its terminal.
 */
public final class ConsoleDevice implements VirtioDevice {
    private static final int TYPE = 3;
    /** Simple communication controller, other. */
    private static final int CLASS = 0x07_80_00;

    private static final long MULTIPORT = 1L << 1;
    private static final int CONFIG_BYTES = 12;
    private static final int PORTS_FIELD = 4;

    private static final int CONTROL_RECEIVE = 2;
    private static final int CONTROL_TRANSMIT = 3;

    private final List<ConsolePort> ports = new ArrayList<>();
    private final VirtioConfig config;
    private @Nullable Virtqueue toldBy;
    private @Nullable Virtqueue heardOn;

    /** A port as it is made. @param name ASCII @param console whether it is a terminal @param backend belongs to the device from now on */
    public record Port(String name, boolean console, PortBackend backend) {}

    /** @param wanted at least one */
    public ConsoleDevice(List<Port> wanted) {
        for (Port port : wanted) {
            ports.add(new ConsolePort(port.name(), port.console(), port.backend()));
        }
        config = new VirtioConfig(CONFIG_BYTES).put(PORTS_FIELD, 4, ports.size());
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
        return MULTIPORT;
    }

    @Override
    public int queues() {
        return 2 + 2 * ports.size();
    }

    @Override
    public int queueSize(int queue) {
        return 64;
    }

    @Override
    public VirtioConfig config() {
        return config;
    }

    @Override
    public void attach(VirtioBus bus) {
        ports.forEach(port -> port.backend().attach(bus::wake));
    }

    @Override
    public void start(long negotiated, List<@Nullable Virtqueue> queues) {
        boolean multiport = (negotiated & MULTIPORT) != 0;
        toldBy = multiport ? queues.get(CONTROL_RECEIVE) : null;
        heardOn = multiport ? queues.get(CONTROL_TRANSMIT) : null;
        for (int id = 0; id < ports.size() && (id == 0 || multiport); id++) {
            int receive = id == 0 ? 0 : 2 + 2 * id;
            ports.get(id).start(queues.get(receive), queues.get(receive + 1), multiport);
        }
    }

    @Override
    public boolean work() {
        Virtqueue heard = heardOn;
        if (heard != null) {
            listen(heard);
        }
        Virtqueue told = toldBy;
        if (told != null) {
            tell(told);
        }
        ports.forEach(ConsolePort::transfer);
        return false;
    }

    private void listen(Virtqueue queue) {
        DescriptorChain chain = queue.pop();
        while (chain != null) {
            hear(chain.readInt(0), ControlEvent.of(chain.readShort(4)), chain.readShort(6));
            queue.push(chain, 0);
            chain = queue.pop();
        }
        queue.publish();
    }

    /** What makes no sense is not heard. */
    private void hear(int id, @Nullable ControlEvent event, int value) {
        if (event == ControlEvent.DEVICE_READY && value == 1) {
            ports.forEach(ConsolePort::announce);
        } else if (event != null && id >= 0 && id < ports.size()) {
            ports.get(id).hear(event, value);
        }
    }

    private void tell(Virtqueue queue) {
        for (int id = 0; id < ports.size(); id++) {
            ConsolePort port = ports.get(id);
            for (ControlEvent event = port.next(); event != null; event = port.next()) {
                DescriptorChain chain = queue.pop();
                if (chain == null) {
                    queue.publish();
                    return;
                }
                queue.push(chain, port.tell(event, id, chain));
            }
        }
        queue.publish();
    }

    @Override
    public void stop() {
        toldBy = null;
        heardOn = null;
        ports.forEach(ConsolePort::reset);
    }

    @Override
    public void save(StateWriter out) {
        ByteBuffer saved = ByteBuffer.allocate(ports.size() * Long.BYTES);
        ports.forEach(port -> saved.putLong(port.save()));
        out.put("device.ports", saved.array());
    }

    @Override
    public void load(StateReader in) throws StateException {
        ByteBuffer saved = ByteBuffer.wrap(in.getExactBytes("device.ports", ports.size() * Long.BYTES));
        ports.forEach(port -> port.load(saved.getLong()));
    }

    @Override
    public void close() {
        ports.forEach(port -> port.backend().close());
    }
}
