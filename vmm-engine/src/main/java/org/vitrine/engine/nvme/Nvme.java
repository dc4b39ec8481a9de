package org.vitrine.engine.nvme;

import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;

/**
 * An NVM Express controller with one namespace (NVM Express Base Specification 1.4): registers in BAR 0, MSI-X with a vector for each pair of queues in
 * BAR 4, or INTA#.
 *
 * <p>It is 1b36:0010, as QEMU's is: every operating system and firmware has been tried with that. It costs a Linux guest the Write Zeroes
 * command, which Linux does not use with this identity; deallocation it does use.
 */
public final class Nvme extends PciFunction {
    private static final PciIdentity IDENTITY = PciIdentity.of(0x1b36, 0x0010, 0x02, 0x01_08_02);
    private static final String KIND = "nvme";
    private static final int VERSION = 2;
    private static final int REGISTERS = 0;
    private static final int VECTORS = 4;

    private final NvmeController controller;

    /**
     * Makes a controller in power-on state.
     *
     * @param disk behind the namespace; stays the caller's to close
     * @param serial up to 20 ASCII characters; a guest takes controllers with the same one for the same
     */
    public Nvme(String id, DeviceHost host, DiskBackend disk, String serial) {
        this(id, host, disk, serial, step -> new WorkerThread(id, step));
    }

    /** @param workers makes what carries the commands out */
    Nvme(String id, DeviceHost host, DiskBackend disk, String serial, CommandWorker.Factory workers) {
        super(id, host, IDENTITY);
        byte[] identity = ControllerIdentity.of(
                IDENTITY.vendor(), IDENTITY.subsystemVendor(), serial, disk.hasWriteCache(), disk.takesDiscards());
        controller = new NvmeController(
                id, host.memory(), link(), host.log(), identity, new Namespace(disk, serial), workers);
        memoryBar64(REGISTERS, NvmeController.SIZE, controller.registers(), false);
        msixCapability(VECTORS, Queues.COUNT);
        expressCapability();
    }

    /** The disk has grown: tells a guest that wants to know. While paused. */
    public void sizeChanged() {
        controller.namespaceChanged();
    }

    @Override
    protected void configWritten(int offset, int size) {
        controller.busChanged();
    }

    @Override
    public void requestPause() {
        controller.requestPause();
    }

    @Override
    public void awaitPaused() {
        controller.awaitPaused();
    }

    @Override
    public void resume() {
        controller.resume();
    }

    @Override
    protected void resetFunction() {
        controller.reset();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin(KIND, VERSION);
        controller.save(out);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        controller.load(in, in.begin(KIND, VERSION));
    }

    @Override
    protected void afterLoadFunction() {
        controller.afterLoad();
    }

    @Override
    protected void closeFunction() {
        controller.close();
    }
}
