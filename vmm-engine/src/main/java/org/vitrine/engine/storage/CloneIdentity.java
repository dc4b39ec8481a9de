package org.vitrine.engine.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;

/** What distinguishes a clone from its parent. */
final class CloneIdentity {
    /** Of a network device by a factory. */
    private static final String MAC = "mac";

    private CloneIdentity() {}

    /** The parent's configuration with another UUID, name and MAC addresses: a machine that is off and has no snapshots. */
    static MachineConfig give(MachineConfig parent, CloneOrder order) {
        return parent.withUuid(order.uuid())
                .withName(order.name())
                .withSnapshot(null)
                .withSaved(null)
                .withNetworks(parent.networks().stream()
                        .map(network -> network.withMac(MacAddress.random()))
                        .toList())
                .withDevices(devices(parent.devices()));
    }

    private static List<MachineConfig.DeviceConfig> devices(List<MachineConfig.DeviceConfig> parents) {
        List<MachineConfig.DeviceConfig> devices = new ArrayList<>();
        for (MachineConfig.DeviceConfig device : parents) {
            Map<String, Object> properties = new LinkedHashMap<>(device.properties());
            properties.computeIfPresent(MAC, (name, old) -> MacAddress.random().toString());
            devices.add(new MachineConfig.DeviceConfig(device.id(), device.kind(), properties));
        }
        return devices;
    }
}
