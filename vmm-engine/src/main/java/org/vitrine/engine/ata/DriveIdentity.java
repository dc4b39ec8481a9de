package org.vitrine.engine.ata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** What a drive calls itself: INQUIRY (SPC-4, 6.6) and IDENTIFY PACKET DEVICE (ATA8-ACS, 7.17). */
final class DriveIdentity {
    private static final String VENDOR = "Vitrine";
    private static final String PRODUCT = "DVD-ROM";
    private static final String REVISION = "1.0";

    static final int MULTIWORD_DMA = 0x20;
    static final int ULTRA_DMA = 0x40;

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
        IdentifyData data = new IdentifyData();
        // A removable CD/DVD device that takes 12-byte packets within 50 microseconds.
        data.word(0, 0x85c0);
        data.text(10, 20, serial);
        data.text(23, 8, REVISION);
        data.text(27, 40, VENDOR + " " + PRODUCT);
        // IORDY, LBA, DMA.
        data.word(49, 0x0b00);
        data.word(50, 0x4000);
        // Words 64-70 and 88 are valid.
        data.word(53, 0x0006);
        data.word(63, 0x0007 | selected(transferMode, MULTIWORD_DMA));
        // PIO modes 3 and 4, cycle times of 120 ns.
        data.word(64, 0x0003);
        for (int i = 65; i <= 68; i++) {
            data.word(i, 120);
        }
        // Serial ATA generations 1 and 2.
        data.word(76, 0x0006);
        // ATA/ATAPI-4 to ATA8-ACS.
        data.word(80, 0x01f0);
        // NOP, DEVICE RESET, PACKET, power management: supported, and enabled.
        data.word(82, 0x4218);
        data.word(83, 0x4000);
        data.word(84, 0x4000);
        data.word(85, 0x4218);
        data.word(87, 0x4000);
        data.word(88, 0x003f | selected(transferMode, ULTRA_DMA));
        // Serial transport, SATA 2.6.
        data.word(222, 0x1020);
        return data.withChecksum();
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
    static int selected(int transferMode, int kind) {
        return (transferMode & 0xf8) == kind ? 0x100 << (transferMode & 7) : 0;
    }
}
