package org.vitrine.engine.ata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a drive calls itself: INQUIRY (SPC-4, 6.6) and IDENTIFY PACKET DEVICE (ATA8-ACS, 7.17). */
final class DriveIdentity {
    private static final String VENDOR = "Vitrine";
    private static final String PRODUCT = "DVD-ROM";
    private static final String REVISION = "1.0";

    private static final int WORDS = 256;

    private static final int MULTIWORD_DMA = 0x20;
    private static final int ULTRA_DMA = 0x40;

    private DriveIdentity() {}

    /** Standard INQUIRY data. */
    static byte[] inquiry() {
        ByteBuffer data = ByteBuffer.allocate(36);
        // CD/DVD device, removable; no SPC version, as ATAPI devices have it; response format 2, ATAPI version 3.
        data.put((byte) 0x05).put((byte) 0x80).put((byte) 0x00).put((byte) 0x32);
        data.put((byte) (data.capacity() - 5)).put((byte) 0).put((byte) 0).put((byte) 0);
        data.put("%-8s%-16s%-4s".formatted(VENDOR, PRODUCT, REVISION).getBytes(US_ASCII));
        return data.array();
    }

    /**
     * IDENTIFY PACKET DEVICE.
     *
     * @param serial up to 20 ASCII characters
     * @param transferMode the last SET FEATURES value of count for "set transfer mode"
     */
    static byte[] identify(String serial, int transferMode) {
        ByteBuffer data = ByteBuffer.allocate(2 * WORDS).order(ByteOrder.LITTLE_ENDIAN);
        // A removable CD/DVD device that takes 12-byte packets within 50 microseconds.
        word(data, 0, 0x85c0);
        text(data, 10, 20, serial);
        text(data, 23, 8, REVISION);
        text(data, 27, 40, VENDOR + " " + PRODUCT);
        // IORDY, LBA, DMA.
        word(data, 49, 0x0b00);
        word(data, 50, 0x4000);
        // Words 64-70 and 88 are valid.
        word(data, 53, 0x0006);
        word(data, 63, 0x0007 | selected(transferMode, MULTIWORD_DMA));
        // PIO modes 3 and 4, cycle times of 120 ns.
        word(data, 64, 0x0003);
        for (int i = 65; i <= 68; i++) {
            word(data, i, 120);
        }
        // Serial ATA generations 1 and 2.
        word(data, 76, 0x0006);
        // ATA/ATAPI-4 to ATA8-ACS.
        word(data, 80, 0x01f0);
        // NOP, DEVICE RESET, PACKET, power management: supported, and enabled.
        word(data, 82, 0x4218);
        word(data, 83, 0x4000);
        word(data, 84, 0x4000);
        word(data, 85, 0x4218);
        word(data, 87, 0x4000);
        word(data, 88, 0x003f | selected(transferMode, ULTRA_DMA));
        // Serial transport, SATA 2.6.
        word(data, 222, 0x1020);
        checksum(data);
        return data.array();
    }

    /** Whether the drive knows a transfer mode, as SET FEATURES gives it in its count (ATA8-ACS, 7.45.7). */
    static boolean hasTransferMode(int mode) {
        int fastest = switch (mode & 0xf8) {
            case 0x00 -> 1;
            case 0x08 -> 4;
            case MULTIWORD_DMA -> 2;
            case ULTRA_DMA -> 5;
            default -> -1;
        };
        return (mode & 7) <= fastest;
    }

    /** The bit that says which mode of a kind is selected. */
    private static int selected(int transferMode, int kind) {
        return (transferMode & 0xf8) == kind ? 0x100 << (transferMode & 7) : 0;
    }

    private static void word(ByteBuffer data, int word, int value) {
        data.putShort(2 * word, (short) value);
    }

    /** ATA strings: the two characters of each word swapped, filled up with spaces. */
    private static void text(ByteBuffer data, int word, int length, String text) {
        for (int i = 0; i < length; i++) {
            char character = i < text.length() ? text.charAt(i) : ' ';
            data.put(2 * word + (i ^ 1), (byte) (character > ' ' && character < 0x7f ? character : ' '));
        }
    }

    /** Word 255: a mark, and what makes the sum of all bytes zero. */
    private static void checksum(ByteBuffer data) {
        data.put(510, (byte) 0xa5);
        int sum = 0;
        for (int i = 0; i < 511; i++) {
            sum += data.get(i);
        }
        data.put(511, (byte) -sum);
    }
}
