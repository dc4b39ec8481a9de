package org.vitrine.engine.ata;

import java.nio.ByteBuffer;
import org.vitrine.engine.device.TestHost;

/** What an operating system's AHCI driver does: sets up a port and issues commands to it, all through registers and RAM. */
final class GuestDriver {
    static final long ABAR = 0xe000_0000L;
    static final int CAP = 0x00;
    static final int GHC = 0x04;
    static final int IS = 0x08;
    static final int PI = 0x0c;
    static final int VS = 0x10;
    static final int CLB = 0x00;
    static final int CLBU = 0x04;
    static final int FB = 0x08;
    static final int FBU = 0x0c;
    static final int PXIS = 0x10;
    static final int PXIE = 0x14;
    static final int CMD = 0x18;
    static final int TFD = 0x20;
    static final int SIG = 0x24;
    static final int SSTS = 0x28;
    static final int SCTL = 0x2c;
    static final int SERR = 0x30;
    static final int SACT = 0x34;
    static final int CI = 0x38;

    static final int LIST = 0x1000;
    static final int FIS = 0x1400;
    static final int TABLES = 0x2000;
    static final int TABLE_SIZE = 0x400;
    static final int BUFFER = 0x4_0000;

    final TestHost host;
    final Ahci ahci;
    private final int port;

    GuestDriver(TestHost host, Ahci ahci) {
        this(host, ahci, 0);
    }

    GuestDriver(TestHost host, Ahci ahci, int port) {
        this.host = host;
        this.ahci = ahci;
        this.port = 0x100 + 0x80 * port;
        ahci.writeConfig(0x24, 4, ABAR);
        ahci.writeConfig(0x04, 2, 0x6);
    }

    int read(int register) {
        return (int) host.load(ABAR + register, 4);
    }

    void write(int register, int value) {
        host.store(ABAR + register, 4, value & 0xffff_ffffL);
    }

    int readPort(int register) {
        return read(port + register);
    }

    void writePort(int register, int value) {
        write(port + register, value);
    }

    /** From a reset HBA to a running port. */
    void start() {
        writePort(CLB, LIST);
        writePort(FB, FIS);
        writePort(CMD, 0x10);
        writePort(SERR, -1);
        writePort(PXIS, -1);
        writePort(CMD, 0x11);
    }

    /** Clears and sets PxCMD.ST, as after an error. */
    void restart() {
        writePort(CMD, 0x10);
        writePort(SERR, -1);
        writePort(PXIS, -1);
        writePort(CMD, 0x11);
    }

    int table(int slot) {
        return TABLES + slot * TABLE_SIZE;
    }

    /** Writes a header with room for data in these regions: pairs of address and length. */
    void prepare(int slot, int flags, int... addressesAndLengths) {
        int regions = addressesAndLengths.length / 2;
        long header = LIST + slot * 32L;
        host.memory().writeInt(header, 5 | flags | regions << 16);
        host.memory().writeInt(header + 4, 0);
        host.memory().writeLong(header + 8, table(slot));
        for (int i = 0; i < regions; i++) {
            long descriptor = table(slot) + 0x80 + 16L * i;
            host.memory().writeLong(descriptor, addressesAndLengths[2 * i]);
            host.memory().writeInt(descriptor + 12, addressesAndLengths[2 * i + 1] - 1);
        }
    }

    void fis(int slot, int command, int features, int lba, int count) {
        byte[] fis = new byte[0x50];
        fis[0] = 0x27;
        fis[1] = (byte) 0x80;
        fis[2] = (byte) command;
        fis[3] = (byte) features;
        fis[4] = (byte) lba;
        fis[5] = (byte) (lba >>> 8);
        fis[6] = (byte) (lba >>> 16);
        fis[12] = (byte) count;
        host.memory().write(table(slot), fis);
    }

