package org.vitrine.engine.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the greeting and {@code query-version} say. Clients choose by QEMU's version which replies to expect, so it is that of the QEMU whose replies
 * these are modelled on; the package names the program itself.
 */
final class QmpVersion {
    private static final int MAJOR = 7;
    private static final int MINOR = 2;
    private static final int MICRO = 0;

    private QmpVersion() {}

    static Map<String, Object> version() {
        Map<String, Object> qemu = new LinkedHashMap<>();
        qemu.put("micro", MICRO);
        qemu.put("minor", MINOR);
        qemu.put("major", MAJOR);
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("qemu", qemu);
        version.put("package", "Vitrine " + own());
        return version;
    }

    private static String own() {
        @Nullable String built = QmpVersion.class.getPackage().getImplementationVersion();
        return built == null ? "development" : built;
    }
}
