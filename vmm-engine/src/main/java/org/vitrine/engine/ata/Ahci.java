package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;

/**
 * The Serial ATA controller of the ICH9 in AHCI mode, 8086:2922 (Intel document 316972, chapter 15; Serial ATA AHCI
 * 1.3.1): the ABAR in BAR 5, one interrupt by INTA# or MSI, {@value #PORTS} ports.
 */
public final class Ahci extends PciFunction {
    /** How many devices can be attached. */
    public static final int PORTS = AhciHba.PORTS;

    private static final PciIdentity IDENTITY = PciIdentity.of(0x8086, 0x2922, 0x02, 0x01_06_01);
    private static final String KIND = "ahci";
    private static final int VERSION = 1;
    private static final int ABAR = 5;

    /** Address map (316972, 15.1.28): its two highest bits say AHCI. */
    private static final int MAP = 0x90;

    private static final int MAP_AHCI = 0x40;

    /** Port control and status (316972, 15.1.29): an enable bit for each port, which drivers want to see set. */
    private static final int PORT_CONTROL = 0x92;

    private static final int ALL_PORTS = (1 << PORTS) - 1;

    private final AhciHba hba;

    /** Makes a controller without devices, in power-on state. */
    public Ahci(String id, DeviceHost host) {
        this(id, host, step -> new WorkerThread(id, step));
    }

    /** @param workers makes what executes the commands */
    Ahci(String id, DeviceHost host, CommandWorker.Factory workers) {
        super(id, host, IDENTITY);
        hba = new AhciHba(host.memory(), link(), host.log(), workers);
        memoryBar(ABAR, AhciHba.SIZE, hba.registers());
        msiCapability(1);
        configRegister(MAP, 1, MAP_AHCI, 0);
        configRegister(PORT_CONTROL, 2, ALL_PORTS, ALL_PORTS);
    }

    /**
     * Connects a device to a port, before the machine runs. The controller closes it.
     *
     * @param port 0 to 5
     * @throws IllegalArgumentException if there is no such port, or it has a device already
     */
    public void attach(int port, AtaDevice device) {
        checkPort(port);
        hba.attach(port, device);
    }

    private static void checkPort(int port) {
        if (port < 0 || port >= PORTS) {
            throw new IllegalArgumentException("an AHCI controller has ports 0 to " + (PORTS - 1) + ", not " + port);
        }
    }

    /**
     * Connects a device to a port of a machine that is paused (AHCI 1.3.1, 7.3): the guest finds the link up, PxSERR.DIAG.X and N set, and is
     * interrupted if it wants to be. The controller closes it.
     *
     * @param port 0 to 5
     * @throws IllegalArgumentException as of {@link #attach}
     */
    public void hotPlug(int port, AtaDevice device) {
        checkPort(port);
        hba.hotPlug(port, device);
    }

    /**
     * Takes the device off a port of a machine that is paused, as if its cable were pulled: the guest finds the link down and PxSERR.DIAG.N set, and is
     * interrupted if it wants to be. Commands that were under way never end.
     *
     * @param port 0 to 5
     * @return the device, which is the caller's to close; null if the port has none
     */
    public @Nullable AtaDevice unplug(int port) {
        checkPort(port);
        return hba.unplug(port);
    }

    /** Bus Master Enable may be what commands waited for. */
    @Override
    protected void configWritten(int offset, int size) {
        hba.kick();
    }

    @Override
    public void requestPause() {
        hba.requestPause();
    }

    @Override
    public void awaitPaused() {
        hba.awaitPaused();
    }

    @Override
    public void resume() {
        hba.resume();
    }

    @Override
    protected void resetFunction() {
        hba.reset();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin(KIND, VERSION);
        hba.save(out);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        hba.load(in);
    }

    @Override
    protected void afterLoadFunction() {
        hba.afterLoad();
    }

    @Override
    protected void closeFunction() {
        hba.close();
    }
}
