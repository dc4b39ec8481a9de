package org.vitrine.engine.chipset;

/** Registers of the LPC bridge's configuration space beyond the header (document 316972, 13.1). */
enum LpcRegister {
    /** I/O base of the power management block, 128 ports. */
    PMBASE(0x40, 4, 1, 0xff80),
    /** Bit 7 makes the block visible; bits 2:0 choose the ACPI interrupt's line. */
    ACPI_CNTL(0x44, 1, 0, 0x87),
    /** The GPIO block is not there. */
    GPIOBASE(0x48, 4, 1, 0),
    /** Bit 7: the PIRQ drives no legacy line; bits 3:0: which it drives. */
    PIRQA_ROUT(0x60, 1, 0x80, 0x8f),
    PIRQB_ROUT(0x61, 1, 0x80, 0x8f),
    PIRQC_ROUT(0x62, 1, 0x80, 0x8f),
    PIRQD_ROUT(0x63, 1, 0x80, 0x8f),
    SIRQ_CNTL(0x64, 1, 0x10, 0xc3),
    PIRQE_ROUT(0x68, 1, 0x80, 0x8f),
    PIRQF_ROUT(0x69, 1, 0x80, 0x8f),
    PIRQG_ROUT(0x6a, 1, 0x80, 0x8f),
    PIRQH_ROUT(0x6b, 1, 0x80, 0x8f),
    LPC_IO_DEC(0x80, 2, 0, 0x1377),
    LPC_EN(0x82, 2, 0, 0x3f0f),
    GEN1_DEC(0x84, 4, 0, 0x00fc_fffd),
    GEN2_DEC(0x88, 4, 0, 0x00fc_fffd),
    GEN3_DEC(0x8c, 4, 0, 0x00fc_fffd),
    GEN4_DEC(0x90, 4, 0, 0x00fc_fffd),
    GEN_PMCON_1(0xa0, 2, 0, 0x021f),
    GEN_PMCON_2(0xa2, 1, 0, 0x10),
    GEN_PMCON_3(0xa4, 2, 0, 0x3ff9),
    BIOS_CNTL(0xdc, 1, 0, 0x01),
    /** Memory base of the chipset configuration block, 16 KiB; bit 0 enables it. */
    RCBA(0xf0, 4, 0, 0xffff_c001);

    final int offset;
    final int size;
    final int initial;
    final int writable;

    LpcRegister(int offset, int size, int initial, int writable) {
        this.offset = offset;
        this.size = size;
        this.initial = initial;
        this.writable = writable;
    }

    boolean touchedBy(int from, int length) {
        return from < offset + size && offset < from + length;
    }

    static LpcRegister pirqRoute(int pirq) {
        return values()[pirq < 4 ? PIRQA_ROUT.ordinal() + pirq : PIRQE_ROUT.ordinal() + pirq - 4];
    }
}
