package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.host.FakeHost;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;

class BootRequestsTest {
    @TempDir
    Path folder;

    private FakeHost host;
    private Path iso;

    @BeforeEach
    void makeHostAndDisc() throws IOException {
        host = new FakeHost(folder.resolve("host"));
        iso = Discs.iso(folder.resolve("Rescue disc 2.iso"), 20);
    }

    @Test
    void a_disc_makes_a_machine_named_after_it() throws Refusal {
        MachineConfig machine = new BootRequests(host.check()).configure(BootRequest.ofDisc(iso));

        assertThat(machine.name()).isEqualTo("Rescue disc 2");
        assertThat(machine.optical()).containsExactly(new MachineConfig.Optical("cd0", iso));
        assertThat(machine.devices())
                .extracting(MachineConfig.DeviceConfig::kind)
                .containsExactly("VGA");
        assertThat(machine.linux()).isNull();
    }

    @Test
    void nothing_to_boot_is_told() {
        assertThat(refusalOf(request(List.of(), 256, 1, null, null, null)))
                .isEqualTo(
                        "There is nothing to boot. Name an ISO file, a disk with --disk, or a kernel with --kernel.");
    }

    @Test
    void a_file_that_does_not_exist_is_told() {
        Path missing = folder.resolve("no.iso");

        assertThat(refusalOf(BootRequest.ofDisc(missing)))
                .isEqualTo("There is no file " + missing + ". Check the path.");
    }

    @Test
    void a_directory_is_told() {
        assertThat(refusalOf(BootRequest.ofDisc(folder))).isEqualTo(folder + " is a folder. Name a file in it.");
    }

    @Test
    void an_empty_file_is_told() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.iso"));

