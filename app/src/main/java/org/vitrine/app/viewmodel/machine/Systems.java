package org.vitrine.app.viewmodel.machine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** What an id stands for: a family alone, or one with its release as detection tells it, such as {@code windows-server-2022}. An unknown one stands for itself. */
    public static String name(String id) {
        int end = id.indexOf('-');
        String family = NAMES.get(end < 0 ? id : id.substring(0, end));
        if (family == null || end < 0) {
            return family == null ? id : family;
        }
        return family + " "
                + Arrays.stream(id.substring(end + 1).split("-", -1))
                        .map(Systems::capital)
                        .collect(Collectors.joining(" "));
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
