package org.vitrine.engine.machine;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The serial number of a machine's disk: 20 ASCII characters, as NVMe and virtio have room for, that stay the same as long as both keep their names. */
final class DiskSerial {
    private static final int CHARACTERS = 20;

    private DiskSerial() {}

    static String of(UUID machine, String diskId) {
        UUID both = UUID.nameUUIDFromBytes((machine + "/" + diskId).getBytes(StandardCharsets.UTF_8));
        return both.toString().replace("-", "").substring(0, CHARACTERS);
    }
}
