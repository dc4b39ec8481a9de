package org.vitrine.engine.chipset;

import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * The fixed hardware of ACPI in ICH9 (ACPI 6.5, 4.8; document 316972, 13.7 and 13.8): power button, PM timer, general
 * purpose events, soft off, and the APM ports by which an operating system takes over.
 *
 * <p>There is no system management mode: the APM control port acts at once, and SMI_EN says that firmware has set its
 * handler up, so that none is installed. The TCO watchdog is absent; its registers read as zero.
 */
public final class PmBlock implements Device, RegisterMap.Handler<PmRegister> {
    /** General purpose events, each a bit of GPE0_STS and GPE0_EN. */
    public static final int GENERAL_EVENTS = 64;

    private static final int APM_PORTS = 0xb2;
    private static final int APM_ACPI_ENABLE = 2;
    private static final int APM_ACPI_DISABLE = 3;

    private static final int SCI_EN = 0x0001;
    private static final int BM_RLD = 0x0002;
    private static final int SLP_TYP = 0x1c00;
    private static final int SLP_TYP_SHIFT = 10;
    private static final int SLP_EN = 0x2000;
    private static final int PM1_CNT_STORED = SCI_EN | BM_RLD | SLP_TYP;
    /** What our tables give for S5, as firmware takes for granted; and ICH9's own code for it. */
    private static final int SOFT_OFF = 0;

    private static final int ICH9_SOFT_OFF = 7;

    private static final int APMC_EN = 0x20;

    private final String id;
    private final InterruptPin sci;
    private final Runnable powerOff;
    private final RegisterMap<PmRegister> block = new RegisterMap<>(PmRegister.class, PmRegister.LENGTH, 0, this);
    private final PmTimer timer;
    private final VmClock.Timer alarm;
    private int status;
    private int enable;
    private int control;
    private long generalStatus;
    private long generalEnable;
    private int smiEnable;
    private int apmControl;
    private int apmStatus;

    /**
     * Maps the APM ports; the LPC bridge places the rest.
     *
     * @param sci where the ACPI interrupt goes
     * @param powerOff called on a vCPU's thread, without lock, when the guest turns the machine off
     */
    public PmBlock(String id, DeviceHost host, InterruptPin sci, Runnable powerOff) {
        this.id = id;
        this.sci = sci;
        this.powerOff = powerOff;
        this.timer = new PmTimer(host.clock());
        this.alarm = host.clock().timer(id, this::update);
        this.smiEnable = APMC_EN;
        host.ports().map(APM_PORTS, 2, new ApmPorts());
    }

    @Override
    public String id() {
        return id;
    }

    RegisterBlock block() {
        return block;
    }

    /**
     * Presses the power button. Any thread.
     *
     * @return whether the guest's operating system listens to it now; if not, it learns of it when it begins to
     */
    public synchronized boolean pressPowerButton() {
        raise(PmEvent.POWER_BUTTON);
        return (control & SCI_EN) != 0 && (enable & PmEvent.POWER_BUTTON.mask) != 0;
    }

    /** Signals a fixed event. Any thread. */
    public synchronized void raise(PmEvent event) {
        status |= event.mask;
        update();
    }

    /** Signals a general purpose event. Any thread. @param event 0 to 63 */
    public synchronized void raiseGeneral(int event) {
        generalStatus |= 1L << event;
        update();
    }

    /** Brings status, interrupt and alarm in line with time and registers. */
    private synchronized void update() {
        if (timer.changed()) {
            status |= PmEvent.TIMER.mask;
        }
        boolean pending = (status & enable) != 0 || (generalStatus & generalEnable) != 0;
        sci.set(pending && (control & SCI_EN) != 0);
        boolean timerMatters =
                (control & SCI_EN) != 0 && (enable & PmEvent.TIMER.mask) != 0 && (status & PmEvent.TIMER.mask) == 0;
        if (timerMatters) {
            alarm.arm(timer.deadline());
        } else {
            alarm.cancel();
        }
    }

    @Override
    public synchronized long read(PmRegister register, int index) {
        return switch (register) {
            case PM1_STS -> {
                update();
                yield status;
            }
            case PM1_EN -> enable;
            case PM1_CNT -> control;
            case PM1_TMR -> timer.value();
            case GPE0_STS -> generalStatus;
            case GPE0_EN -> generalEnable;
            case SMI_EN -> smiEnable;
            case SMI_STS -> 0;
        };
    }

    @Override
    public void write(PmRegister register, int index, long value, long mask) {
        boolean sleep = false;
        synchronized (this) {
            switch (register) {
                case PM1_STS -> {
                    update();
                    status &= ~(int) value;
                }
                case PM1_EN -> enable = RegisterMap.merge(enable, value, mask) & PmEvent.enableMask();
                case PM1_CNT -> {
                    control = RegisterMap.merge(control, value, mask) & PM1_CNT_STORED;
                    sleep = (value & SLP_EN) != 0;
                }
                case GPE0_STS -> generalStatus &= ~value;
                case GPE0_EN -> generalEnable = RegisterMap.merge(generalEnable, value, mask);
                case SMI_EN -> smiEnable = RegisterMap.merge(smiEnable, value, mask) | APMC_EN;
                case PM1_TMR, SMI_STS -> {}
            }
            update();
            int type = (control & SLP_TYP) >> SLP_TYP_SHIFT;
            sleep &= type == SOFT_OFF || type == ICH9_SOFT_OFF;
        }
        if (sleep) {
            powerOff.run();
        }
    }

    /** Ports 0xb2 (control) and 0xb3 (status). */
    private final class ApmPorts implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            synchronized (PmBlock.this) {
                int both = apmControl | apmStatus << 8;
                return offset == 0 ? both : apmStatus;
            }
        }

        @Override
        public void write(long offset, int size, long value) {
            synchronized (PmBlock.this) {
                if (offset == 1 || size == 2) {
                    apmStatus = (int) (offset == 1 ? value : value >> 8) & 0xff;
                }
                if (offset == 0) {
                    apmControl = (int) value & 0xff;
                    if (apmControl == APM_ACPI_ENABLE) {
                        control |= SCI_EN;
                    } else if (apmControl == APM_ACPI_DISABLE) {
                        control &= ~SCI_EN;
                    }
                    update();
                }
            }
        }
    }

    @Override
    public synchronized void reset() {
        status = 0;
        enable = 0;
        control = 0;
        generalStatus = 0;
        generalEnable = 0;
        smiEnable = APMC_EN;
        apmControl = 0;
        apmStatus = 0;
        timer.reset();
        update();
    }

    @Override
    public synchronized void save(StateWriter out) {
        update();
        out.begin("ich9-pm", 1);
        out.put("status", status);
        out.put("enable", enable);
        out.put("control", control);
        out.put("general-status", generalStatus);
        out.put("general-enable", generalEnable);
        out.put("smi-enable", smiEnable);
        out.put("apm-control", apmControl);
        out.put("apm-status", apmStatus);
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin("ich9-pm", 1);
        status = in.getInt("status", 0, 0xffff) & PmEvent.statusMask();
        enable = in.getInt("enable", 0, 0xffff) & PmEvent.enableMask();
        control = in.getInt("control", 0, 0xffff) & PM1_CNT_STORED;
        timer.reset();
        generalStatus = in.getLong("general-status");
        generalEnable = in.getLong("general-enable");
        smiEnable = in.getInt("smi-enable") | APMC_EN;
        apmControl = in.getInt("apm-control", 0, 0xff);
        apmStatus = in.getInt("apm-status", 0, 0xff);
        in.end();
    }

    @Override
    public void afterLoad() {
        update();
    }
}
