package org.vitrine.app.detect;

import java.util.Locale;
import org.vitrine.app.text.Texts;

/** The processors that a system is made for. */
public enum Architecture {
    X86_64,
    I386,
    ARM64,
    /** One of those that are neither x86 nor 64-bit ARM. */
    OTHER,
    UNKNOWN;

    /** By any of the names that discs give it, in any case. */
    static Architecture of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "x86_64", "amd64", "x64", "x86-64", "64" -> X86_64;
            case "86", "i386", "i486", "i586", "i686", "686", "x86", "ia32", "32" -> I386;
            case "arm64", "aarch64", "arm64_aarch64" -> ARM64;
            case "", "all", "unknown" -> UNKNOWN;
            default -> OTHER;
        };
    }

    /** Whether a machine of ours can run it; true where the disc doesn't tell. */
    public boolean canRun() {
        return this != ARM64 && this != OTHER;
    }

    /** In the user's words, such as “64-bit”; empty where nothing is known. */
    public String words() {
        return this == UNKNOWN ? "" : Texts.get("detect.architecture." + name().toLowerCase(Locale.ROOT));
    }
}
