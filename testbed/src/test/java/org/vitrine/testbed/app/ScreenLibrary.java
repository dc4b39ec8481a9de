package org.vitrine.testbed.app;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.Virtio;
import org.vitrine.testbed.guest.DiskImages;

/** Machines that people could have, for pictures: with groups and tags, long names, and a damaged one. */
final class ScreenLibrary {
    private static final String LONG = "A machine whose name is as long as sixty-four characters, or so";

    /** By its name; its page is looked at. */
    private static final String FIRST = "Alpine router";

    private record Sample(String name, String system, String group, List<String> tags, int memory, boolean picture) {}

    private static final List<Sample> FEW = List.of(
            new Sample("Build server", "debian-12", "Work", List.of("testing"), 4096, true),
            new Sample("Debian 12", "debian-12", "Work", List.of(), 2048, true),
            new Sample("Fedora nightly", "fedora-41", "Lab", List.of("testing"), 4096, false),
            new Sample("FreeBSD 14", "freebsd-14", "Lab", List.of(), 1024, true),
            new Sample(LONG, "opensuse-15.6", "Lab", List.of("testing", "long"), 1024, false),
            new Sample("NixOS", "nixos-24.05", "", List.of(), 2048, false),
            new Sample("Windows 11", "windows-11", "Work", List.of(), 8192, true),
            new Sample(FIRST, "alpine-3.20", "Lab", List.of(), 256, true),
            new Sample("Something else", "other", "", List.of(), 512, false));

    /** Makes a few. @return the one that boots the disc, first in the library */
    UUID few(Path disc) throws Exception {
        UUID first = null;
        for (Sample sample : FEW) {
            UUID uuid = make(sample, disc, first == null);
            first = first == null ? uuid : first;
        }
        Path damaged = Files.createDirectories(Session.machines().resolve("ee000000-0000-4000-8000-000000000001"));
        Files.writeString(damaged.resolve("machine.json"), "{ \"version\": 3, \"name\": \"Damaged\" ");
        return first;
    }

    /** Makes enough for 200 with those that are there. */
    void many() throws Exception {
        for (int i = 0; i < 190; i++) {
            Sample like = FEW.get(i % FEW.size());
            make(
                    new Sample(
                            like.name() + " " + (i + 2),
                            like.system(),
                            "Course " + i % 9,
                            like.tags(),
                            512 << i % 5,
                            false),
                    null,
                    false);
        }
    }

    private static UUID make(Sample sample, Path disc, boolean boots) throws Exception {
        UUID uuid = UUID.randomUUID();
        Path place = Files.createDirectories(Session.machines().resolve(uuid.toString()));
        MachineConfig config = MachineConfig.of(uuid, sample.name(), boots ? 64 : sample.memory(), 2)
                .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of())));
        if (boots || sample.name().equals(FIRST)) {
            config = config.withNetworks(networks())
                    .withVirtio(new Virtio(true, List.of(new Virtio.Port("org.vitrine.log", false, null))));
        }
        if (sample.name().equals(FIRST)) {
            config = config.withDisks(List.of(disk(place)));
        }
        if (disc != null) {
            config = config.withOptical(List.of(new Optical("cd0", disc)));
        }
        MachineConfigFile.write(
                place.resolve("machine.json"),
                config.withAbout(config.about()
                        .withSystem(sample.system())
                        .withGroup(sample.group().isEmpty() ? null : sample.group())
                        .withTags(sample.tags())));
        if (sample.picture()) {
            ImageIO.write(login(sample.name()), "png", place.resolve("last.png").toFile());
        }
        return uuid;
    }

    private static MachineConfig.Disk disk(Path place) throws Exception {
        Path image = place.resolve("disk0.qcow2");
        DiskImages.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "16G");
        return new MachineConfig.Disk(
                "disk0",
                image,
                "qcow2",
                MachineConfig.Disk.Bus.VIRTIO,
                MachineConfig.Disk.Cache.WRITEBACK,
                false,
                null);
    }

    private static List<Network> networks() {
        return List.of(
                Network.of(
                        "net0",
                        Network.Model.VIRTIO,
                        new MacAddress(0x5254_0012_3456L),
                        Network.Shared.USUAL.withForwards(List.of(
                                PortForward.local(PortForward.Protocol.TCP, 2222, 22),
                                PortForward.local(PortForward.Protocol.TCP, 8080, 80)))),
                Network.of(
                        "net1",
                        Network.Model.E1000E,
                        new MacAddress(0x5254_0012_3457L),
                        new Network.Internal("lab", true)));
    }

    /** A text console's picture. */
    private static BufferedImage login(String name) {
        BufferedImage picture = new BufferedImage(640, 400, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(0xd0d0d0));
        pen.setFont(new Font(Font.MONOSPACED, Font.BOLD, 22));
        String host = name.split(" ", -1)[0].toLowerCase(java.util.Locale.ROOT);
        String[] lines = {name + " " + host + " tty1", "", host + " login: root", "root@" + host + ":~# _"};
        for (int i = 0; i < lines.length; i++) {
            pen.drawString(lines[i], 16, 40 + 30 * i);
        }
        pen.dispose();
        return picture;
    }
}
