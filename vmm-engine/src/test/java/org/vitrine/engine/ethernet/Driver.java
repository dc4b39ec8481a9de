package org.vitrine.engine.ethernet;

import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.TestNetwork;

/** What an operating system's driver of an 82574L does, through registers and RAM. */
final class Driver {
    static final long BAR = 0xe000_0000L;
    static final long VECTORS = 0xe010_0000L;
    static final int PORT = 0xc000;
    static final MacAddress MAC = new MacAddress(0x5254_0012_3456L);

    static final int RX_RING = 0x1_0000;
    static final int TX_RING = 0x2_0000;
    static final int RX_BUFFERS = 0x4_0000;
    static final int TX_BUFFERS = 0x8_0000;
    static final int DESCRIPTORS = 16;
    static final int BUFFER = 2048;

    static final int CTRL = 0x0000;
    static final int STATUS = 0x0008;
    static final int EERD = 0x0014;
    static final int CTRL_EXT = 0x0018;
    static final int MDIC = 0x0020;
    static final int ICR = 0x00c0;
    static final int ICS = 0x00c8;
    static final int IMS = 0x00d0;
    static final int IMC = 0x00d8;
    static final int EIAC = 0x00dc;
    static final int IAM = 0x00e0;
    static final int IVAR = 0x00e4;
    static final int RCTL = 0x0100;
    static final int TCTL = 0x0400;
    static final int PSRCTL = 0x2170;
    static final int RDH = 0x2810;
    static final int RDT = 0x2818;
    static final int TDH = 0x3810;
    static final int TDT = 0x3818;
    static final int RFCTL = 0x5008;

    static final int RX_ON = 1 << 1 | 1 << 15 | 1 << 26;
    static final int TX_ON = 1 << 1;

    final TestHost host;
    final E1000e nic;
    int txTail;

    static E1000e make(TestHost host, TestNetwork network) {
        return new E1000e("net0", host, MAC, new Cable(network), InlineWorker::new);
    }

    Driver(TestHost host, E1000e nic) {
        this.host = host;
        this.nic = nic;
        nic.writeConfig(0x10, 4, BAR);
        nic.writeConfig(0x18, 4, PORT);
        nic.writeConfig(0x1c, 4, VECTORS);
        nic.writeConfig(0x04, 2, 0x7);
    }

    int read(int register) {
        return (int) host.load(BAR + register, 4);
    }

    void write(int register, int value) {
        host.store(BAR + register, 4, value);
    }

    /** Rings of 16 descriptors of legacy form, all of which are the controller's to receive into. */
    Driver start() {
        for (int i = 0; i < DESCRIPTORS; i++) {
            host.memory().writeLong(RX_RING + 16L * i, RX_BUFFERS + (long) BUFFER * i);
            host.memory().writeLong(RX_RING + 16L * i + 8, 0);
        }
        ring(0x2800, RX_RING, DESCRIPTORS);
        ring(0x3800, TX_RING, DESCRIPTORS);
        write(RCTL, RX_ON);
        write(TCTL, TX_ON);
        write(RDT, DESCRIPTORS - 1);
        return this;
    }

    void ring(int registers, long base, int units) {
        write(registers, (int) base);
        write(registers + 4, (int) (base >>> 32));
        write(registers + 8, 16 * units);
        write(registers + 0x10, 0);
        write(registers + 0x18, 0);
    }

    /** Puts a descriptor into the transmit ring without telling. */
    void put(long low, long high) {
        host.memory().writeLong(TX_RING + 16L * txTail, low);
        host.memory().writeLong(TX_RING + 16L * txTail + 8, high);
        txTail = (txTail + 1) % DESCRIPTORS;
    }

    void ringTx() {
        write(TDT, txTail);
    }

    /** Sends a frame in one legacy descriptor that reports. */
    void send(byte[] frame) {
        host.memory().write(TX_BUFFERS, frame);
        put(TX_BUFFERS, frame.length | 0x0b00_0000L);
        ringTx();
    }

    /** A context descriptor. */
    void context(int ipStart, int ipField, int ipEnd, int start, int field, int command, int header, int size) {
        put(
                ipStart | ipField << 8 | (long) ipEnd << 16 | (long) start << 32 | (long) field << 40,
                (0x20L | command) << 24 | (long) header << 40 | (long) size << 48);
    }

    /** A data descriptor. @param command beside the extension @param options POPTS */
    void data(long address, int length, int command, int options) {
        put(address, length | 1L << 20 | (0x20L | command) << 24 | (long) options << 40);
    }

    int rxLong(int descriptor, int offset) {
        return host.memory().readInt(RX_RING + 16L * descriptor + offset);
    }

    byte[] rxBuffer(int descriptor, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(RX_BUFFERS + (long) BUFFER * descriptor, bytes);
        return bytes;
    }

    /** Enables MSI-X; vector n writes n to 0xfee00000, and cause n has vector n. */
    void useMessages() {
        for (int vector = 0; vector < 5; vector++) {
            host.store(VECTORS + 16L * vector, 8, 0xfee0_0000L);
            host.store(VECTORS + 16L * vector + 8, 4, vector);
            host.store(VECTORS + 16L * vector + 12, 4, 0);
        }
        int at = (int) nic.readConfig(0x34, 1);
        while (nic.readConfig(at, 1) != 0x11) {
            at = (int) nic.readConfig(at + 1, 1);
        }
        nic.writeConfig(at + 2, 2, 0x8000);
        write(IVAR, 0xc_ba98);
    }
}
