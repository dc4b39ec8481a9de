package org.vitrine.display.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.scanout.Mode;
import org.vitrine.display.scanout.ScanOut;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.PciIdentity;

/**
 * The VGA adapter: PCI function 1234:1111 as Bochs and QEMU have it. BAR 0 is the video memory, BAR 2 the registers, the
 * expansion ROM its BIOS; the legacy ports and the window at A0000 are always there, since it is the machine's first
 * adapter.
 *
 * <p>From the first {@link #resume} on it takes viewers in, as {@link org.vitrine.display.link} describes; the picture
 * can be looked at while the machine is paused.
 */
public final class Vga extends PciFunction implements Display {
    private static final String KIND = "vga";
    private static final int VERSION = 1;
    private static final int DISPLAY_CONTROLLER_VGA = 0x03_0000;
    /** From 2 on drivers look for the byte order register. */
    private static final int REVISION = 2;

    /** First port and number of ports that a VGA answers. */
    private static final int[][] PORTS = {{0x3b4, 2}, {0x3ba, 1}, {0x3c0, 16}, {0x3d4, 2}, {0x3da, 1}};

    private final MemoryRegion vram;
    private final @Nullable MemoryRegion rom;
    private final @Nullable Path socket;
    private final VgaRegisters registers;
    private final LegacyWindow window;
    private final ScanOut scanOut;
    private final List<AddressSpace.Mapping> mappings = new ArrayList<>();

    /**
     * @param vramBytes a power of two, 1 MiB to 256 MiB
     * @param rom the video BIOS, of a size that is a power of two, owned by the adapter from now on; null for none
     * @param socket where viewers connect; null for no viewers
     */
    Vga(String id, DeviceHost host, long vramBytes, @Nullable MemoryRegion rom, @Nullable Path socket) {
        super(id, host, PciIdentity.of(0x1234, 0x1111, REVISION, DISPLAY_CONTROLLER_VGA));
        this.rom = rom;
        this.socket = socket;
        this.vram = MemoryRegion.shared(id + " vram", vramBytes);
        this.registers = new VgaRegisters(host.clock(), vramBytes);
        this.window = new LegacyWindow(registers, vram);
        this.scanOut = new ScanOut(host, vram, new RegisterSource(registers));
        memoryBar(0, vram, true);
        memoryBar(2, VgaMmio.SIZE, new VgaMmio(this));
        if (rom != null) {
            expansionRom(rom);
        }
        for (int[] range : PORTS) {
            mappings.add(host.ports().map(range[0], range[1], new PortBlock(registers, range[0])));
        }
        mappings.add(host.ports().map(VbePorts.BASE, VbePorts.COUNT, new VbePorts(this)));
        mappings.add(host.mmio().map(LegacyWindow.BASE, LegacyWindow.SIZE, window));
    }

    /** Ports that are one byte each, whatever the width of the access. */
    private record PortBlock(VgaRegisters registers, int base) implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (long) registers.read(VgaPort.of(base + (int) offset + i)) << (8 * i);
            }
            return value;
        }

        @Override
        public void write(long offset, int size, long value) {
            for (int i = 0; i < size; i++) {
                registers.write(VgaPort.of(base + (int) offset + i), (int) (value >>> (8 * i)) & 0xff);
            }
        }
    }

    private record RegisterSource(VgaRegisters registers, ModeDecoder decoder) implements ScanOut.Source {
        private RegisterSource(VgaRegisters registers) {
            this(registers, new ModeDecoder(registers));
        }

        @Override
        public int changes() {
            return registers.changes();
        }

        @Override
        public Mode mode() {
            return decoder.decode();
        }
    }

    VgaRegisters registers() {
        return registers;
    }

    /** Clears the beginning of the video memory. */
    void clear(long bytes) {
        if (bytes > 0) {
            vram.segment().asSlice(0, bytes).fill((byte) 0);
            vram.markDirty(0, bytes);
        }
    }

    public MemoryRegion vram() {
        return vram;
    }

    @Override
    public List<MemoryRegion> regions() {
        return List.of(vram);
    }

    @Override
    public Frame capture() {
        return scanOut.capture();
    }

    @Override
    public void enterTextMode() {
        new BiosTextMode(registers, window).enter(rom == null ? null : RomFont.find(rom.segment()));
    }

    /** @throws LinuxException if the viewers' socket cannot be made */
    @Override
    public void resume() {
        if (socket != null) {
            scanOut.open(socket);
        }
    }

    @Override
    protected void resetFunction() {
        registers.reset();
        window.reset();
    }

    @Override
    protected void saveFunction(StateWriter out) {
        out.begin(KIND, VERSION);
        registers.save(out);
        window.save(out);
    }

    @Override
    protected void loadFunction(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        registers.load(in);
        window.load(in);
    }

    @Override
    protected void afterLoadFunction() {
        scanOut.invalidate();
    }

    @Override
    protected void closeFunction() {
        mappings.forEach(AddressSpace.Mapping::close);
        scanOut.close();
        vram.close();
        if (rom != null) {
            rom.close();
        }
    }
}
