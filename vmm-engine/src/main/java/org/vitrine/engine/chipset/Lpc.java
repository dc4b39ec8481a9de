package org.vitrine.engine.chipset;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;
import org.vitrine.engine.pci.RegisterWindow;

/**
 * ICH9's LPC bridge (document 316972, chapter 13), function 1f.0: it places the power management block and the chipset
 * configuration block, and routes interrupts. The legacy devices behind it decode their ports themselves.
 */
public final class Lpc extends PciFunction {
    /** Where it is plugged. */
    public static final int DEVICE = 0x1f;

    private static final int COMMAND_STATUS = 0x04;
    private static final int IO_MEMORY_AND_MASTER = 0x07;
    private static final int STATUS_MEDIUM_TIMING = 0x0200;

    private static final int PM_BASE_MASK = 0xff80;
    private static final int ACPI_ENABLE = 0x80;
    private static final int SCI_SELECT = 0x07;
    private static final int ROUTE_DISABLED = 0x80;
    private static final int ROUTE_LINE = 0x0f;
    private static final long RCBA_BASE = 0xffff_c000L;
    private static final int RCBA_ENABLE = 1;

    private final PirqRouter router;
    private final ChipsetConfig chipset;
    private final RegisterWindow chipsetWindow;
    private final RegisterWindow pmWindow;
    private final PirqRouter.Registers registers = new RoutingRegisters();

    /**
     * @param router what it routes
     * @param pm the block that PMBASE places
     */
    public Lpc(String id, DeviceHost host, PirqRouter router, PmBlock pm) {
        super(id, host, PciIdentity.of(0x8086, 0x2918, 2, 0x060100));
        this.router = router;
        this.chipset = new ChipsetConfig(router::wiring, this::route);
        this.chipsetWindow = new RegisterWindow(host.mmio(), chipset.block());
        this.pmWindow = new RegisterWindow(host.ports(), pm.block());
        configRegister(COMMAND_STATUS, 4, IO_MEMORY_AND_MASTER | STATUS_MEDIUM_TIMING << 16, 0);
        for (LpcRegister register : LpcRegister.values()) {
            configRegister(register.offset, register.size, register.initial, register.writable);
        }
        route();
    }

    private int get(LpcRegister register) {
        return config(register.offset, register.size);
    }

    private void route() {
        router.follow(registers);
    }

    private final class RoutingRegisters implements PirqRouter.Registers {
        @Override
        public int pirq(int device, int pin) {
            return chipset.pirq(device, pin);
        }

        @Override
        public int legacyLine(int pirq) {
            int route = get(LpcRegister.pirqRoute(pirq));
            return (route & ROUTE_DISABLED) != 0 ? -1 : route & ROUTE_LINE;
        }

        @Override
        public int sciLine() {
            return switch (get(LpcRegister.ACPI_CNTL) & SCI_SELECT) {
                case 0 -> 9;
                case 1 -> 10;
                case 2 -> 11;
                case 4 -> 20;
                case 5 -> 21;
                default -> -1;
            };
        }
    }

    private RegisterWindow.@Nullable Range pmRange() {
        int base = get(LpcRegister.PMBASE) & PM_BASE_MASK;
        boolean visible = (get(LpcRegister.ACPI_CNTL) & ACPI_ENABLE) != 0;
        return visible && base != 0 ? new RegisterWindow.Range(base, PmRegister.LENGTH) : null;
    }

    private RegisterWindow.@Nullable Range chipsetRange() {
        int base = get(LpcRegister.RCBA);
        return (base & RCBA_ENABLE) == 0 ? null : new RegisterWindow.Range(base & RCBA_BASE, ChipsetRegister.LENGTH);
    }

    private void apply() {
        pmWindow.follow(this::pmRange);
        chipsetWindow.follow(this::chipsetRange);
        route();
    }

    @Override
    protected void configWritten(int offset, int size) {
        if (LpcRegister.PMBASE.touchedBy(offset, size)) {
            pmWindow.follow(this::pmRange);
        }
        if (LpcRegister.ACPI_CNTL.touchedBy(offset, size)) {
            pmWindow.follow(this::pmRange);
            route();
        }
        if (offset <= LpcRegister.PIRQH_ROUT.offset && LpcRegister.PIRQA_ROUT.offset < offset + size) {
            route();
        }
        if (LpcRegister.RCBA.touchedBy(offset, size)) {
            chipsetWindow.follow(this::chipsetRange);
        }
    }

    @Override
    protected void resetFunction() {
        chipset.reset();
        apply();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin("ich9-lpc", 1);
        chipset.save(out);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin("ich9-lpc", 1);
        chipset.load(in);
    }

    @Override
    protected void afterLoadFunction() {
        apply();
    }
}