        assertThat(refusalOf(BootRequest.ofDisc(empty))).contains("is empty");
    }

    @Test
    void a_file_that_is_not_an_iso_is_told() throws IOException {
        Path text = Files.writeString(folder.resolve("text.iso"), "x".repeat(100_000));

        assertThat(refusalOf(BootRequest.ofDisc(text))).isEqualTo(text + " is not a disc image. Choose an ISO file.");
    }

    @Test
    void a_file_shorter_than_the_descriptors_is_not_an_iso() throws IOException {
        Path shortFile = Files.writeString(folder.resolve("short.iso"), "short");

        assertThat(refusalOf(BootRequest.ofDisc(shortFile))).contains("is not a disc image");
    }

    @Test
    void a_truncated_iso_is_told_with_both_sizes() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
            file.setLength(18 * 2048);
        }

        assertThat(refusalOf(BootRequest.ofDisc(iso))).contains("is cut short: 36 KiB of 40 KiB are there");
    }

    @Test
    void an_unreadable_file_is_told() throws IOException {
        Files.setPosixFilePermissions(iso, java.util.Set.of());
        assumeFalse(Files.isReadable(iso), "root reads everything");

        assertThat(refusalOf(BootRequest.ofDisc(iso))).contains("cannot be read, because you have no permission");
    }

    @Test
    void a_device_that_is_no_disc_is_told() {
        assertThat(refusalOf(BootRequest.ofDisc(Path.of("/dev/zero")))).contains("/dev/zero is not a disc image");
    }

    @Test
    void memory_of_zero_is_refused() {
        assertThat(refusalOf(request(List.of(iso), 0, 1, null, null, null)))
                .isEqualTo("A machine cannot start with 0 MiB of memory. Give it at least 16 MiB.");
    }

    @Test
    void memory_of_three_mebibytes_is_refused() {
        assertThat(refusalOf(request(List.of(iso), 3, 1, null, null, null))).contains("with 3 MiB of memory");
    }

    @Test
    void more_memory_than_the_host_has_is_refused() {
        assertThat(refusalOf(request(List.of(iso), 8193, 1, null, null, null)))
                .contains("because this host has only 8 GiB");
    }

    @Test
    void zero_cpus_are_refused() {
        assertThat(refusalOf(request(List.of(iso), 256, 0, null, null, null))).contains("with 0 CPUs");
    }

    @Test
    void more_cpus_than_the_engine_takes_are_refused() {
        assertThat(refusalOf(request(List.of(iso), 256, 65, null, null, null)))
                .contains("cannot have 65 CPUs", "at most 64");
    }

    @Test
    void more_cpus_than_kvm_allows_are_refused() {
        host.kvmAllowing(16);

        assertThat(refusalOf(request(List.of(iso), 256, 17, null, null, null)))
                .contains("cannot have 17 CPUs", "at most 16");
    }

    @Test
    void a_kernel_boots_without_a_disc_in_an_empty_drive() throws IOException, Refusal {
        Path kernel = Discs.bzImage(folder.resolve("vmlinuz-6.1.0"));

        MachineConfig machine =
                new BootRequests(host.check()).configure(request(List.of(), 256, 1, kernel, null, "console=ttyS0"));

        assertThat(machine.name()).isEqualTo("vmlinuz-6.1.0");
        assertThat(machine.linux()).isEqualTo(new MachineConfig.LinuxBoot(kernel, null, "console=ttyS0"));
        assertThat(machine.optical()).containsExactly(new MachineConfig.Optical("cd0", null));
    }

    @Test
    void a_kernel_that_is_not_a_bzimage_is_told() {
        assertThat(refusalOf(request(List.of(), 256, 1, iso, null, null)))
                .contains("is not a Linux kernel for 64-bit PCs");
    }

    @Test
    void an_initrd_larger_than_memory_is_told() throws IOException {
        Path kernel = Discs.bzImage(folder.resolve("vmlinuz"));
        Path initrd = folder.resolve("initrd.img");
        try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "rw")) {
            file.setLength(64L << 20);
        }

        assertThat(refusalOf(request(List.of(), 64, 1, kernel, initrd, null)))
                .isEqualTo("The initial RAM disk " + initrd
                        + " (64 MiB) does not fit into 64 MiB of memory. Give the machine more with --memory.");
    }

    @Test
    void an_initrd_without_a_kernel_is_told() {
        assertThat(refusalOf(request(List.of(iso), 256, 1, null, iso, null))).contains("needs a kernel");
    }

    @Test
    void a_serial_file_in_no_folder_is_told() {
        BootRequest request = new BootRequest(
                List.of(iso),
                List.of(),
                null,
                256,
                1,
                null,
                null,
                null,
                folder.resolve("no/serial.log").toString());

        assertThat(refusalOf(request)).contains("The serial line cannot be written to");
    }

    @Test
    void a_name_of_control_characters_is_refused() {
        BootRequest request = new BootRequest(List.of(iso), List.of(), "a\u0007b", 256, 1, null, null, null, "none");

        assertThat(refusalOf(request)).startsWith("This name cannot be used.");
    }

    private MachineConfig configure(String... disks) throws Refusal {
        List<DiskRequest> requests = new ArrayList<>();
        for (String disk : disks) {
            requests.add(DiskRequest.parse(disk));
        }
        return new BootRequests(host.check())
                .configure(new BootRequest(List.of(), requests, null, 256, 1, null, null, null, "none"));
    }

    private String refusalOf(String... disks) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> configure(disks));
        assertThat(refusal).isNotNull();
        assertThat(refusal.blame()).isEqualTo(Refusal.Cause.INPUT);
        return refusal.sentence();
    }

    private Path raw(String name) throws IOException {
        return Files.write(folder.resolve(name), new byte[8192]);
    }

    @Test
    void a_disk_alone_makes_a_machine_named_after_it() throws Exception {
        MachineConfig machine = configure(raw("Old, disk.img").toString().replace(",", ",,"));

        assertThat(machine.name()).isEqualTo("Old, disk");
        assertThat(machine.disks())
                .containsExactly(new Disk(
                        "disk0",
                        folder.resolve("Old, disk.img"),
                        null,
                        Disk.Bus.AHCI,
                        Disk.Cache.WRITEBACK,
                        false,
                        null));
    }

    @Test
    void a_disks_options_are_heard() throws Exception {
        MachineConfig machine = configure(raw("a") + ",ro,cache=unsafe,bus=nvme,format=raw", raw("b").toString());

        assertThat(machine.disks().getFirst())
                .isEqualTo(new Disk("disk0", folder.resolve("a"), "raw", Disk.Bus.NVME, Disk.Cache.UNSAFE, true, null));
        assertThat(machine.disks().get(1).id()).isEqualTo("disk1");
    }

    @Test
    void a_mistake_in_a_disks_options_is_told() throws Exception {
        Path disk = raw("a");

        assertThat(refusalOf(disk + ",bsu=nvme")).startsWith("A disk has no option “bsu=nvme”.");
        assertThat(refusalOf(disk + ",ro=1")).startsWith("A disk has no option “ro=1”.");
        assertThat(refusalOf(disk + ",bus=scsi"))
                .isEqualTo("“bus=scsi” is not possible for a disk. Choose among ahci, nvme, virtio.");
        assertThat(refusalOf(disk + ",cache=")).contains("writeback, none, writethrough, unsafe");
        assertThat(refusalOf(disk + ",format=iso")).contains("raw, qcow2");
        assertThat(refusalOf(",ro")).startsWith("A disk needs an image.");
        assertThat(refusalOf("\0")).startsWith("A disk needs an image.");
    }

    @Test
    void an_image_that_cannot_be_a_disk_is_told() throws Exception {
        Path odd = Files.write(folder.resolve("odd"), new byte[700]);
        Path damaged = Files.write(folder.resolve("damaged"), new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 9});

        assertThat(refusalOf(folder.resolve("no").toString())).startsWith("There is no file");
        assertThat(refusalOf(folder.toString())).contains("is a folder");
        assertThat(refusalOf(odd.toString())).contains("700 bytes, which is not a multiple of 512");
        assertThat(refusalOf(damaged.toString())).contains("damaged");
        assertThat(refusalOf(raw("a").toString(), raw("a") + ",ro")).contains("are the same file");
    }

    @Test
    void a_disk_that_may_not_be_written_is_told() throws Exception {
        Path disk = raw("a");
        Files.setPosixFilePermissions(disk, Set.of(PosixFilePermission.OWNER_READ));
        assumeFalse(Files.isWritable(disk), "root writes everything");

        assertThat(refusalOf(disk.toString())).endsWith("Change its permissions, or add “,ro”.");
        assertThat(configure(disk + ",ro").disks()).hasSize(1);
    }

    private static BootRequest request(
            List<Path> media,
            int memory,
            int cpus,
            @Nullable Path kernel,
            @Nullable Path initrd,
            @Nullable String append) {
        return new BootRequest(media, List.of(), null, memory, cpus, kernel, initrd, append, BootRequest.NO_SERIAL);
    }

    private String refusalOf(BootRequest request) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> new BootRequests(host.check()).configure(request));
        assertThat(refusal).isNotNull();
        assertThat(refusal.blame()).isEqualTo(Refusal.Cause.INPUT);
        return refusal.sentence();
    }
}
