package org.vitrine.engine.chipset;

import java.util.Arrays;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The two DMA controllers of a PC (document 316972, 13.4) for guests that look for them or park them: 8-bit channels at
 * ports 0x00–0x0f, 16-bit channels at the even ports of 0xc0–0xdf, pages at 0x80–0x8f. Nothing on the board does ISA DMA. Port
 * 0x80 also takes the codes of firmware's self-test, which nobody shows.
 */
public final class DmaControllers implements Device {
    private static final String KIND = "dma-8237";
    private static final int FIRST_PORT = 0x00;
    private static final int SECOND_PORT = 0xc0;
    private static final int PAGE_PORT = 0x80;
    private static final int PAGES = 16;

    private final String id;
    private final Dma8237 first = new Dma8237();
    private final Dma8237 second = new Dma8237();
    private final byte[] pages = new byte[PAGES];

    /** Takes its ports. */
    public DmaControllers(String id, DeviceHost host) {
        this.id = id;
        host.ports().map(FIRST_PORT, DmaRegister.SIZE, map(first));
        host.ports().map(SECOND_PORT, 2 * DmaRegister.SIZE, new EvenPorts(map(second)));
        host.ports().map(PAGE_PORT, PAGES, new PagePorts());
    }

    private static RegisterMap<DmaRegister> map(Dma8237 controller) {
        return new RegisterMap<>(DmaRegister.class, DmaRegister.SIZE, 0xff, controller);
    }

    /** Puts a block's bytes at every second port. */
    private record EvenPorts(RegisterBlock block) implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                long at = offset + i;
                value |= ((at & 1) == 0 ? block.read(at >> 1, 1) & 0xff : 0xff) << 8 * i;
            }
            return value;
        }

        @Override
        public void write(long offset, int size, long value) {
            for (int i = 0; i < size; i++) {
                long at = offset + i;
                if ((at & 1) == 0) {
                    block.write(at >> 1, 1, value >> 8 * i & 0xff);
                }
            }
        }
    }

    /** Memory and nothing else. */
    private final class PagePorts implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (pages[(int) offset + i] & 0xffL) << 8 * i;
            }
            return value;
        }

        @Override
        public void write(long offset, int size, long value) {
            for (int i = 0; i < size; i++) {
                pages[(int) offset + i] = (byte) (value >> 8 * i);
            }
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void reset() {
        first.reset();
        second.reset();
        Arrays.fill(pages, (byte) 0);
    }

    @Override
    public void save(StateWriter out) {
        out.begin(KIND, 1);
        first.save(out, "first.");
        second.save(out, "second.");
        out.put("pages", pages);
    }

    @Override
    public void load(StateReader in) throws StateException {
        in.begin(KIND, 1);
        first.load(in, "first.");
        second.load(in, "second.");
        in.getBytes("pages", pages);
        in.end();
    }
}
