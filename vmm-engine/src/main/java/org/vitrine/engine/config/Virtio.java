package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Virtio devices beside disks and networks.
 *
 * @param rng whether the guest has a source of the host's random numbers
 * @param ports of a console device, which there is if there are any
 */
public record Virtio(boolean rng, List<Port> ports) {
    public static final Virtio NOTHING = new Virtio(false, List.of());

    public Virtio {
        ports = List.copyOf(ports);
    }

    public Virtio withRng(boolean other) {
        return new Virtio(other, ports);
    }

    public Virtio withPorts(List<Port> others) {
        return new Virtio(rng, others);
    }

    /**
     * A port of the console device.
     *
     * @param name by which the guest finds it, such as {@code "org.qemu.guest_agent.0"}
     * @param console whether it is a terminal of the guest's ({@code /dev/hvc0}), else a channel ({@code /dev/virtio-ports/NAME})
     * @param file what the guest writes is put at its end; or null for the socket {@code port-NAME.sock} in the machine's runtime directory
     */
    public record Port(
            String name, boolean console, @Nullable Path file) {}
}
