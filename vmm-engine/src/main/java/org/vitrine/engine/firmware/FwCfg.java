package org.vitrine.engine.firmware;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.GuestMemory;

/**
 * fw_cfg, through which the machine describes itself to firmware (QEMU, {@code docs/specs/fw_cfg}).
 *
 * <p>Twelve ports: a 16-bit selector (write only), an 8-bit data register at +1, and at +4 the 64-bit big-endian address of
 * a DMA request, where the write of the low half starts the transfer. All items are read-only; a DMA write is refused.
 * Reads past the end of an item, and of an item that does not exist, answer zeros.
 */
public final class FwCfg implements Device, RegisterBlock {
    /** Ports that the device takes. */
    public static final int PORTS = 12;

    /** Most bytes that one DMA request may move: far more than any item has, and little enough to be done in one exit. */
    static final long MAX_TRANSFER = 64L << 20;

    private static final int SELECTOR = 0;
    private static final int DATA = 1;
    private static final int DMA_HIGH = 4;
    private static final int DMA_LOW = 8;

    private static final int CONTROL_ERROR = 1;
    private static final int CONTROL_READ = 1 << 1;
    private static final int CONTROL_SKIP = 1 << 2;
    private static final int CONTROL_SELECT = 1 << 3;
    private static final int CONTROL_WRITE = 1 << 4;
    private static final int DMA_REQUEST_SIZE = 16;

    private static final long DMA_SIGNATURE = 0x51454d5520434647L;
    private static final int ARCHITECTURE = 0x8000;
    private static final int KEY_MASK = 0x3fff;
    private static final int FIRST_FILE = 0x20;
    private static final int DIRECTORY_ENTRY = 64;
    private static final byte[] NOTHING = {};
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private final String id;
    private final GuestMemory memory;
    private final byte[][] generic;
    private final byte[][] architecture;
    private final Map<Integer, Supplier<byte[]>> changing = new HashMap<>();

    private int selector;
    private int offset;
    private int dmaHigh;

    /**
     * Maps the registers at their place on the board.
     *
     * @param items what is offered; later changes to it have no effect
     */
    @SuppressWarnings("this-escape")
    public FwCfg(String id, DeviceHost host, Board board, FwCfgItems items) {
        this.id = id;
        this.memory = host.memory();
        generic = new byte[FIRST_FILE + items.files.size()][];
        architecture = new byte[8][];
        items.numbered.forEach((key, data) -> {
            byte[][] table = (key.number() & ARCHITECTURE) != 0 ? architecture : generic;
            table[key.number() & KEY_MASK] = data;
        });
        ByteBuffer directory =
                ByteBuffer.allocate(4 + DIRECTORY_ENTRY * items.files.size()).putInt(items.files.size());
        int key = FIRST_FILE;
        for (Map.Entry<String, byte[]> file : items.files.entrySet()) {
            int entry = directory.position();
            directory
                    .putInt(file.getValue().length)
                    .putShort((short) key)
                    .putShort((short) 0)
                    .put(file.getKey().getBytes(StandardCharsets.US_ASCII))
                    .position(entry + DIRECTORY_ENTRY);
            Supplier<byte[]> now = items.changing.get(file.getKey());
            if (now != null) {
                changing.put(key, now);
            }
            generic[key++] = file.getValue();
        }
        generic[FwCfgKey.FILE_DIRECTORY.number()] = directory.array();
        host.ports().map(board.fwCfgBase(), PORTS, this);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized long read(long at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= readByte((int) at + i) << (8 * i);
        }
        return value;
    }

    private long readByte(int at) {
        if (at == DATA) {
            byte[] item = selected();
            return offset < item.length ? item[offset++] & 0xff : 0;
        }
        return at >= DMA_HIGH ? DMA_SIGNATURE >>> (56 - 8 * (at - DMA_HIGH)) & 0xff : 0xff;
    }

    @Override
    public synchronized void write(long at, int size, long value) {
        if (at == SELECTOR && size == 2) {
            select((int) value);
        } else if (at == DMA_HIGH && size == 4) {
            dmaHigh = Integer.reverseBytes((int) value);
        } else if (at == DMA_LOW && size == 4) {
            long request = (long) dmaHigh << 32 | Integer.toUnsignedLong(Integer.reverseBytes((int) value));
            dmaHigh = 0;
            transfer(request);
        } else if (at == DMA_HIGH && size == 8) {
            dmaHigh = 0;
            transfer(Long.reverseBytes(value));
        }
    }

    private void select(int key) {
        selector = key & 0xffff;
        offset = 0;
        Supplier<byte[]> now = changing.isEmpty() || (key & ARCHITECTURE) != 0 ? null : changing.get(key & KEY_MASK);
        if (now != null) {
            generic[key & KEY_MASK] = now.get();
        }
    }

    private byte[] selected() {
        byte[][] table = (selector & ARCHITECTURE) != 0 ? architecture : generic;
        int index = selector & KEY_MASK;
        byte @Nullable [] item = index < table.length ? table[index] : null;
        return item != null ? item : NOTHING;
    }

    private void transfer(long request) {
        if (!memory.contains(request, DMA_REQUEST_SIZE)) {
            return;
        }
        int control = Integer.reverseBytes(memory.readInt(request));
        long length = Integer.toUnsignedLong(Integer.reverseBytes(memory.readInt(request + 4)));
        long address = Long.reverseBytes(memory.readLong(request + 8));
        if ((control & CONTROL_SELECT) != 0) {
            select(control >>> 16);
        }
        boolean done = true;
        if ((control & CONTROL_READ) != 0) {
            done = copyOut(address, length);
        } else if ((control & CONTROL_WRITE) != 0) {
            done = false;
        } else if ((control & CONTROL_SKIP) != 0) {
            offset += (int) Math.min(length, Math.max(0, selected().length - offset));
        }
        memory.writeInt(request, Integer.reverseBytes(done ? 0 : CONTROL_ERROR));
    }

    /** Copies in words through the memory's own accessors: a segment of the item would be an allocation on an exit. */
    private boolean copyOut(long address, long length) {
        if (length > MAX_TRANSFER || !memory.contains(address, length)) {
            return false;
        }
        byte[] item = selected();
        int available = (int) Math.min(length, Math.max(0, item.length - offset));
        long done = 0;
        for (; done + Long.BYTES <= available; done += Long.BYTES) {
            memory.writeLong(address + done, (long) WORD.get(item, offset + (int) done));
        }
        for (; done < available; done++) {
            memory.writeByte(address + done, item[offset + (int) done]);
        }
        for (; done + Long.BYTES <= length; done += Long.BYTES) {
            memory.writeLong(address + done, 0);
        }
        for (; done < length; done++) {
            memory.writeByte(address + done, 0);
        }
        offset += available;
        return true;
    }

    @Override
    public synchronized void reset() {
        selector = 0;
        offset = 0;
        dmaHigh = 0;
    }

    @Override
    public synchronized void save(StateWriter out) {
        out.begin("fw_cfg", 1);
        out.put("selector", selector);
        out.put("offset", offset);
        out.put("dmaHigh", dmaHigh);
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin("fw_cfg", 1);
        int savedSelector = in.getInt("selector", 0, 0xffff);
        int savedOffset = in.getInt("offset", 0, Integer.MAX_VALUE);
        int savedDmaHigh = in.getInt("dmaHigh");
        in.end();
        selector = savedSelector;
        offset = savedOffset;
        dmaHigh = savedDmaHigh;
    }
}
