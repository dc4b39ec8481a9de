package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.viewmodel.machine.BootOrder;
import org.vitrine.app.viewmodel.machine.DraftDisks;
import org.vitrine.app.viewmodel.machine.MachineDraft;
import org.vitrine.app.viewmodel.machine.MachineFileText;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Processor;
import org.vitrine.testbed.guest.DiskImages;

/**
 * What is edited on a machine's page is what Debian reports of its hardware at the next start. The page is the application's own, without its
 * window, and the machine is made as the application makes one; it runs in the lab PC.
 */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class EditedMachineTest {
    private static final Duration STEP = Duration.ofMinutes(4);
    private static final Duration LIFE = Duration.ofMinutes(12);
    private static final long MIB = 1 << 20;
    private static final long DEBIAN_SIZE = 896 * MIB;

    /** What Debian says of its hardware, a line each. */
    private static final String REPORT = """
            lscpu | grep -E '^(CPU\\(s\\)|Thread|Core|Socket)'
            grep MemTotal /proc/meminfo
            lsblk -d -b -n -o NAME,SIZE,TRAN,ROTA,DISC-GRAN,SERIAL,TYPE
            grep . /sys/block/*/queue/write_cache /sys/class/dmi/id/chassis_asset_tag /sys/class/dmi/id/product_uuid /proc/cmdline
            lspci -v -d 1234:1111 | grep 'prefetchable'
            dd if=/dev/zero of=$(ls /dev/disk/by-id/*disk3) bs=4096 count=1 oflag=direct 2>&1 | grep -c error | sed 's/^/refused-writes-/'
            ls -d /sys/firmware/efi 2>&1
            wc -c </sys/firmware/qemu_fw_cfg/by_name/etc/boot-menu-wait/raw 2>&1 | sed 's/^/menu-wait-/'
            tr '\\0' '\\n' </sys/firmware/qemu_fw_cfg/by_name/bootorder/raw
            echo; echo report-is-complete
            """;

    private static final String UNIT = """
            [Unit]
            After=multi-user.target
            [Service]
            ExecStart=/bin/sh -c 'sh /root/report >/dev/ttyS0 2>&1; systemctl poweroff'
            """;

    private Path place;

    @BeforeEach
    void makePlace() throws IOException {
        // In memory here and there: the PC, which sees all other files of this host, has a directory of its own of that
        // name.
        place = Files.createTempDirectory(Path.of("/dev/shm"), "vitrine-edited");
    }

    @AfterEach
    void removePlace() throws IOException, InterruptedException {
        DiskImages.run("rm", "-rf", place.toString());
    }

    @Test
    void every_page_changes_what_debian_reports_at_the_next_start(Lab lab)
            throws IOException, InterruptedException, Refusal {
        Path debian = place.resolve("debian.qcow2");
        String base = lab.guest("debian.raw").toString();
        DiskImages.run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, debian.toString());
        Path readOnly = Files.write(place.resolve("read-only.raw"), new byte[(int) (3 * MIB)]);
        try (MachineEditor editor = new MachineEditor(place)) {
            UUID uuid = editor.create("Before", 384, debian, 256 * MIB, lab.guest("debian.iso"));
            LabMachine machine = LabMachine.at(lab, "edited", editor.machineFile(uuid));

            toPc(lab);
            String before = reportOf(machine);
            fromPc(lab);
            Path blank = lab.guest("blank.iso");
            editor.edit(uuid, page -> changeEverything(page, editor.folder(uuid), readOnly, blank));
            toPc(lab);
            String after = reportOfItsOwn(machine, lab, editor.folder(uuid).resolve("serial.log"));

            lab.keep("edited-before.txt", before);
            lab.keep("edited-after.txt", after);
            lab.keep("edited-machine.json", Files.readString(editor.machineFile(uuid)));
            assertBefore(before, uuid);
            assertAfter(after, uuid);
        }
    }

    /** Something on each page, by what its fields call. */
    private static void changeEverything(MachinePage page, Path folder, Path readOnly, Path blank) {
        MachineDraft draft = page.draft();
        draft.change(config -> config.withName("After"));
        // Threads of a core would not be seen: the PC's processor, of AMD's family 15, has no word for them.
        draft.change(config -> config.withProcessor(new Processor(2, 1, 1)).withMemoryMiB(512));
        DraftDisks disks = new DraftDisks(draft, folder);
        disks.setBus("disk1", MachineConfig.Disk.Bus.NVME);
        disks.setCache("disk0", MachineConfig.Disk.Cache.WRITETHROUGH);
        disks.grow("disk0", 1536 * MIB);
        disks.create(1024 * MIB);
        disks.use(readOnly, "raw", true);
        disks.addDrive();
        disks.insert("cd1", blank);
        draft.change(config ->
                config.withDevices(List.of(new MachineConfig.DeviceConfig("vga0", "VGA", Map.of("vramMiB", 32)))));
        draft.change(config -> config.withSerial(folder.resolve("serial.log").toString()));
        draft.change(
                config -> BootOrder.move(config.withFirmware(config.firmware().withBootMenu(true)), "disk0", -5));
        MachineFileText text = new MachineFileText(draft, folder);
        text.type(text.textProperty().get().replaceFirst("(\"memoryMiB\"\\s*:\\s*)512", "$1640"));
    }

    private static void assertBefore(String report, UUID uuid) {
        assertThat(report)
                .containsPattern("(?m)^CPU\\(s\\): +1\\r?$")
                .containsPattern("(?m)^sda +" + DEBIAN_SIZE + " +sata .*VITRINE-disk0")
                .containsPattern("(?m)^sdb +" + 256 * MIB + " +sata .*VITRINE-disk1")
                .containsPattern("(?m)^sr0 ")
                .doesNotContainPattern("(?m)^sr1 ")
                .contains("/sys/block/sda/queue/write_cache:write back")
                .contains("chassis_asset_tag:Before", "product_uuid:" + uuid)
                .contains("booted-from=disc")
                .contains("[size=64M]")
                .contains("boot-menu-wait/raw: No such file");
        assertThat(memoryMiB(report)).isBetween(320L, 384L);
    }

    private static void assertAfter(String report, UUID uuid) {
        assertThat(report)
                .containsPattern("(?m)^CPU\\(s\\): +2\\r?$")
                .containsPattern("(?m)^Thread\\(s\\) per core: +1\\r?$")
                .containsPattern("(?m)^Core\\(s\\) per socket: +1\\r?$")
                .containsPattern("(?m)^Socket\\(s\\): +2\\r?$")
                .containsPattern("(?m)^sd[abc] +" + 1536 * MIB + " +sata .*VITRINE-disk0")
                .containsPattern("(?m)^nvme0n1 +" + 256 * MIB + " +nvme ")
                .containsPattern("(?m)^sd[abc] +" + 1024 * MIB + " +sata .*VITRINE-disk2")
                .containsPattern("(?m)^sd[abc] +" + 3 * MIB + " +sata .*VITRINE-disk3")
                .containsPattern("(?m)^sr1 ")
                .contains("/sys/block/nvme0n1/queue/write_cache:write back")
                .containsPattern("/sys/block/sd[abc]/queue/write_cache:write through")
                .contains("refused-writes-1")
                .contains("chassis_asset_tag:After", "product_uuid:" + uuid)
                .doesNotContain("booted-from=disc")
                .contains("[size=32M]")
                .contains("menu-wait-2");
        assertThat(memoryMiB(report)).isBetween(560L, 640L);
    }

    private static long memoryMiB(String report) {
        Matcher total = Pattern.compile("MemTotal: +(\\d+) kB").matcher(report);
        assertThat(total.find()).as(report).isTrue();
        return Long.parseLong(total.group(1)) / 1024;
    }

    /** Has the guest report on COM1, and learn to do so by itself at its next start. */
    private static String reportOf(LabMachine machine) throws IOException, InterruptedException {
        try (Vm vm = machine.boot()) {
            vm.shell("cat >/root/report <<'END'\n" + REPORT + "END", STEP);
            vm.shell("cat >/etc/systemd/system/report.service <<'END'\n" + UNIT + "END", STEP);
            String said = vm.shell("sh /root/report", STEP);
            vm.shell("systemctl add-wants multi-user.target report.service; sync", STEP);
            vm.type("systemctl poweroff\n");
            assertThat(vm.await(STEP)).isZero();
            return said;
        }
    }

    /** The report that the guest makes where its configuration has COM1. */
    private static String reportOfItsOwn(LabMachine machine, Lab lab, Path serial)
            throws IOException, InterruptedException {
        try (Vm vm = machine.startAsConfigured()) {
            int status = vm.await(LIFE);
            String said = lab.pc().run(STEP, List.of("cat", serial.toString()));
            assertThat(status).as(said).isZero();
            return said;
        }
    }

    /** Copies the library to its own path in the PC, and what it became there back. */
    private void toPc(Lab lab) throws IOException, InterruptedException {
        Lab.Shared shared = lab.shared("edited.tar");
        DiskImages.run("tar", "-C", place.toString(), "-Scf", shared.here().toString(), ".");
        DiskImages.shared(shared.here());
        String words = "rm -rf \"$1\" && mkdir \"$1\" && tar -C \"$1\" -xf \"$2\" && rm \"$2\"";
        lab.pc()
                .run(
                        STEP,
                        List.of(
                                "bash",
                                "-c",
                                words,
                                "copy",
                                place.toString(),
                                shared.there().toString()));
    }

    private void fromPc(Lab lab) throws IOException, InterruptedException {
        Lab.Shared shared = lab.shared("edited.tar");
        lab.pc()
                .run(
                        STEP,
                        List.of(
                                "tar",
                                "-C",
                                place.toString(),
                                "-Scf",
                                shared.there().toString(),
                                "."));
        DiskImages.run(
                "tar",
                "-C",
                place.toString(),
                "--overwrite",
                "-xf",
                shared.here().toString());
        Files.delete(shared.here());
    }
}
