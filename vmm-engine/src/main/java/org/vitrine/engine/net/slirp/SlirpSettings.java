package org.vitrine.engine.net.slirp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.vitrine.engine.net.ForwardedPorts;

/** {@code struct SlirpConfig} of version 1, as it lies in memory on x86-64; what is not named here stays zero. */
final class SlirpSettings {
    private static final int VERSION = 1;
    private static final int LENGTH = 256;

    private static final int RESTRICTED = 4;
    private static final int IPV4 = 8;
    private static final int NETWORK = 12;
    private static final int MASK = 16;
    private static final int HOST = 20;
    private static final int IPV6 = 24;
    private static final int PREFIX6 = 28;
    private static final int PREFIX6_BITS = 44;
    private static final int HOST6 = 48;
    private static final int DHCP_START = 96;
    private static final int NAME_SERVER = 100;
    private static final int NAME_SERVER6 = 104;

    private SlirpSettings() {}

    /** @param isolated whether the guest reaches nothing by itself */
    static MemorySegment make(Arena arena, boolean isolated) {
        MemorySegment settings = arena.allocate(LENGTH, Long.BYTES);
        settings.set(ValueLayout.JAVA_INT, 0, VERSION);
        settings.set(ValueLayout.JAVA_INT, RESTRICTED, isolated ? 1 : 0);
        settings.set(ValueLayout.JAVA_BYTE, IPV4, (byte) 1);
        put(settings, NETWORK, SlirpAddresses.NETWORK);
        put(settings, MASK, SlirpAddresses.MASK);
        put(settings, HOST, SlirpAddresses.HOST);
        settings.set(ValueLayout.JAVA_BYTE, IPV6, (byte) 1);
        put(settings, PREFIX6, SlirpAddresses.PREFIX6);
        settings.set(ValueLayout.JAVA_BYTE, PREFIX6_BITS, (byte) SlirpAddresses.PREFIX6_BITS);
        put(settings, HOST6, SlirpAddresses.HOST6);
        put(settings, DHCP_START, SlirpAddresses.GUEST);
        put(settings, NAME_SERVER, SlirpAddresses.NAME_SERVER);
        put(settings, NAME_SERVER6, SlirpAddresses.NAME_SERVER6);
        return settings;
    }

    private static void put(MemorySegment settings, int offset, String address) {
        byte[] octets = ForwardedPorts.octets(address);
        MemorySegment.copy(octets, 0, settings, ValueLayout.JAVA_BYTE, offset, octets.length);
    }
}
