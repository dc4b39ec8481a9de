package org.vitrine.display.adapter;

import java.util.concurrent.atomic.AtomicInteger;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.VmClock;

/**
 * All registers of the adapter, as the I/O ports reach them. Guarded by its own monitor, which is the adapter's lock: the
 * package's other classes call the parts only while they hold it.
 */
@SuppressWarnings("EnumOrdinal") // A register's index is its place in the enum, by definition.
final class VgaRegisters {
    /** Of the miscellaneous output register: the CRT controller answers at 3D4, not at 3B4. */
    static final int COLOR_ADDRESSES = 0x01;

    private static final int MISCELLANEOUS_MASK = 0xef;
    private static final int FEATURE_MASK = 0x10;
    private static final int ABSENT = 0xff;

    final RegisterFile<SequencerRegister> sequencer = new RegisterFile<>("sequencer", SequencerRegister.values(), 0x07);
    final RegisterFile<GraphicsRegister> graphics = new RegisterFile<>("graphics", GraphicsRegister.values(), 0x0f);
    final RegisterFile<CrtcRegister> crtc = new RegisterFile<>("crtc", CrtcRegister.values(), 0xff);
    final RegisterFile<AttributeRegister> attribute = new RegisterFile<>("attribute", AttributeRegister.values(), 0x3f);
    final Dac dac = new Dac();
    final BochsVbe vbe;
    private final VmClock clock;
    private int miscellaneous;
    private int feature;
    /** Whether the next write to 3C0 is data. */
    private boolean attributeData;

    private final AtomicInteger changes = new AtomicInteger();

    VgaRegisters(VmClock clock, long memorySize) {
        this.clock = clock;
        this.vbe = new BochsVbe(memorySize);
    }

    /** Counts every change of a register that the picture may depend on. Any thread, without the lock. */
    int changes() {
        return changes.get();
    }

    void changed() {
        changes.incrementAndGet();
    }

    int miscellaneous() {
        return miscellaneous;
    }

    /** Whether the display, not the CPU, uses the palette: otherwise the screen is black. */
    boolean isPaletteShown() {
        return (attribute.index() & AttributeRegister.PALETTE_ADDRESS_SOURCE) != 0;
    }

    private boolean decodes(VgaPort port) {
        boolean color = (miscellaneous & COLOR_ADDRESSES) != 0;
        return switch (port) {
            case CRTC_INDEX_MONO, CRTC_DATA_MONO, INPUT_STATUS_1_MONO -> !color;
            case CRTC_INDEX, CRTC_DATA, INPUT_STATUS_1 -> color;
            case NONE -> false;
            default -> true;
        };
    }

    /** Reads a port, one byte. */
    synchronized int read(VgaPort port) {
        if (!decodes(port)) {
            return ABSENT;
        }
        return switch (port) {
            case CRTC_INDEX, CRTC_INDEX_MONO -> crtc.index();
            case CRTC_DATA, CRTC_DATA_MONO -> crtc.read(crtc.index());
            case INPUT_STATUS_1, INPUT_STATUS_1_MONO -> readInputStatus1();
            case ATTRIBUTE -> attribute.index();
            case ATTRIBUTE_DATA_READ -> attribute.read(attribute.index() & 0x1f);
            case MISCELLANEOUS_OUTPUT -> 0;
            case SEQUENCER_INDEX -> sequencer.index();
            case SEQUENCER_DATA -> sequencer.read(sequencer.index());
            case PEL_MASK -> dac.readPelMask();
            case DAC_READ_INDEX -> dac.readState();
            case DAC_WRITE_INDEX -> dac.readWriteIndex();
            case DAC_DATA -> dac.readData();
            case FEATURE_CONTROL_READ -> feature;
            case MISCELLANEOUS_OUTPUT_READ -> miscellaneous;
            case GRAPHICS_INDEX -> graphics.index();
            case GRAPHICS_DATA -> graphics.read(graphics.index());
            case NONE -> ABSENT;
        };
    }

    private int readInputStatus1() {
        attributeData = false;
        return RetraceTiming.inputStatus1(crtc, sequencer, miscellaneous, clock.nanos());
    }

