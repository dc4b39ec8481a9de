package org.vitrine.engine.device;

import java.util.Map;

/**
 * Makes devices of one kind. Device models outside the engine are found by {@link java.util.ServiceLoader}.
 */
public interface DeviceFactory {
    /** The kind's name in {@code machine.json} and QMP's {@code device_add}, such as {@code "VGA"}. */
    String kind();

    /**
     * Makes a device in power-on state.
     *
     * @param id its name within the machine
     * @param host what the machine offers to it
     * @param properties from the configuration
     * @throws IllegalArgumentException if a property is unknown or outside its range, with one sentence for the user
     */
    Device create(String id, DeviceHost host, Map<String, Object> properties);
}
