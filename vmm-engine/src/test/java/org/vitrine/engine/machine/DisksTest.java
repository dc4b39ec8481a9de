package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.image.block.GuestDisk;

class DisksTest {
    @TempDir
    Path folder;

    private Disk disk(String id, Disk.Bus bus, @Nullable String format) throws IOException {
        return disk(id, Files.write(folder.resolve(id + ".img"), new byte[4096]), bus, format);
    }

    private static Disk disk(String id, Path file, Disk.Bus bus, @Nullable String format) {
        return new Disk(id, file, format, bus, Disk.Cache.WRITETHROUGH, false, null);
    }

    private static Disks open(Disk... disks) throws MachineException {
        return Disks.open(List.of(disks), (disk, write, why) -> {});
    }

    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link)) {
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.startsWith(folder.toRealPath().toString())) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }

    @Test
    void disks_are_open_and_known_by_their_bus() throws Exception {
        try (Disks disks = open(disk("a", Disk.Bus.NVME, null), disk("b", Disk.Bus.AHCI, "raw"))) {
            assertThat(disks.all()).extracting(AttachedDisk::id).containsExactly("a", "b");
            assertThat(disks.find("a").orElseThrow().disk().hasWriteCache()).isFalse();
            assertThat(disks.find("a").orElseThrow().info(Place.rootPort(2)))
                    .isEqualTo(new StorageControl.DiskInfo(
                            "a",
                            Optional.empty(),
                            folder.resolve("a.img"),
                            "raw",
                            4096,
                            false,
                            Optional.empty(),
                            0,
                            Disk.Cache.WRITETHROUGH,
                            GuestDisk.IoStatus.OK,
                            Disk.Bus.NVME,
                            "pcie2"));
            assertThat(openFiles()).hasSize(2);
        }
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void a_refused_disk_leaves_no_other_open() throws Exception {
        Disk good = disk("a", Disk.Bus.AHCI, null);
        Disk missing = disk("b", folder.resolve("none"), Disk.Bus.AHCI, null);

        assertThatThrownBy(() -> open(good, missing))
                .isInstanceOf(MachineException.class)
                .hasMessage("The disk \"b\" cannot be used: " + folder.resolve("none")
                        + " does not exist; check the path.");
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void an_image_in_use_is_refused() throws Exception {
        Disk disk = disk("a", Disk.Bus.AHCI, null);
        try (Disks first = open(disk)) {
            assertThat(first.all()).hasSize(1);
            assertThatThrownBy(() -> open(disk)).hasMessageContaining("in use by another machine");
        }
    }

    @Test
    void an_unknown_format_and_one_that_does_not_fit_are_refused() throws Exception {
        Disk unknown = disk("a", Disk.Bus.AHCI, "floppy");
        Disk wrong = disk("b", Disk.Bus.AHCI, "qcow2");

        assertThatThrownBy(() -> open(unknown)).hasMessageContaining("the format \"floppy\", which is not known");
        assertThatThrownBy(() -> open(wrong)).hasMessageContaining("b.img");
        assertThat(openFiles()).isEmpty();
    }
}