    /** A command for a disk, with a 48-bit address. */
    void diskFis(int slot, int command, int features, long lba, int count, int device) {
        byte[] fis = new byte[0x50];
        fis[0] = 0x27;
        fis[1] = (byte) 0x80;
        fis[2] = (byte) command;
        fis[3] = (byte) features;
        fis[7] = (byte) (0x40 | device);
        for (int i = 0; i < 3; i++) {
            fis[4 + i] = (byte) (lba >>> 8 * i);
            fis[8 + i] = (byte) (lba >>> 8 * (i + 3));
        }
        fis[11] = (byte) (features >>> 8);
        fis[12] = (byte) count;
        fis[13] = (byte) (count >>> 8);
        host.memory().write(table(slot), fis);
    }

    /** Issues a queued command of so many sectors whose data is at {@link #BUFFER} + 16 KiB * slot. */
    void queue(int slot, boolean write, long lba, int sectors) {
        prepare(slot, write ? 0x40 : 0, BUFFER + 0x4000 * slot, sectors * 512);
        diskFis(slot, write ? 0x61 : 0x60, sectors, lba, slot << 3, 0);
        writePort(SACT, 1 << slot);
        issue(slot);
    }

    void packet(int slot, byte[] packet) {
        host.memory().write(table(slot) + 0x40L, packet);
    }

    void issue(int slot) {
        writePort(CI, 1 << slot);
    }

    /** Sends the device control register. */
    void control(int slot, int value) {
        prepare(slot, 0x500);
        byte[] fis = new byte[20];
        fis[0] = 0x27;
        fis[15] = (byte) value;
        host.memory().write(table(slot), fis);
        issue(slot);
    }

    /** A packet command with its data by DMA into {@link #BUFFER}. @return whether it succeeded */
    boolean dma(byte[] packet, int room) {
        prepare(0, 0x20, BUFFER, room);
        fis(0, 0xa0, 1, 0, 0);
        packet(0, packet);
        issue(0);
        return succeeded();
    }

    /** Whether the command in slot 0 did; if not, the port is restarted as it must be. */
    boolean succeeded() {
        boolean failed = (readPort(TFD) & 1) != 0;
        if (failed) {
            restart();
        }
        return !failed && readPort(CI) == 0;
    }

    int transferred(int slot) {
        return host.memory().readInt(LIST + slot * 32L + 4);
    }

    byte[] buffer(int length) {
        byte[] bytes = new byte[length];
        host.memory().read(BUFFER, bytes);
        return bytes;
    }

    /** The reply to a packet command that must succeed. */
    ByteBuffer reply(int room, int... packet) {
        if (!dma(cdb(packet), room)) {
            throw new AssertionError("command %02x failed: %s".formatted(packet[0], sense()));
        }
        return ByteBuffer.wrap(buffer(transferred(0)));
    }

    /** Key, code and qualifier of the last failure, as in 5/24/00. */
    String sense() {
        dma(cdb(0x03, 0, 0, 0, 18), 18);
        byte[] data = buffer(18);
        return "%x/%02x/%02x".formatted(data[2], data[12], data[13]);
    }

    /** The sense of a command that must fail; "ok" if it does not. */
    String failure(int... packet) {
        return dma(cdb(packet), 0x1_0000) ? "ok" : sense();
    }

    /** Takes all unit attentions. */
    void makeReady() {
        for (int i = 0; i < 3 && !dma(cdb(0), 2); i++) {
            sense();
        }
    }

    static byte[] cdb(int... values) {
        byte[] packet = new byte[16];
        for (int i = 0; i < values.length; i++) {
            packet[i] = (byte) values[i];
        }
        return packet;
    }

    static byte[] read10(long sector, int count) {
        return cdb(
                0x28,
                0,
                (int) (sector >>> 24),
                (int) (sector >>> 16),
                (int) (sector >>> 8),
                (int) sector,
                0,
                count >>> 8,
                count);
    }

    /** The bytes of the disc from a sector. */
    static byte[] disc(long sector, int sectors) {
        byte[] bytes = new byte[sectors * 2048];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = MemoryDisc.at(sector * 2048 + i);
        }
        return bytes;
    }

    byte[] receivedFis(int offset, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(FIS + offset, bytes);
        return bytes;
    }

    void clearReceived() {
        host.memory().write(FIS, new byte[256]);
    }
}
