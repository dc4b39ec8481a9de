package org.vitrine.app.detect;

import java.util.Locale;
import org.vitrine.app.text.Texts;

/**
 * What a disc or a disk image holds.
 *
 * @param id such as {@code debian-12}, {@code windows-11}, {@code linux} or {@code unknown}; from osinfo-db its short id
 * @param name such as “Debian 12 (bookworm)”, in one line without control characters
 * @param version as the disc gives it, such as {@code 12.4.0}; may be empty
 * @param icon of the icons module
 * @param bios whether a PC's BIOS can boot it
 * @param uefi whether 64-bit UEFI of a PC can boot it
 * @param minimum what its makers ask for
 * @param recommended what one works with well
 */
public record DetectedSystem(
        String id,
        Family family,
        String name,
        String version,
        Architecture architecture,
        String icon,
        boolean bios,
        boolean uefi,
        Resources minimum,
        Resources recommended) {
    /** Kinds of systems that want to be treated alike. */
    public enum Family {
        LINUX,
        WINDOWS,
        BSD,
        /** Something that needs no disk, such as a memory test. */
        TOOL,
        UNKNOWN;

        static Family of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    private static final String UNKNOWN_ID = "unknown";
    private static final Resources LEAST = new Resources(256, 1, 1);
    private static final Resources USUAL = new Resources(2048, 2, 32);

    /** What nobody recognises. */
    static DetectedSystem unknown(Architecture architecture, boolean bios, boolean uefi) {
        return new DetectedSystem(
                UNKNOWN_ID,
                Family.UNKNOWN,
                Texts.get("detect.unknown"),
                "",
                architecture,
                "system-other",
                bios,
                uefi,
                LEAST,
                USUAL);
    }

    /** This one where it is installed already, and needs no other disk. */
    DetectedSystem onItsDisk() {
        return new DetectedSystem(
                id,
                family,
                name,
                version,
                architecture,
                icon,
                bios,
                uefi,
                minimum.withoutDisk(),
                recommended.withoutDisk());
    }

    public boolean isKnown() {
        return family != Family.UNKNOWN;
    }

    /** The name with the processor, such as “Debian 12 (bookworm), 64-bit”. */
    public String title() {
        return architecture == Architecture.UNKNOWN ? name : Texts.get("detect.title", name, architecture.words());
    }

    /** What a machine for it may be called: the name without what stands in brackets. */
    public String machineName() {
        int bracket = name.indexOf(" (");
        return bracket < 0 ? name : name.substring(0, bracket);
    }
}
