package org.vitrine.engine.chipset;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;
import org.vitrine.engine.pci.RegisterWindow;
import org.vitrine.engine.pci.RootComplex;

/**
 * The host bridge of the Q35 memory controller hub (document 316966, chapter 5), function 00.0: where the memory-mapped
 * configuration space lies, and which parts of the BIOS area are RAM. There is no system management RAM to open: the
 * register says so and keeps saying it.
 */
public final class Mch extends PciFunction {
    /** Where it is plugged. */
    public static final int DEVICE = 0;

    private static final int COMMAND_STATUS = 0x04;
    private static final int MEMORY_AND_MASTER = 0x06;

    private static final int PCIEXBAR = 0x60;
    private static final int PCIEXBAR_ENABLE = 1;
    private static final int PCIEXBAR_WRITABLE = 0xf000_0000 | 0x0c00_0007;
    private static final int PCIEXBAR_HIGH_WRITABLE = 0xf;

    private static final int PAM0 = 0x90;
    private static final int PAM_REGISTERS = 7;
    private static final int PAM_LOW = 0x03;
    private static final int PAM_HIGH = 0x30;

    private static final int SMRAM = 0x9d;
    private static final int SMRAM_AT_0XA0000 = 0x02;
    private static final int ESMRAMC = 0x9e;
    private static final int ESMRAMC_CACHED = 0x38;

    private static final long MEBIBYTE = 1 << 20;

    private final RootComplex root;
    private final LegacyRange range;

    public Mch(String id, DeviceHost host, Board board, RootComplex root, LegacyRange range) {
        super(id, host, PciIdentity.of(0x8086, 0x29c0, 0, 0x060000));
        this.root = root;
        this.range = range;
        configRegister(COMMAND_STATUS, 2, MEMORY_AND_MASTER, 0);
        configRegister(PCIEXBAR, 4, (int) board.pciExpressBase(), PCIEXBAR_WRITABLE);
        configRegister(PCIEXBAR + 4, 4, 0, PCIEXBAR_HIGH_WRITABLE);
        configRegister(PAM0, 1, 0, PAM_HIGH);
        for (int i = 1; i < PAM_REGISTERS; i++) {
            configRegister(PAM0 + i, 1, 0, PAM_LOW | PAM_HIGH);
        }
        configRegister(SMRAM, 1, SMRAM_AT_0XA0000, 0);
        configRegister(ESMRAMC, 1, ESMRAMC_CACHED, 0);
    }

    @Override
    protected void configWritten(int offset, int size) {
        if (offset < PCIEXBAR + 8 && PCIEXBAR < offset + size) {
            root.followExtendedConfig(this::extendedConfig);
        }
        if (offset < PAM0 + PAM_REGISTERS && PAM0 < offset + size) {
            range.follow(this::attributes);
        }
    }

    private void apply() {
        root.followExtendedConfig(this::extendedConfig);
        range.follow(this::attributes);
    }

    private RegisterWindow.@Nullable Range extendedConfig() {
        int low = config(PCIEXBAR, 4);
        long length = switch (low >> 1 & 3) {
            case 0 -> 256 * MEBIBYTE;
            case 1 -> 128 * MEBIBYTE;
            case 2 -> 64 * MEBIBYTE;
            default -> 0;
        };
        if ((low & PCIEXBAR_ENABLE) == 0 || length == 0) {
            return null;
        }
        long base = (low & 0xffff_ffffL | (long) config(PCIEXBAR + 4, 4) << 32) & -length;
        return new RegisterWindow.Range(base, length);
    }

    /** PAM0's upper half is the BIOS itself; the halves of the others are the windows from 0xc0000 up. */
    private int attributes(int window) {
        if (window == LegacyRange.SMALL_WINDOWS) {
            return config(PAM0, 1) >> 4;
        }
        return config(PAM0 + 1 + window / 2, 1) >> (4 * (window & 1)) & 3;
    }

    @Override
    protected void resetFunction() {
        apply();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin("mch", 1);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin("mch", 1);
    }

    @Override
    protected void afterLoadFunction() {
        apply();
    }
}
