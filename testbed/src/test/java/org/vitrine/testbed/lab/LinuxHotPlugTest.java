package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/** Debian's kernel, to which disks come at AHCI and in PCI Express slots, which grow, and which it lets go of. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxHotPlugTest {

    @Test
    void disks_come_grow_and_go_at_ahci_and_in_slots(Lab lab) throws IOException, InterruptedException {
        VmSpec spec = LinuxShell.spec(lab, "hot-plug");
        try (Vm vm = lab.boot(spec)) {
            vm.waitForSerial(LinuxShell.PROMPT, LinuxShell.BOOT);

            plug(vm, "ide-hd", "sata", "ide.3");
            vm.waitForSerial("[sda] Attached SCSI disk", LinuxShell.STEP);
            plug(vm, "nvme", "fast", "pcie2");
            vm.waitForSerial("nvme nvme0: ", LinuxShell.STEP);
            plug(vm, "virtio-blk-pci", "para", "pcie3");
            vm.type("while [ ! -b /dev/nvme0n1 -o ! -b /dev/vda ]; do sleep 1; done; echo plugged-${PATH+yes}\n");
            vm.waitForSerial("plugged-yes", LinuxShell.STEP);
            vm.type("""
                dd if=/dev/urandom of=/data bs=1M count=2
                for d in sda vda nvme0n1; do
                  dd if=/data of=/dev/$d bs=1M conv=fsync
                  echo 3 >/proc/sys/vm/drop_caches
                  [ "$(md5sum </data)" = "$(dd if=/dev/$d bs=1M count=2 | md5sum)" ] && echo same-on-$d
                done
                """);
            vm.waitForSerial("same-on-nvme0n1", LinuxShell.STEP);
            assertThat(vm.said()).contains("same-on-sda", "same-on-vda");

            vm.qmp("block_resize", Map.of("device", "fast", "size", 32 << 20));
            vm.waitForSerial("rescanning namespaces", LinuxShell.STEP);
            vm.qmp("block_resize", Map.of("device", "para", "size", 48 << 20));
            vm.type("until [ $(cat /sys/block/nvme0n1/size) = 65536 -a $(cat /sys/block/vda/size) = 98304 ]; do sleep"
                    + " 1; done; echo grown-${PATH+yes}\n");
            vm.waitForSerial("grown-yes", LinuxShell.STEP);

            vm.qmp("device_del", Map.of("id", "sata"));
            vm.qmp("device_del", Map.of("id", "fast"));
            vm.qmp("device_del", Map.of("id", "para"));
            vm.type("while [ -b /dev/nvme0n1 -o -b /dev/sda -o -b /dev/vda ]; do sleep 1; done; echo"
                    + " gone-${PATH+yes}\n");
            vm.waitForSerial("gone-yes", LinuxShell.STEP);
            awaitNoDisk(vm);

            plug(vm, "nvme", "again", "pcie1");
            vm.type("while [ ! -b /dev/nvme0n1 ]; do sleep 1; done; echo 0 >/sys/bus/pci/slots/1/power; echo"
                    + " ejected-$?\n");
            vm.waitForSerial("ejected-0", LinuxShell.STEP);
            awaitNoDisk(vm);

            lab.keep(spec.name() + ".txt", vm.said());
            vm.type("poweroff -f\n");
            assertThat(vm.await(LinuxShell.STEP)).isZero();
        }
    }

    private static void plug(Vm vm, String driver, String id, String bus) throws IOException, InterruptedException {
        Path image = Checkout.target().resolve("hot-plug-" + id + ".qcow2");
        Files.deleteIfExists(image);
        DiskImages.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "16M");
        vm.qmp(
                "blockdev-add",
                Map.of(
                        "driver",
                        "qcow2",
                        "node-name",
                        "node-" + id,
                        "file",
                        Map.of(
                                "driver",
                                "file",
                                "filename",
                                DiskImages.shared(image).toString())));
        vm.qmp("device_add", Map.of("driver", driver, "id", id, "drive", "node-" + id, "bus", bus));
    }

    private static void awaitNoDisk(Vm vm) throws IOException, InterruptedException {
        long end = System.nanoTime() + LinuxShell.STEP.toNanos();
        JsonNode drives = vm.qmp("query-block", Map.of());
        while (drives.toString().contains("qcow2")) {
            assertThat(System.nanoTime()).as(drives.toString()).isLessThan(end);
            Thread.sleep(500);
            drives = vm.qmp("query-block", Map.of());
        }
    }
}
