package org.vitrine.engine.ethernet;

import org.vitrine.engine.device.RegisterMap;

/**
 * The registers behind BAR 0 (Intel 82574 GbE Controller Family Datasheet, 10.2), each 4 bytes wide. What is not named here reads as zero.
 */
enum E1000eRegister implements RegisterMap.Register {
    /** Full duplex at 1000 Mbit/s. */
    CTRL(0x0000, 0x0000_0201, 0xfbff_ffff),
    STATUS(0x0008, 0, 0),
    /** An EEPROM is there, and was read. */
    EEC(0x0010, 0x0000_0300, 0x0000_000f),
    EERD(0x0014, 0, -1),
    CTRL_EXT(0x0018, 0, -1),
    FLA(0x001c, 0, 0),
    MDIC(0x0020, 0x1000_0000, -1),
    FCAL(0x0028, 0x00c2_8001, -1),
    FCAH(0x002c, 0x0000_0100, 0xffff),
    FCT(0x0030, 0x0000_8808, 0xffff),
    VET(0x0038, 0x0000_8100, 0xffff),
    ICR(0x00c0, 0, -1),
    ITR(0x00c4, 0, 0xffff),
    ICS(0x00c8, 0, -1),
    IMS(0x00d0, 0, -1),
    IMC(0x00d8, 0, -1),
    EIAC(0x00dc, 0, 0x01f0_0000),
    IAM(0x00e0, 0, -1),
    IVAR(0x00e4, 0, -1),
    EITR(0x00e8, 0, 0xffff, 5),
    RCTL(0x0100, 0, 0x7fff_ffff),
    FCTTV(0x0170, 0, 0xffff),
    TCTL(0x0400, 0x0000_0008, -1),
    TIPG(0x0410, 0x0060_2008, 0x3fff_ffff),
    AIT(0x0458, 0, 0xffff),
    LEDCTL(0x0e00, 0x0707_0684, -1),
    EXTCNF_CTRL(0x0f00, 0x0000_0008, 0x0000_0fff),
    EXTCNF_SIZE(0x0f08, 0, -1),
    PBA(0x1000, 0x0014_0014, 0x0000_ffff),
    PBS(0x1008, 0, -1),
    /** The manageability's configuration is done. */
    EEMNGCTL(0x1010, 0x0004_0000, 0),
    EEWR(0x102c, 0, -1),
    FLOP(0x103c, 0, 0),
    ERT(0x2008, 0, -1),
    FCRTL(0x2160, 0, -1),
    FCRTH(0x2168, 0, -1),
    PSRCTL(0x2170, 0x0004_0402, 0x3f3f_3f7f),
    RDBAL(0x2800, 0, ~0xf, 2, 0x100),
    RDBAH(0x2804, 0, -1, 2, 0x100),
    RDLEN(0x2808, 0, 0x000f_ff80, 2, 0x100),
    RDH(0x2810, 0, 0xffff, 2, 0x100),
    RDT(0x2818, 0, 0xffff, 2, 0x100),
    RDTR(0x2820, 0, 0xffff, 2, 0x100),
    RXDCTL(0x2828, 0x0101_0000, -1, 2, 0x100),
    RADV(0x282c, 0, 0xffff),
    RSRPD(0x2c00, 0, 0xfff),
    RAID(0x2c08, 0, 0xffff),
    TDBAL(0x3800, 0, ~0xf, 2, 0x100),
    TDBAH(0x3804, 0, -1, 2, 0x100),
    TDLEN(0x3808, 0, 0x000f_ff80, 2, 0x100),
    TDH(0x3810, 0, 0xffff, 2, 0x100),
    TDT(0x3818, 0, 0xffff, 2, 0x100),
    TIDV(0x3820, 0, 0xffff, 2, 0x100),
    TXDCTL(0x3828, 0x0141_0000, -1, 2, 0x100),
    TADV(0x382c, 0, 0xffff),
    TARC(0x3840, 0x0000_0403, -1, 2, 0x100),
    STATISTICS(0x4000, 0, 0, Statistics.COUNT),
    RXCSUM(0x5000, 0, 0x0000_ffff),
    RFCTL(0x5008, 0, -1),
    MTA(0x5200, 0, -1, 128),
    /** Receive addresses: low and high halves in turn. */
    RA(0x5400, 0, -1, 32),
    VFTA(0x5600, 0, -1, 128),
    WUC(0x5800, 0, -1),
    WUFC(0x5808, 0, -1),
    WUS(0x5810, 0, -1),
    MRQC(0x5818, 0, -1),
    MANC(0x5820, 0, 0),
    IPAV(0x5838, 0, -1),
    MANC2H(0x5860, 0, -1),
    GCR(0x5b00, 0, -1),
    FUNCTAG(0x5b08, 0, -1),
    FACTPS(0x5b30, 0, 0),
    SWSM(0x5b50, 0, 0x3),
    FWSM(0x5b54, 0, 0),
    SWSM2(0x5b58, 0, 0x2),
    GCR2(0x5b64, 0, -1),
    RETA(0x5c00, 0, -1, 32),
    RSSRK(0x5c80, 0, -1, 10),
    SYSTIM(0xb600, 0, -1, 2),
    TIMINCA(0xb608, 0, -1),
    TIMADJ(0xb60c, 0, -1, 2),
    TSYNCTXCTL(0xb614, 0, 0x10),
    TXSTMP(0xb618, 0, 0, 2),
    TSYNCRXCTL(0xb620, 0, 0x1e),
    RXSTMP(0xb624, 0, 0, 2),
    RXCFG(0xb634, 0, -1);

    private final int offset;
    private final int reset;
    private final int writable;
    private final int count;
    private final int stride;
    private int index;

    private static final int TOTAL;

    static {
        int next = 0;
        for (E1000eRegister register : values()) {
            register.index = next;
            next += register.count;
        }
        TOTAL = next;
    }

    E1000eRegister(int offset, int reset, int writable) {
        this(offset, reset, writable, 1);
    }

    E1000eRegister(int offset, int reset, int writable, int count) {
        this(offset, reset, writable, count, Integer.BYTES);
    }

    E1000eRegister(int offset, int reset, int writable, int count, int stride) {
        this.offset = offset;
        this.reset = reset;
        this.writable = writable;
        this.count = count;
        this.stride = stride;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return Integer.BYTES;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int stride() {
        return stride;
    }

    /** What it holds after a reset. */
    int reset() {
        return reset;
    }

    /** Bits that a write changes. */
    int writable() {
        return writable;
    }

    /** Where the first of the bank stands among all registers. */
    int index() {
        return index;
    }

    /** Registers of all banks together. */
    static int total() {
        return TOTAL;
    }
}
