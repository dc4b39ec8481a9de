package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a machine starts with.
 *
 * @param bootMenu whether it asks what to boot
 * @param secureBoot whether UEFI starts nothing that is not signed, and protects by System Management Mode what says so
 * @param variables the file of the UEFI variables (NVRAM); null for the usual one in the machine's folder, which is made when it is needed
 */
public record Firmware(
        Kind kind,
        boolean bootMenu,
        boolean secureBoot,
        @Nullable Path variables) {
    /** SeaBIOS, which asks nothing. */
    public static final Firmware USUAL = new Firmware(Kind.BIOS, false, false, null);

    /** By its names in {@code machine.json} and on the command line. */
    public enum Kind {
        BIOS,
        UEFI;

        public static Optional<Kind> of(String word) {
            return Words.find(values(), word);
        }

        public String word() {
            return Words.of(this);
        }
    }

    public Firmware withKind(Kind other) {
        return new Firmware(other, bootMenu, secureBoot, variables);
    }

    public Firmware withBootMenu(boolean asks) {
        return new Firmware(kind, asks, secureBoot, variables);
    }

    public Firmware withSecureBoot(boolean other) {
        return new Firmware(kind, bootMenu, other, variables);
    }

    public Firmware withVariables(@Nullable Path other) {
        return new Firmware(kind, bootMenu, secureBoot, other);
    }
}
