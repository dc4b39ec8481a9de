package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;

class PlacesTest {
    private static Disk disk(String id, Disk.Bus bus, @Nullable Integer port) {
        return new Disk(id, Path.of("/" + id), null, bus, Disk.Cache.WRITEBACK, false, null, port);
    }

    private static String bus(Places places, String id) {
        return places.of(id).orElseThrow().bus();
    }

    @Test
    void what_names_no_port_takes_those_that_are_left_drives_first() {
        Places places = Places.of(MachineConfig.of(UUID.randomUUID(), "m", 64, 1)
                .withOptical(List.of(
                        new MachineConfig.Optical("cd0", null), new MachineConfig.Optical("cd1", null, null, 1)))
                .withDisks(List.of(
                        disk("a", Disk.Bus.AHCI, null),
                        disk("b", Disk.Bus.AHCI, 0),
                        disk("c", Disk.Bus.NVME, null),
                        disk("d", Disk.Bus.NVME, 3),
                        disk("e", Disk.Bus.NVME, null))));

        assertThat(bus(places, "b")).isEqualTo("ide.0");
        assertThat(bus(places, "cd1")).isEqualTo("ide.1");
        assertThat(bus(places, "cd0")).isEqualTo("ide.2");
        assertThat(bus(places, "a")).isEqualTo("ide.3");
        assertThat(bus(places, "d")).isEqualTo("pcie3");
        assertThat(places.of("c")).contains(new Place(Place.Kind.BUS_0, Places.FIRST_DISK_SLOT));
        assertThat(places.of("e")).contains(new Place(Place.Kind.BUS_0, Places.FIRST_DISK_SLOT + 1));
        assertThat(places.free(Place.Kind.AHCI_PORT)).contains(Place.ahciPort(4));
        assertThat(places.free(Place.Kind.ROOT_PORT)).contains(Place.rootPort(1));
    }

    @Test
    void a_pinned_configuration_has_the_same_places_without_one_of_its_disks() {
        MachineConfig config = MachineConfig.of(UUID.randomUUID(), "m", 64, 1)
                .withDisks(List.of(
                        disk("a", Disk.Bus.AHCI, null),
                        disk("b", Disk.Bus.AHCI, null),
                        disk("c", Disk.Bus.NVME, null)));
        MachineConfig pinned = Places.of(config).pinned(config);
        Places later = Places.of(pinned.withDisks(pinned.disks().subList(1, 3)));

        assertThat(bus(later, "b")).isEqualTo("ide.1");
        assertThat(bus(later, "c")).isEqualTo("pcie.0");
    }

    @Test
    void hardware_is_the_same_when_every_disk_is_where_it_was() {
        MachineConfig config = MachineConfig.of(UUID.randomUUID(), "m", 64, 1)
                .withOptical(List.of(new MachineConfig.Optical("cd0", null)))
                .withDisks(List.of(disk("a", Disk.Bus.AHCI, null), disk("b", Disk.Bus.AHCI, null)));
        MachineConfig pinned = Places.of(config).pinned(config);
        MachineConfig moved = config.withDisks(List.of(disk("b", Disk.Bus.AHCI, null), disk("a", Disk.Bus.AHCI, null)));

        assertThat(RunningConfig.isSameHardware(config, pinned)).isTrue();
        assertThat(RunningConfig.isSameHardware(config, moved)).isFalse();
        assertThat(RunningConfig.isSameHardware(config, config.withDisks(List.of(disk("a", Disk.Bus.AHCI, null)))))
                .isFalse();
    }
}
