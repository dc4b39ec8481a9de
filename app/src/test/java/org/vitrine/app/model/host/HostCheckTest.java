package org.vitrine.app.model.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.host.KvmProbe.Outcome;

class HostCheckTest {
    @TempDir
    Path root;

    private FakeHost host;

    @BeforeEach
    void makeHost() {
        host = new FakeHost(root);
    }

    @Test
    void a_healthy_host_has_three_good_lines_and_no_obstacle() {
        assertThat(host.check().findings())
                .extracting(HostFinding::condition)
                .containsExactly(HostCondition.KVM_READY, HostCondition.FIRMWARE_READY, HostCondition.RESOURCES);
        assertThat(host.check().obstacle()).isEmpty();
    }

    @Test
    void resources_are_told_in_words() {
        assertThat(host.check().findings().getLast().sentence())
                .isEqualTo("8 GiB of memory (4 GiB free) and 2 CPUs for guests.");
    }

    @Test
    void kvm_without_svm_or_vmx_works_but_is_slow() {
        host.with("/proc/cpuinfo", "processor : 0\nflags : fpu hypervisor\n");

        HostFinding finding = virtualization();

        assertThat(finding.condition()).isEqualTo(HostCondition.KVM_WITHOUT_HARDWARE);
        assertThat(finding.sentence()).contains("slowly");
        assertThat(host.check().obstacle()).isEmpty();
    }

    @Test
    void a_flag_that_only_contains_svm_is_not_svm() {
        host.with("/proc/cpuinfo", "processor : 0\nflags : fpu svm_lock\n");

        assertThat(virtualization().condition()).isEqualTo(HostCondition.KVM_WITHOUT_HARDWARE);
    }

    @Test
    void no_device_on_an_amd_processor_is_mended_by_loading_the_module() {
        host.kvm(Outcome.ABSENT, 2);

        HostFinding finding = virtualization();

        assertThat(finding.condition()).isEqualTo(HostCondition.KVM_MODULE_NOT_LOADED);
        assertThat(finding.mendCommand()).contains("sudo modprobe kvm_amd");
        assertThat(finding.mend()).contains("Load it: sudo modprobe kvm_amd");
    }

    @Test
    void no_device_on_an_intel_processor_names_its_module() {
        host.kvm(Outcome.ABSENT, 2).with("/proc/cpuinfo", "flags : vmx\n");

        assertThat(virtualization().mendCommand()).contains("sudo modprobe kvm_intel");
    }

    @Test
    void no_device_and_no_virtualization_points_to_the_firmware_setup() {
        host.kvm(Outcome.ABSENT, 2).with("/proc/cpuinfo", "flags : fpu\n");

        HostFinding finding = virtualization();

        assertThat(finding.condition()).isEqualTo(HostCondition.KVM_NO_HARDWARE);
        assertThat(finding.mend()).hasValueSatisfying(mend -> assertThat(mend).contains("firmware setup"));
        assertThat(finding.mendCommand()).isEmpty();
    }

    @Test
    void no_permission_is_mended_by_joining_the_group() {
        host.kvm(Outcome.DENIED, 13);

        HostFinding finding = virtualization();

        assertThat(finding.condition()).isEqualTo(HostCondition.KVM_NO_PERMISSION);
        assertThat(finding.mendCommand()).contains("sudo usermod -aG kvm ada");
    }

    @Test
    void a_member_of_the_group_without_permission_has_to_log_in_again() {
        host.kvm(Outcome.DENIED, 13).with("/etc/group", "kvm:x:104:bob,ada\n");

        assertThat(virtualization().condition()).isEqualTo(HostCondition.KVM_PERMISSION_AFTER_LOGIN);
    }

    @Test
    void a_busy_processor_with_virtualbox_loaded_names_virtualbox() {
        host.kvm(Outcome.BUSY, 16).with("/proc/modules", "vboxdrv 500000 2 - Live 0x0\n");

        HostFinding finding = virtualization();

        assertThat(finding.condition()).isEqualTo(HostCondition.KVM_USED_BY_VIRTUALBOX);
        assertThat(finding.mend()).contains("Shut down the machines that run in VirtualBox.");
    }

    @Test
    void a_busy_processor_without_virtualbox_names_another_program() {
        host.kvm(Outcome.BUSY, 16);

        assertThat(virtualization().condition()).isEqualTo(HostCondition.KVM_USED_BY_ANOTHER);
    }

    @Test
    void any_other_error_is_told_with_its_number() {
        host.kvm(Outcome.BROKEN, 5);

        assertThat(virtualization().sentence()).contains("error 5");
    }

    @Test
    void missing_firmware_names_the_distributions_package() {
        host.without("/usr/share/seabios/bios-256k.bin");

        assertThat(host.check().obstacle()).hasValueSatisfying(finding -> {
            assertThat(finding.condition()).isEqualTo(HostCondition.FIRMWARE_MISSING);
            assertThat(finding.mendCommand()).contains("sudo apt install seabios");
        });
    }

    @Test
    void a_missing_vga_bios_counts_as_missing_firmware() {
        host.without("/usr/share/seabios/vgabios-stdvga.bin");

        assertThat(host.check().findings().get(1).condition()).isEqualTo(HostCondition.FIRMWARE_MISSING);
    }

    @Test
    void a_relative_of_a_known_distribution_gets_its_package_manager() {
        host.without("/usr/share/seabios/bios-256k.bin")
                .with("/etc/os-release", "ID=nobara\nID_LIKE=\"rhel centos fedora\"\n");

        assertThat(host.check().findings().get(1).mendCommand())
                .contains("sudo dnf install seabios-bin seavgabios-bin");
    }

    @Test
    void every_condition_has_its_sentence() {
        for (HostCondition condition : HostCondition.values()) {
            assertThat(new HostFinding(condition, java.util.List.of("a", "b", "c"), null).sentence())
                    .isNotBlank();
        }
    }

    @Test
    void error_numbers_of_open_and_ioctl_are_told_apart() {
        assertThat(DeviceKvmProbe.outcome(2)).isEqualTo(Outcome.ABSENT);
        assertThat(DeviceKvmProbe.outcome(19)).isEqualTo(Outcome.ABSENT);
        assertThat(DeviceKvmProbe.outcome(13)).isEqualTo(Outcome.DENIED);
        assertThat(DeviceKvmProbe.outcome(16)).isEqualTo(Outcome.BUSY);
        assertThat(DeviceKvmProbe.outcome(22)).isEqualTo(Outcome.BROKEN);
    }

    private HostFinding virtualization() {
        return host.check().findings().getFirst();
    }
}
