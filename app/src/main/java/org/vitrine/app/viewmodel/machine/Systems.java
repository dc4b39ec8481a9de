package org.vitrine.app.viewmodel.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operating systems by id, with the names that they have for themselves. */
public final class Systems {
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("debian", "Debian");
        NAMES.put("ubuntu", "Ubuntu");
        NAMES.put("fedora", "Fedora");
        NAMES.put("arch", "Arch Linux");
        NAMES.put("opensuse", "openSUSE");
        NAMES.put("alpine", "Alpine Linux");
        NAMES.put("nixos", "NixOS");
        NAMES.put("linux", "Linux");
        NAMES.put("freebsd", "FreeBSD");
        NAMES.put("windows", "Windows");
    }

    private Systems() {}

    public static List<String> ids() {
        return List.copyOf(NAMES.keySet());
    }

    /** What an id stands for; an unknown one for itself. */
    public static String name(String id) {
        return NAMES.getOrDefault(id, id);
    }
}
