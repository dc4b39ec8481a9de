package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.Network;

class UsualHardwareTest {
    @ParameterizedTest
    @CsvSource({
        "debian-12, VIRTIO, true",
        "debian-9, VIRTIO, true",
        // Linux has drivers for virtio 1.0 since 4.0; Debian 8 has 3.16.
        "debian-8, AHCI, true",
        "debian, VIRTIO, true",
        "ubuntu-24.04, VIRTIO, true",
        "ubuntu-14.04, AHCI, true",
        "ubuntu-server-22.04, VIRTIO, true",
        "fedora-41, VIRTIO, true",
        "arch, VIRTIO, true",
        "opensuse-leap-15.6, VIRTIO, true",
        "opensuse-tumbleweed, VIRTIO, true",
        "alpine-3.20, VIRTIO, true",
        "nixos-24.05, VIRTIO, true",
        "nixos-unstable, AHCI, true",
        // Of a Linux that nobody knows it is not known how old it is.
        "linux, AHCI, true",
        "freebsd-14.1, AHCI, false",
        "windows-11, AHCI, false",
        "windows-server-2022, AHCI, false",
        "memtest86plus, AHCI, false",
        "plan9, AHCI, false"
    })
    void a_system_gets_what_it_is_known_to_have_drivers_for(String system, Disk.Bus bus, boolean rng) {
        UsualHardware usual = UsualHardware.of(system);

        assertThat(usual.bus()).isEqualTo(bus);
        assertThat(usual.model()).isEqualTo(bus == Disk.Bus.VIRTIO ? Network.Model.VIRTIO : Network.Model.E1000E);
        assertThat(usual.rng()).isEqualTo(rng);
    }

    @Test
    void where_nobody_knows_the_system_it_gets_what_most_know() {
        assertThat(UsualHardware.of(null)).isEqualTo(new UsualHardware(Disk.Bus.AHCI, Network.Model.E1000E, false));
    }
}
