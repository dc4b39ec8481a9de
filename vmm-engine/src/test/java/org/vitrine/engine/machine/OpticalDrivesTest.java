package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.ata.AtapiCdrom;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.TestHost;

class OpticalDrivesTest {
    private static final int SECTOR = 2048;

    @TempDir
    Path folder;

    private final TestHost host = new TestHost();

    @AfterEach
    void close() {
        host.close();
    }

    private MachineConfig.Optical disc(String id) throws IOException {
        byte[] identifier = "CD001\1".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer disc = ByteBuffer.allocate(20 * SECTOR);
        disc.put(16 * SECTOR, (byte) 1).put(16 * SECTOR + 1, identifier);
        disc.putInt(16 * SECTOR + 80, Integer.reverseBytes(20)).putInt(16 * SECTOR + 84, 20);
        disc.putShort(16 * SECTOR + 128, Short.reverseBytes((short) SECTOR))
                .putShort(16 * SECTOR + 130, (short) SECTOR);
        disc.put(17 * SECTOR, (byte) 255).put(17 * SECTOR + 1, identifier);
        return new MachineConfig.Optical(id, Files.write(folder.toRealPath().resolve(id + ".iso"), disc.array()));
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
    void drives_have_their_media() throws Exception {
        OpticalDrives drives =
                new OpticalDrives(List.of(disc("cd0"), new MachineConfig.Optical("cd1", null)), host, (id, open) -> {});

        assertThat(drives.all()).extracting(AtapiCdrom::id).containsExactly("cd0", "cd1");
        assertThat(openFiles()).hasSize(1);
        drives.all().forEach(AtapiCdrom::close);
    }

    @Test
    void a_refused_image_leaves_no_other_open() throws Exception {
        MachineConfig.Optical bad =
                new MachineConfig.Optical("cd1", Files.writeString(folder.resolve("bad.iso"), "no"));
        List<MachineConfig.Optical> configs = List.of(disc("cd0"), bad);

        assertThatThrownBy(() -> new OpticalDrives(configs, host, (id, open) -> {}))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("bad.iso");
        assertThat(openFiles()).isEmpty();
    }
}
