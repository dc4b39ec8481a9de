package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Processor;

class MachineDraftTest {
    private static final DraftLimits LIMITS = new DraftLimits(8192, 8, Set.of("Taken"));

    private final MachineConfig config = MachineConfig.of(UUID.randomUUID(), "Debian", 2048, 2)
            .withOptical(List.of(new Optical("cd0", null)))
            .withDisks(List.of(disk("disk0", "a.qcow2", Disk.Bus.AHCI), disk("disk1", "b.qcow2", Disk.Bus.NVME)));
    private final MachineDraft draft = new MachineDraft(config, LIMITS);

    private static Disk disk(String id, String file, Disk.Bus bus) {
        return new Disk(id, Path.of("/machines/x", file), "qcow2", bus, Disk.Cache.WRITEBACK, false, null);
    }

    private List<Part> changed() {
        return draft.changes().stream().map(Change::part).toList();
    }

    @Test
    void an_untouched_draft_has_nothing_to_apply() {
        assertThat(draft.changes()).isEmpty();
        assertThat(draft.problemsProperty().get()).isEmpty();
        assertThat(draft.canApplyProperty().get()).isFalse();
    }

    @Test
    void who_listens_to_the_changes_goes_on_hearing_of_them() {
        int[] heard = {0};
        draft.changes().addListener((javafx.collections.ListChangeListener<Change>) change -> heard[0]++);
        System.gc();
        draft.change(now -> now.withMemoryMiB(1024));

        assertThat(heard[0]).isEqualTo(1);
        assertThat(draft.changes()).isSameAs(draft.changes());
    }

