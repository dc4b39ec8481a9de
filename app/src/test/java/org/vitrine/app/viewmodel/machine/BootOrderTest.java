package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.Network;

class BootOrderTest {
    private final MachineConfig config = MachineConfig.of(UUID.randomUUID(), "x", 512, 1)
            .withOptical(List.of(new Optical("cd0", null)))
            .withDisks(List.of(disk("nvme", Disk.Bus.NVME, null), disk("ahci", Disk.Bus.AHCI, null)));

    private static Disk disk(String id, Disk.Bus bus, Integer index) {
        return new Disk(id, Path.of("/d/" + id), null, bus, Disk.Cache.WRITEBACK, false, index);
    }

    @Test
    void without_indices_discs_come_first_and_nvme_last() {
        assertThat(BootOrder.of(config)).containsExactly("cd0", "ahci", "nvme");
    }

    @Test
    void what_has_an_index_comes_before_what_has_none() {
        MachineConfig indexed =
                config.withDisks(List.of(disk("nvme", Disk.Bus.NVME, 7), disk("ahci", Disk.Bus.AHCI, null)));

        assertThat(BootOrder.of(indexed)).containsExactly("nvme", "cd0", "ahci");
    }

    @Test
    void moving_gives_everything_a_place_and_stops_at_the_ends() {
        MachineConfig moved = BootOrder.move(config, "nvme", -1);
        assertThat(BootOrder.of(moved)).containsExactly("cd0", "nvme", "ahci");
        assertThat(moved.disks().getFirst().bootIndex()).isEqualTo(1);

        assertThat(BootOrder.of(BootOrder.move(moved, "cd0", 9))).containsExactly("nvme", "ahci", "cd0");
        assertThat(BootOrder.move(config, "cd0", -1)).isSameAs(config);
        assertThat(BootOrder.move(config, "none", 1)).isSameAs(config);
    }

    @Test
    void an_order_is_the_same_whatever_numbers_say_it() {
        MachineConfig there = BootOrder.move(config, "nvme", -1);
        MachineConfig back = BootOrder.move(there, "nvme", 1);

        assertThat(BootOrder.same(config, there)).isFalse();
        assertThat(BootOrder.same(config, back)).isTrue();
        assertThat(BootOrder.of(BootOrder.copy(there, config))).isEqualTo(BootOrder.of(there));
    }

    @Test
    void what_the_copied_order_does_not_know_comes_last() {
        MachineConfig there = BootOrder.move(config, "nvme", -2);
        MachineConfig more = config.withOptical(List.of(new Optical("cd0", null), new Optical("cd1", null)));

        assertThat(BootOrder.of(BootOrder.copy(there, more))).containsExactly("nvme", "cd0", "ahci", "cd1");
    }

    private static Network card(String id) {
        return Network.of(id, Network.Model.VIRTIO, MacAddress.random(), Network.Shared.USUAL);
    }

    @Test
    void a_network_card_is_tried_only_if_somebody_wants_it_and_then_last() {
        MachineConfig networked = config.withNetworks(List.of(card("net0"), card("net1")));
        assertThat(BootOrder.of(networked)).containsExactly("cd0", "ahci", "nvme");
        assertThat(BootOrder.move(networked, "nvme", -1).networks())
                .extracting(Network::bootIndex)
                .containsOnlyNulls();

        MachineConfig tried = BootOrder.withNetwork(networked, "net1", true);
        assertThat(BootOrder.of(tried)).containsExactly("cd0", "ahci", "nvme", "net1");
        assertThat(BootOrder.of(BootOrder.move(tried, "net1", -3))).containsExactly("net1", "cd0", "ahci", "nvme");
        assertThat(BootOrder.of(BootOrder.withNetwork(tried, "net1", false))).containsExactly("cd0", "ahci", "nvme");
        assertThat(BootOrder.withNetwork(tried, "net1", true)).isSameAs(tried);
    }

    @Test
    void a_network_card_that_is_tried_or_no_longer_is_another_order_which_can_be_copied() {
        MachineConfig networked = config.withNetworks(List.of(card("net0"), card("net1")));
        MachineConfig tried = BootOrder.move(BootOrder.withNetwork(networked, "net1", true), "net1", -2);

        assertThat(BootOrder.same(networked, tried)).isFalse();
        assertThat(BootOrder.same(tried, networked)).isFalse();
        assertThat(BootOrder.of(BootOrder.copy(tried, networked))).isEqualTo(BootOrder.of(tried));
        assertThat(BootOrder.of(BootOrder.copy(networked, tried))).isEqualTo(BootOrder.of(networked));
        assertThat(BootOrder.same(
                        tried, tried.withNetworks(List.of(tried.networks().getFirst()))))
                .as("a card that is gone")
                .isTrue();
    }
}
