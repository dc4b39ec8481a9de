package org.vitrine.engine.pci;

import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.MemoryRegion;

/** A function with one of everything: registers in memory and I/O space, VRAM, a ROM, INTx, MSI and MSI-X. */
class SampleFunction extends PciFunction {
    static final int REGISTERS = 0;
    static final int VRAM = 1;
    static final int PORTS = 2;
    static final int MSIX = 3;
    static final int WIDE = 4;
    static final int MSIX_VECTORS = 3;

    final MemoryRegion vram = MemoryRegion.shared("vram", 0x1_0000);
    final MemoryRegion rom = MemoryRegion.anonymous("rom", 0x1000);
    final InterruptPin pin;
    int scratch;
    String written = "";

    SampleFunction(DeviceHost host) {
        this("sample", host);
    }

    SampleFunction(String id, DeviceHost host) {
        super(id, host, PciIdentity.of(0x1234, 0x5678, 3, 0xff0102));
        RegisterBlock registers = new Scratch();
        memoryBar(REGISTERS, 0x1000, registers);
        memoryBar(VRAM, vram, true);
        ioBar(PORTS, 0x20, registers);
        msixCapability(MSIX, MSIX_VECTORS);
        memoryBar64(WIDE, 1L << 33, registers, true);
        expansionRom(rom);
        msiCapability(4);
        pin = intx();
    }

    private final class Scratch implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            return offset == 0 ? scratch : 0;
        }

        @Override
        public void write(long offset, int size, long value) {
            if (offset == 0) {
                scratch = (int) value;
            } else if (offset == 4) {
                pin.set(value != 0);
            } else if (offset == 8) {
                sendMessage((int) value);
            }
        }
    }

    void message(int vector) {
        sendMessage(vector);
    }

    boolean messages() {
        return messageInterruptsEnabled();
    }

    boolean mastersBus() {
        return busMaster();
    }

    @Override
    protected void configWritten(int offset, int size) {
        written += "%x/%d ".formatted(offset, size);
    }

    @Override
    protected void resetFunction() {
        scratch = 0;
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin("sample", 1);
        out.put("scratch", scratch);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin("sample", 1);
        scratch = in.getInt("scratch");
    }

    @Override
    protected void closeFunction() {
        vram.close();
        rom.close();
    }
}
