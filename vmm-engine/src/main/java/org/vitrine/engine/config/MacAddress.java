package org.vitrine.engine.config;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a network interface (IEEE 802, EUI-48).
 *
 * @param value the 48 bits, the first octet on the wire being the highest
 */
public record MacAddress(long value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Locally administered, and known from QEMU and KVM. */
    private static final long PREFIX = 0x525400L << 24;

    private static final int OCTETS = 6;
    private static final long MASK = (1L << 48) - 1;

    public MacAddress {
        if ((value & ~MASK) != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    /** A new address for an interface of a virtual machine. */
    public static MacAddress random() {
        return new MacAddress(PREFIX | RANDOM.nextInt(1 << 24));
    }

    /** Reads six octets with colons between them, such as {@code 52:54:00:12:34:56}. */
    public static Optional<MacAddress> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new MacAddress(Long.parseLong(text.replace(":", ""), 16)))
                : Optional.empty();
    }

    /** @param octets the first six of them, as on the wire */
    public static MacAddress of(byte[] octets) {
        long value = 0;
        for (int i = 0; i < OCTETS; i++) {
            value = value << 8 | octets[i] & 0xff;
        }
        return new MacAddress(value);
    }

    /** The six octets as on the wire. */
    public byte[] octets() {
        byte[] octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            octets[i] = (byte) (value >>> 8 * (OCTETS - 1 - i));
        }
        return octets;
    }

    /** Whether it names a group of interfaces, or all, and so can belong to none. */
    public boolean isMulticast() {
        return (value >>> 40 & 1) != 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(3 * OCTETS);
        for (byte octet : octets()) {
            text.append(text.isEmpty() ? "" : ":").append("%02x".formatted(octet));
        }
        return text.toString();
    }
}
