package org.vitrine.app.model.host;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** How a distribution installs the firmware, known from /etc/os-release (freedesktop os-release(5)). */
enum PackageManager {
    APT(Set.of("debian", "ubuntu"), "sudo apt install seabios"),
    DNF(Set.of("fedora", "rhel", "centos"), "sudo dnf install seabios-bin seavgabios-bin"),
    PACMAN(Set.of("arch"), "sudo pacman -S seabios"),
    ZYPPER(Set.of("suse", "opensuse"), "sudo zypper install qemu-seabios qemu-vgabios");

    private final Set<String> distributions;
    private final String seabios;

    PackageManager(Set<String> distributions, String seabios) {
        this.distributions = distributions;
        this.seabios = seabios;
    }

    /** The command that installs SeaBIOS and its VGA BIOS. */
    String seabiosCommand() {
        return seabios;
    }

    /** The host's, by ID and ID_LIKE; APT where it is none of the known. */
    static PackageManager of(HostFiles files) {
        Set<String> names = new HashSet<>();
        for (String key : new String[] {"ID=", "ID_LIKE="}) {
            files.valueAfter("/etc/os-release", key)
                    .ifPresent(value ->
                            names.addAll(Arrays.asList(value.replace("\"", "").split(" ", -1))));
        }
        for (PackageManager manager : values()) {
            if (manager.distributions.stream().anyMatch(names::contains)) {
                return manager;
            }
        }
        return APT;
    }
}