    @Test
    void a_change_knows_its_section_and_whether_it_is_live() {
        draft.setRunning(true);
        draft.change(now -> now.withName("Other").withMemoryMiB(1024));

        assertThat(draft.changes())
                .extracting(Change::section, Change::restart)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Section.OVERVIEW, false),
                        org.assertj.core.groups.Tuple.tuple(Section.PROCESSOR, true));
    }

    @Test
    void nothing_needs_a_restart_while_the_machine_is_off() {
        draft.change(now -> now.withMemoryMiB(1024));

        assertThat(draft.changes()).singleElement().extracting(Change::restart).isEqualTo(false);
    }

    @Test
    void what_is_changed_back_is_no_change() {
        draft.change(now -> now.withMemoryMiB(1024));
        draft.change(now -> now.withMemoryMiB(2048));

        assertThat(draft.changes()).isEmpty();
        assertThat(draft.canApplyProperty().get()).isFalse();
    }

    @Test
    void reverting_brings_everything_back_and_can_be_undone() {
        draft.change(now -> now.withName("Other").withMemoryMiB(1024).withSerial("/tmp/serial"));
        draft.revert();
        assertThat(draft.config()).isEqualTo(config);

        draft.undo();
        assertThat(changed()).containsExactly(Setting.NAME, Setting.MEMORY, Setting.SERIAL);
    }

    @Test
    void one_change_can_be_reverted_by_itself() {
        draft.change(now -> now.withName("Other").withMemoryMiB(1024));
        draft.revert(Setting.NAME);

        assertThat(changed()).containsExactly(Setting.MEMORY);
    }

    @Test
    void typing_in_one_field_is_one_step_back() {
        draft.change(now -> now.withName("D"));
        draft.change(now -> now.withName("De"));
        draft.change(now -> now.withMemoryMiB(1024));

        draft.undo();
        assertThat(draft.config().name()).isEqualTo("De");
        assertThat(draft.config().memoryMiB()).isEqualTo(2048);
        draft.undo();
        assertThat(draft.config().name()).isEqualTo("Debian");
        assertThat(draft.canUndoProperty().get()).isFalse();
        draft.redo();
        draft.redo();
        assertThat(changed()).containsExactly(Setting.NAME, Setting.MEMORY);
        assertThat(draft.canRedoProperty().get()).isFalse();
    }

    @Test
    void a_field_that_was_left_begins_another_step() {
        draft.change(now -> now.withName("One"));
        draft.endStep();
        draft.change(now -> now.withName("Two"));

        draft.undo();
        assertThat(draft.config().name()).isEqualTo("One");
    }

    @Test
    void a_new_change_forgets_what_was_undone() {
        draft.change(now -> now.withName("One"));
        draft.undo();
        draft.change(now -> now.withMemoryMiB(1024));

        assertThat(draft.canRedoProperty().get()).isFalse();
    }

    @Test
    void a_change_from_elsewhere_comes_in_beside_the_drafts_own() {
        draft.change(now -> now.withMemoryMiB(1024));
        draft.rebase(config.withName("Renamed elsewhere"));

        assertThat(draft.config().name()).isEqualTo("Renamed elsewhere");
        assertThat(draft.config().memoryMiB()).isEqualTo(1024);
        assertThat(changed()).containsExactly(Setting.MEMORY);
        assertThat(draft.changes().getFirst().conflict()).isFalse();
    }

    @Test
    void what_both_changed_stays_as_drafted_and_is_marked() {
        draft.change(now -> now.withMemoryMiB(1024));
        draft.rebase(config.withMemoryMiB(4096));

        assertThat(draft.config().memoryMiB()).isEqualTo(1024);
        assertThat(draft.changes()).singleElement().extracting(Change::conflict).isEqualTo(true);

        draft.revert(Setting.MEMORY);
        assertThat(draft.config().memoryMiB()).isEqualTo(4096);
        assertThat(draft.changes()).isEmpty();
    }

    @Test
    void the_same_change_from_both_sides_is_no_conflict() {
        draft.change(now -> now.withMemoryMiB(1024));
        draft.rebase(config.withMemoryMiB(1024));

        assertThat(draft.changes()).isEmpty();
    }

    @Test
    void a_snapshot_taken_meanwhile_leaves_a_disks_other_changes_alone() {
        draft.changeEdit(now -> new DiskPart("disk0", DiskPart.Field.CACHE)
                .put(
                        now.withDisk(new Disk(
                                "disk0",
                                Path.of("/machines/x/a.qcow2"),
                                "qcow2",
                                Disk.Bus.AHCI,
                                Disk.Cache.NONE,
                                false,
                                null)),
                        now));
        UUID snapshot = UUID.randomUUID();
        draft.rebase(config.withSnapshot(snapshot)
                .withDisks(List.of(
                        config.disks().getFirst().withImage(Path.of("/machines/x/layers/1.qcow2"), "qcow2"),
                        config.disks().getLast())));

        Disk merged = draft.config().disks().getFirst();
        assertThat(merged.cache()).isEqualTo(Disk.Cache.NONE);
        assertThat(merged.file()).isEqualTo(Path.of("/machines/x/layers/1.qcow2"));
        assertThat(draft.config().snapshot()).isEqualTo(snapshot);
        assertThat(draft.changes()).singleElement().extracting(Change::conflict).isEqualTo(false);
    }

    @Test
    void a_disk_added_elsewhere_and_one_added_here_are_both_there() {
        draft.changeEdit(now -> now.withDisk(disk("disk2", "mine.qcow2", Disk.Bus.NVME)));
        draft.rebase(config.withDisks(List.of(
                config.disks().getFirst(), config.disks().getLast(), disk("disk3", "theirs.qcow2", Disk.Bus.NVME))));

        assertThat(draft.config().disks()).extracting(Disk::id).contains("disk2", "disk3");
        assertThat(changed()).containsExactly(new DiskPart("disk2", DiskPart.Field.PRESENCE));
    }

    @Test
    void a_new_disk_is_one_change_with_its_image_to_make() {
        draft.changeEdit(now -> now.withDisk(disk("disk2", "new.qcow2", Disk.Bus.NVME))
                .withPlan("disk2", new ImagePlan.Create(1L << 30)));

        assertThat(changed()).containsExactly(new DiskPart("disk2", DiskPart.Field.PRESENCE));
        draft.revert();
        assertThat(draft.edit().plans()).isEmpty();
    }

    @Test
    void a_disk_at_nvme_gets_a_slot_from_which_it_can_be_unplugged() {
        DraftDisks disks = new DraftDisks(draft, Path.of("/machines/x"));
        for (int i = 0; i < 5; i++) {
            disks.create(1L << 30);
            disks.setBus(draft.config().disks().getLast().id(), Disk.Bus.NVME);
        }

        assertThat(draft.config().disks().stream().skip(2).map(Disk::port)).containsExactly(1, 2, 3, 4, null);
        disks.setBus("disk2", Disk.Bus.AHCI);
        assertThat(draft.config().disks().get(2).port()).isNull();
        disks.setBus("disk2", Disk.Bus.NVME);
        assertThat(draft.config().disks().get(2).port()).isEqualTo(1);
    }

    @Test
    void a_slot_that_a_network_has_stays_its() {
        draft.change(now -> now.withNetworks(
                List.of(Network.of("net0", Network.Model.VIRTIO, MacAddress.random(), new Network.Unconnected())
                        .withPort(1))));
        new DraftDisks(draft, Path.of("/machines/x")).setBus("disk0", Disk.Bus.NVME);

        assertThat(draft.config().disks().getFirst().port()).isEqualTo(2);
    }

    @Test
    void a_disk_that_changes_its_bus_takes_its_new_place_along() {
        new DraftDisks(draft, Path.of("/machines/x")).setBus("disk0", Disk.Bus.NVME);
        Part bus = new DiskPart("disk0", DiskPart.Field.BUS);

        assertThat(bus.put(draft.edit(), Edit.of(config))
                        .disk("disk0")
                        .orElseThrow()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void a_removed_disk_takes_its_place_in_the_boot_order_along() {
        MachineConfig ordered = BootOrder.move(config, "disk1", -2);
        MachineDraft other = new MachineDraft(ordered, LIMITS);
        other.changeEdit(now -> now.withoutDisk("disk1"));

        assertThat(other.changes())
                .extracting(Change::part)
                .containsExactly(new DiskPart("disk1", DiskPart.Field.PRESENCE));
    }

    @Test
    void growing_a_disk_is_live_and_another_bus_is_not() {
        draft.setRunning(true);
        draft.changeEdit(now -> now.withPlan("disk0", new ImagePlan.Grow(1L << 40)));
        assertThat(draft.changes()).singleElement().extracting(Change::restart).isEqualTo(false);

        draft.revert();
        draft.changeEdit(now -> now.withDisk(disk("disk0", "a.qcow2", Disk.Bus.NVME)));
        assertThat(draft.changes()).first().extracting(Change::restart).isEqualTo(true);
    }

    @Test
    void discs_and_drives_are_changed_live() {
        draft.setRunning(true);
        draft.changeEdit(
                now -> now.withDrive(new Optical("cd0", Path.of("/iso/a.iso"))).withDrive(new Optical("cd1", null)));

        assertThat(draft.changes()).hasSize(2).noneMatch(Change::restart);
    }

    /** Each device of the draft has a boot index then, and those of the machine have none or others. */
    @Test
    void a_new_drive_that_was_moved_in_the_boot_order_comes_to_its_place_whatever_the_machine_has_become() {
        draft.changeEdit(now -> now.withDrive(new Optical("cd9", null)));
        draft.change(now -> BootOrder.move(now, "cd9", -1));
        List<String> wanted = BootOrder.of(draft.config());

        draft.rebase(BootOrder.move(config.withName("Another"), "disk0", 1));

        assertThat(BootOrder.of(draft.config())).isEqualTo(wanted);
        assertThatCode(() -> ConfigRules.check(draft.config())).doesNotThrowAnyException();
    }

    @Test
    void a_disk_that_the_machine_has_placed_meanwhile_keeps_its_place() {
        Disk mine = disk("disk2", "new.qcow2", Disk.Bus.AHCI);
        draft.changeEdit(now -> now.withDisk(mine));
        Disk placed = new Disk("disk2", mine.file(), "qcow2", Disk.Bus.AHCI, Disk.Cache.WRITEBACK, false, 4);
        draft.rebase(config.withDisks(
                List.of(config.disks().getFirst(), config.disks().getLast(), placed)));

        assertThat(draft.config().disks().getLast().bootIndex()).isEqualTo(4);
        assertThat(draft.changes()).isEmpty();
    }

    @Test
    void what_was_typed_while_the_draft_was_applied_stays() {
        draft.change(now -> now.withName("Applied"));
        Edit sent = draft.edit();
        draft.change(now -> now.withMemoryMiB(1024));
        draft.applied(sent, sent.config());

        assertThat(draft.base().name()).isEqualTo("Applied");
        assertThat(changed()).containsExactly(Setting.MEMORY);
    }

    @Test
    void nothing_is_left_when_the_draft_was_applied() {
        draft.changeEdit(now -> now.withPlan("disk0", new ImagePlan.Grow(1L << 40)));
        draft.applied(draft.edit(), config);

        assertThat(draft.changes()).isEmpty();
        assertThat(draft.edit().plans()).isEmpty();
        assertThat(draft.canUndoProperty().get()).isFalse();
    }

    @Test
    void a_wrong_value_says_why_and_keeps_the_draft_from_being_applied() {
        draft.change(now -> now.withMemoryMiB(9000));

        assertThat(draft.problem(Setting.MEMORY).orElseThrow().sentence())
                .isEqualTo("8.8 GiB is more than this host’s 8 GiB. Give the machine less.");
        assertThat(draft.canApplyProperty().get()).isFalse();
        draft.change(now -> now.withMemoryMiB(1024));
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @Test
    void less_memory_than_the_system_asks_for_is_advice() {
        draft.change(now -> now.withMemoryMiB(128));
        assertThat(draft.problem(Setting.MEMORY)).isEmpty();
        draft.change(now -> now.withAbout(now.about().withSystem("debian-12")));

        Problem problem = draft.problem(Setting.MEMORY).orElseThrow();
        assertThat(problem.blocking()).isFalse();
        assertThat(problem.sentence()).contains("Debian 12").contains("1 GiB");
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @Test
    void every_name_that_cannot_be_says_why() {
        for (String name : List.of("", "  ", "a\nb", "Taken", "x".repeat(256))) {
            draft.change(now -> now.withName(name));
            assertThat(draft.problem(Setting.NAME)).as(name).isPresent();
            assertThat(draft.canApplyProperty().get()).as(name).isFalse();
        }
    }

    @Test
    void a_topology_is_checked_as_a_product() {
        draft.change(now -> now.withProcessor(new Processor(2, 2, 2)));
        assertThat(draft.problem(Setting.PROCESSOR)).isEmpty();

        draft.change(now -> now.withProcessor(new Processor(2, 4, 2)));
        assertThat(draft.problem(Setting.PROCESSOR).orElseThrow().sentence())
                .contains("16")
                .contains("8");

        draft.change(now -> now.withProcessor(new Processor(1, 0, 1)));
        assertThat(draft.problem(Setting.PROCESSOR)).isPresent();
    }

    @Test
    void one_file_behind_two_disks_and_a_seventh_port_are_refused() {
        draft.changeEdit(now -> now.withDisk(disk("disk2", "a.qcow2", Disk.Bus.NVME)));
        assertThat(draft.problem(new DiskPart("disk2", DiskPart.Field.PRESENCE)))
                .isPresent();

        draft.revert();
        draft.changeEdit(now -> {
            Edit more = now;
            for (int i = 2; i < 7; i++) {
                more = more.withDisk(disk("disk" + i, i + ".qcow2", Disk.Bus.AHCI));
            }
            return more;
        });
        assertThat(draft.problem(new DiskPart("disk6", DiskPart.Field.BUS))
                        .orElseThrow()
                        .sentence())
                .contains("6");
    }

    @Test
    void what_only_the_engine_refuses_is_told_in_its_words() {
        draft.change(now -> now.withOptical(List.of(new Optical("no id", null))));

        assertThat(draft.canApplyProperty().get()).isFalse();
        assertThat(draft.problem(Setting.DEVICES).orElseThrow().sentence()).contains("no id");
    }

    @Test
    void a_network_to_start_from_needs_a_rom_of_the_hosts() {
        Network card = Network.of("net0", Network.Model.E1000E, MacAddress.random(), Network.Shared.USUAL);
        draft.change(now -> BootOrder.withNetwork(now.withNetworks(List.of(card)), "net0", true));
        assertThat(draft.problem(Setting.BOOT_ORDER)).isEmpty();

        draft.setLimits(LIMITS.withBootRoms(Set.of(Network.Model.VIRTIO)));
        assertThat(draft.problem(Setting.BOOT_ORDER).orElseThrow().sentence()).contains("network card 1", "ipxe-qemu");
        assertThat(changed()).contains(Setting.BOOT_ORDER);
        assertThat(draft.canApplyProperty().get()).isTrue();
    }

    @Test
    void secure_boot_is_refused_by_name_at_its_own_field_and_can_be_given_up() {
        draft.change(now ->
                now.withFirmware(now.firmware().withKind(Firmware.Kind.UEFI).withSecureBoot(true)));
        assertThat(draft.problem(Setting.SECURE_BOOT).orElseThrow().sentence())
                .isEqualTo("Secure Boot needs System Management Mode (SMM), which this host’s KVM has not; "
                        + "leave Secure Boot off.");
        assertThat(draft.canApplyProperty().get()).isFalse();
        draft.setLimits(LIMITS.withHost(8192, 8, true));
        assertThat(draft.problem(Setting.SECURE_BOOT).orElseThrow().sentence())
                .contains("which Vitrine’s machines do not have yet");

        draft.revert(Setting.SECURE_BOOT);
        assertThat(draft.canApplyProperty().get()).isTrue();
    }
}