    /** Writes a port, one byte. */
    synchronized void write(VgaPort port, int value) {
        if (!decodes(port)) {
            return;
        }
        switch (port) {
            case CRTC_INDEX, CRTC_INDEX_MONO -> crtc.setIndex(value);
            case CRTC_DATA, CRTC_DATA_MONO -> writeCrtc(value);
            case INPUT_STATUS_1, INPUT_STATUS_1_MONO -> feature = value & FEATURE_MASK;
            case ATTRIBUTE -> writeAttribute(value);
            case MISCELLANEOUS_OUTPUT -> {
                miscellaneous = value & MISCELLANEOUS_MASK;
                changed();
            }
            case SEQUENCER_INDEX -> sequencer.setIndex(value);
            case SEQUENCER_DATA -> note(sequencer.write(sequencer.index(), value));
            case PEL_MASK -> {
                dac.writePelMask(value);
                changed();
            }
            case DAC_READ_INDEX -> dac.writeReadIndex(value);
            case DAC_WRITE_INDEX -> dac.writeWriteIndex(value);
            case DAC_DATA -> note(dac.writeData(value));
            case GRAPHICS_INDEX -> graphics.setIndex(value);
            case GRAPHICS_DATA -> note(graphics.write(graphics.index(), value));
            case ATTRIBUTE_DATA_READ, FEATURE_CONTROL_READ, MISCELLANEOUS_OUTPUT_READ, NONE -> {}
        }
    }

    private void writeAttribute(int value) {
        if (attributeData) {
            note(attribute.write(attribute.index() & 0x1f, value));
        } else {
            boolean shown = isPaletteShown();
            attribute.setIndex(value);
            note(shown != isPaletteShown());
        }
        attributeData = !attributeData;
    }

    private void writeCrtc(int value) {
        int index = crtc.index();
        int effective = value;
        if (crtc.bit(CrtcRegister.VERTICAL_RETRACE_END, CrtcRegister.PROTECT)
                && index <= CrtcRegister.OVERFLOW.ordinal()) {
            if (index != CrtcRegister.OVERFLOW.ordinal()) {
                return;
            }
            effective = (crtc.get(CrtcRegister.OVERFLOW) & ~CrtcRegister.OVERFLOW_LINE_COMPARE)
                    | (value & CrtcRegister.OVERFLOW_LINE_COMPARE);
        }
        note(crtc.write(index, effective));
    }

    private void note(boolean change) {
        if (change) {
            changed();
        }
    }

    synchronized int readVbeIndex() {
        return vbe.index();
    }

    synchronized void writeVbeIndex(int value) {
        vbe.setIndex(value);
    }

    synchronized int readVbeData() {
        return vbe.read(vbe.index());
    }

    /** Writes a register; answers how many bytes of memory, from its beginning, are to be cleared. */
    synchronized long writeVbeData(int value) {
        return writeVbe(vbe.index(), value);
    }

    synchronized int readVbe(int number) {
        return vbe.read(number);
    }

    /** Writes a register; answers how many bytes of memory, from its beginning, are to be cleared. */
    synchronized long writeVbe(int number, int value) {
        boolean clear = vbe.write(number, value);
        changed();
        return clear ? vbe.visibleBytes() : 0;
    }

    synchronized void reset() {
        sequencer.reset();
        graphics.reset();
        crtc.reset();
        attribute.reset();
        dac.reset();
        vbe.reset();
        miscellaneous = 0;
        feature = 0;
        attributeData = false;
        changed();
    }

    synchronized void save(StateWriter out) {
        sequencer.save(out);
        graphics.save(out);
        crtc.save(out);
        attribute.save(out);
        dac.save(out);
        vbe.save(out);
        out.put("miscellaneous", miscellaneous);
        out.put("feature", feature);
        out.put("attribute.data", attributeData);
    }

    synchronized void load(StateReader in) throws StateException {
        sequencer.load(in);
        graphics.load(in);
        crtc.load(in);
        attribute.load(in);
        dac.load(in);
        vbe.load(in);
        miscellaneous = in.getInt("miscellaneous", 0, 0xff) & MISCELLANEOUS_MASK;
        feature = in.getInt("feature", 0, 0xff) & FEATURE_MASK;
        attributeData = in.getBoolean("attribute.data");
        changed();
    }
}
