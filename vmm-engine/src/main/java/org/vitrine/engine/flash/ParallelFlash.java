package org.vitrine.engine.flash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * A parallel NOR flash, one device of bytes (x8) with the Common Flash Interface's command set 0001h (JEDEC JESD68.01; Intel 28FxxxJ3A
 * datasheet).
 *
 * <p>While it reads its array, its content is a read-only memory slot: reads cost no exit, a write exits and is a command. From the first
 * command on the slot is gone and every access comes here, until the guest has it read its array again.
 *
 * <p>Blocks have {@value #BLOCK} bytes. Erasing sets a block's bits, programming clears bits. Both are done when the command is given, so
 * that the status is always ready, but for one thing in which all virtual flash of PCs is alike, and by which OVMF tells it from RAM and ROM (OvmfPkg,
 * QemuFlashDetected): clearing the status clears the ready bit too, and reads the array again. An access of several bytes is one
 * command, of its lowest byte, or that many bytes of data.
 */
public final class ParallelFlash implements Device, RegisterBlock {
    /** Bytes of a block, the least that can be erased. */
    public static final int BLOCK = 4096;

    private static final String KIND = "pflash";
    private static final int VERSION = 1;
    private static final long ERASED = -1;

    /** What a read answers. */
    private enum Output {
        ARRAY,
        STATUS,
        IDENTIFIER,
        QUERY
    }

    /** What the next write is. */
    private enum Next {
        COMMAND,
        PROGRAM_DATA,
        BUFFER_COUNT,
        BUFFER_DATA,
        BUFFER_CONFIRM,
        ERASE_CONFIRM,
        LOCK_ACTION
    }

    private final String id;
    private final GuestMemory memory;
    private final long base;
    private final MemoryRegion content;
    private final @Nullable FlashFile file;
    private final FlashQuery query;
    private final WriteBuffer buffer = new WriteBuffer();
    private final AddressSpace.Mapping commands;

    private Output output = Output.ARRAY;
    private Next next = Next.COMMAND;
    private int status = FlashStatus.READY;
    private boolean changing;
    private GuestMemory.@Nullable Mapping slot;

    /**
     * Puts it in its place.
     *
     * @param base guest physical address, a multiple of 4 KiB
     * @param content a multiple of {@value #BLOCK} bytes; stays the caller's
     * @param file keeps what the guest changes, from the first {@link #resume} to {@link #close}; null locks all blocks
     */
    @SuppressWarnings("this-escape")
    public ParallelFlash(String id, DeviceHost host, long base, MemoryRegion content, @Nullable FlashFile file) {
        if (content.size() % BLOCK != 0) {
            throw new IllegalArgumentException("a flash has whole blocks, not %d bytes".formatted(content.size()));
        }
        this.id = id;
        this.memory = host.memory();
        this.base = base;
        this.content = content;
        this.file = file;
        this.query = new FlashQuery(content.size(), BLOCK, WriteBuffer.BITS, file == null);
        this.commands = host.mmio().map(base, content.size(), this);
        showSlot();
    }

    @Override
    public String id() {
        return id;
    }

    private synchronized void copyContent(MemorySegment into) {
        into.copyFrom(content.segment());
    }

    @Override
    public synchronized long read(long offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) readByte(offset + i) << (8 * i);
        }
        return value;
    }

    private int readByte(long offset) {
        return switch (output) {
            case ARRAY -> content.segment().get(ValueLayout.JAVA_BYTE, offset) & 0xff;
            case STATUS -> status;
            case IDENTIFIER -> query.identifier(offset);
            case QUERY -> query.query(offset);
        };
    }

    @Override
    public synchronized void write(long offset, int size, long value) {
        int low = (int) value & 0xff;
        switch (next) {
            case COMMAND -> command(low);
            case PROGRAM_DATA -> {
                program(offset, size, value);
                done();
            }
            case BUFFER_COUNT -> {
                if (buffer.expect(low + 1)) {
                    next = Next.BUFFER_DATA;
                } else {
                    fail(FlashStatus.SEQUENCE_ERROR);
                }
            }
            case BUFFER_DATA -> fill(offset, size, value);
            case BUFFER_CONFIRM -> {
                if (isConfirmed(low)) {
                    programBuffer();
                    buffer.clear();
                }
            }
            case ERASE_CONFIRM -> {
                if (isConfirmed(low)) {
                    erase(offset);
                }
            }
            case LOCK_ACTION -> done(); // All blocks are as they were made.
        }
        showSlot();
    }

    private void command(int code) {
        FlashCommand command = FlashCommand.of(code);
        switch (command == null ? FlashCommand.READ_ARRAY : command) {
            case READ_ARRAY, RESET_AMD -> readArray();
            case READ_IDENTIFIER -> output = Output.IDENTIFIER;
            case READ_QUERY -> output = Output.QUERY;
            case READ_STATUS -> output = Output.STATUS;
            case CLEAR_STATUS -> {
                status = 0;
                readArray();
            }
            case WORD_PROGRAM, WORD_PROGRAM_ALTERNATE -> expect(Next.PROGRAM_DATA);
            case BUFFERED_PROGRAM -> {
                status |= FlashStatus.READY;
                expect(Next.BUFFER_COUNT);
            }
            case BLOCK_ERASE -> expect(Next.ERASE_CONFIRM);
            case LOCK_SETUP -> expect(Next.LOCK_ACTION);
        }
    }

    private void expect(Next cycle) {
        next = cycle;
        output = Output.STATUS;
    }

    private void readArray() {
        output = Output.ARRAY;
        if (changing) {
            changing = false;
            keep();
        }
    }

    private void keep() {
        if (file != null) {
            file.changed();
        }
    }

    private void done() {
        status |= FlashStatus.READY;
        next = Next.COMMAND;
    }

    private void fail(int error) {
        status |= error;
        buffer.clear();
        done();
    }

    /** What is not confirmed is not done; to read the array instead is no error. */
    private boolean isConfirmed(int code) {
        if (code == FlashCommand.CONFIRM) {
            done();
            return true;
        }
        if (code == FlashCommand.READ_ARRAY.code()) {
            buffer.clear();
            done();
            readArray();
        } else {
            fail(FlashStatus.SEQUENCE_ERROR);
        }
        return false;
    }

    private void fill(long offset, int size, long value) {
        for (int i = 0; i < size; i++) {
            if (!buffer.put(offset + i, (int) (value >>> (8 * i)))) {
                fail(FlashStatus.SEQUENCE_ERROR);
                return;
            }
        }
        if (buffer.isFull()) {
            next = Next.BUFFER_CONFIRM;
        }
    }

    private void program(long offset, int size, long value) {
        for (int i = 0; i < size; i++) {
            programByte(offset + i, (int) (value >>> (8 * i)));
        }
    }

    private void programBuffer() {
        for (int i = 0; i < buffer.length(); i++) {
            programByte(buffer.start() + i, buffer.at(i));
        }
    }

    private void programByte(long offset, int value) {
        if (file == null) {
            status |= FlashStatus.PROGRAM_ERROR | FlashStatus.PROTECTED;
        } else if (offset < content.size()) {
            int before = content.segment().get(ValueLayout.JAVA_BYTE, offset);
            content.segment().set(ValueLayout.JAVA_BYTE, offset, (byte) (before & value));
            content.markDirty(offset, 1);
            changing = true;
        }
    }

    private void erase(long offset) {
        if (file == null) {
            status |= FlashStatus.ERASE_ERROR | FlashStatus.PROTECTED;
            return;
        }
        long start = offset & -BLOCK;
        for (long at = start; at < start + BLOCK; at += Long.BYTES) {
            content.segment().set(ValueLayout.JAVA_LONG, at, ERASED);
        }
        content.markDirty(start, BLOCK);
        changing = true;
    }

    /** Shows the content as memory while it may be, and else not. */
    private void showSlot() {
        boolean shown = output == Output.ARRAY && next == Next.COMMAND;
        if (shown && slot == null) {
            slot = memory.map(content, 0, base, content.size(), false);
        } else if (!shown && slot != null) {
            slot.close();
            slot = null;
        }
    }

    /** A change that the guest has not come to the end of is kept as it is: it may never go on. */
    @Override
    public synchronized void requestPause() {
        if (changing) {
            keep();
        }
    }

    @Override
    public void awaitPaused() {
        if (file != null) {
            file.awaitWritten();
        }
    }

    @Override
    public void resume() {
        if (file != null) {
            file.resume(this::copyContent);
        }
    }

    @Override
    public synchronized void reset() {
        next = Next.COMMAND;
        status = FlashStatus.READY;
        buffer.clear();
        readArray();
        showSlot();
    }

    @Override
    public synchronized void save(StateWriter out) {
        out.begin(KIND, VERSION);
        out.put("output", output.ordinal());
        out.put("next", next.ordinal());
        out.put("status", status);
        out.put("changing", changing);
        buffer.save(out);
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        Output savedOutput = Output.values()[in.getInt("output", 0, Output.values().length - 1)];
        Next savedNext = Next.values()[in.getInt("next", 0, Next.values().length - 1)];
        int savedStatus = in.getInt("status", 0, FlashStatus.ALL);
        boolean savedChanging = in.getBoolean("changing");
        buffer.load(in, content.size());
        in.end();
        output = savedOutput;
        next = savedNext;
        status = savedStatus;
        changing = savedChanging;
    }

    @Override
    public synchronized void afterLoad() {
        showSlot();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
        synchronized (this) {
            commands.close();
            if (slot != null) {
                slot.close();
                slot = null;
            }
        }
    }
}
