package org.vitrine.app.viewmodel.machine;

import java.util.List;
import java.util.Optional;
import org.vitrine.app.text.Texts;

/** The drawings that a machine may have in place of its system's. */
public final class MachineIcons {
    private static final List<String> NAMES = List.of(
            "machine",
            "display",
            "application",
            "cpu",
            "disk",
            "network",
            "keyboard",
            "system-linux",
            "system-debian",
            "system-ubuntu",
            "system-fedora",
            "system-arch",
            "system-opensuse",
            "system-alpine",
            "system-nixos",
            "system-freebsd",
            "system-windows",
            "system-tool",
            "system-other");

    private MachineIcons() {}

    /** The usual one first. */
    public static List<Optional<String>> all() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(Optional.<String>empty()),
                        NAMES.stream().map(Optional::of))
                .toList();
    }

    /** What a drawing is called. */
    public static String words(Optional<String> name) {
        return name.map(each -> Texts.has("icon." + each) ? Texts.get("icon." + each) : each)
                .orElseGet(() -> Texts.get("overview.icon-usual"));
    }
}
