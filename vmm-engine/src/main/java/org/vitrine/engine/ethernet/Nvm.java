package org.vitrine.engine.ethernet;

import org.vitrine.engine.config.MacAddress;

/** The EEPROM's 64 words (82574 datasheet, 6.1): address, identity and a checksum. A guest can read them alone. */
final class Nvm {
    static final int WORDS = 64;

    private static final int CHECKSUM = 0x3f;
    private static final int SUM = 0xbaba;

    private final int[] words = new int[WORDS];

    Nvm(MacAddress mac) {
        byte[] octets = mac.octets();
        for (int i = 0; i < 3; i++) {
            words[i] = octets[2 * i] & 0xff | (octets[2 * i + 1] & 0xff) << 8;
        }
        words[0x03] = 0x0420;
        words[0x08] = 0x0202;
        words[0x09] = 0x1100;
        words[0x0a] = 0x026b;
        words[0x0b] = 0x1100;
        words[0x0c] = 0x1af4;
        words[0x0d] = 0x10d3;
        words[0x0e] = 0x8086;
        words[0x0f] = 0x80df;
        int sum = 0;
        for (int i = 0; i < CHECKSUM; i++) {
            sum += words[i];
        }
        words[CHECKSUM] = SUM - sum & 0xffff;
    }

    /** @param address any number; there is nothing beyond the last word */
    int word(int address) {
        return address >= 0 && address < WORDS ? words[address] : 0xffff;
    }
}
