package org.vitrine.engine.kvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A vCPU's struct kvm_run, which it shares with the kernel (KVM api.rst, 5). Read on the vCPU's thread after an exit;
 * {@link #requestExit} from any thread.
 */
public final class RunPage {
    private static final long IMMEDIATE_EXIT = 1;
    private static final long EXIT_REASON = 8;
    private static final long IO_DIRECTION = 32;
    private static final long IO_SIZE = 33;
    private static final long IO_PORT = 34;
    private static final long IO_COUNT = 36;
    private static final long IO_DATA_OFFSET = 40;
    private static final long MMIO_ADDRESS = 32;
    private static final long MMIO_DATA = 40;
    private static final long MMIO_LENGTH = 48;
    private static final long MMIO_IS_WRITE = 52;
    private static final long ERROR_SUBERROR = 32;
    private static final long ERROR_NDATA = 36;
    private static final long ERROR_FLAGS = 40;
    private static final long ERROR_INSTRUCTION_SIZE = 48;
    private static final long ERROR_INSTRUCTION = 49;
    private static final int MAX_INSTRUCTION = 15;
    private static final int INTERNAL_ERROR_EMULATION = 1;
    private static final long FLAG_INSTRUCTION_BYTES = 1;

    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    private final MemorySegment run;

    RunPage(MemorySegment run) {
        this.run = run;
    }

    /** Makes the next or the current KVM_RUN return with EINTR. */
    public void requestExit() {
        BYTE.setRelease(run, IMMEDIATE_EXIT, (byte) 1);
    }

    /** Takes the request back; with a full fence, so that what the requester wrote before is seen after. */
    public void clearExitRequest() {
        BYTE.setVolatile(run, IMMEDIATE_EXIT, (byte) 0);
        VarHandle.fullFence();
    }

    public ExitReason exitReason() {
        return ExitReason.of(run.get(ValueLayout.JAVA_INT, EXIT_REASON));
    }

    public int exitReasonNumber() {
        return run.get(ValueLayout.JAVA_INT, EXIT_REASON);
    }

    public boolean ioIsWrite() {
        return run.get(ValueLayout.JAVA_BYTE, IO_DIRECTION) != 0;
    }

    /** 1, 2 or 4 bytes. */
    public int ioSize() {
        return run.get(ValueLayout.JAVA_BYTE, IO_SIZE);
    }

    public int ioPort() {
        return run.get(ValueLayout.JAVA_SHORT, IO_PORT) & 0xffff;
    }

    /** How many items a string instruction transfers; 1 for IN and OUT. */
    public int ioCount() {
        return run.get(ValueLayout.JAVA_INT, IO_COUNT);
    }

    /** The {@code index}-th item of the transfer. */
    public long ioData(int index) {
        long at = run.get(ValueLayout.JAVA_LONG, IO_DATA_OFFSET) + (long) index * ioSize();
        return switch (ioSize()) {
            case 1 -> run.get(ValueLayout.JAVA_BYTE, at) & 0xffL;
            case 2 -> run.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffffL;
            default -> run.get(ValueLayout.JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
        };
    }

    public void setIoData(int index, long value) {
        long at = run.get(ValueLayout.JAVA_LONG, IO_DATA_OFFSET) + (long) index * ioSize();
        switch (ioSize()) {
            case 1 -> run.set(ValueLayout.JAVA_BYTE, at, (byte) value);
            case 2 -> run.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) value);
            default -> run.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
        }
    }

    public long mmioAddress() {
        return run.get(ValueLayout.JAVA_LONG, MMIO_ADDRESS);
    }

    /** 1 to 8 bytes; not always a power of two, where an access crosses a page. */
    public int mmioLength() {
        return run.get(ValueLayout.JAVA_INT, MMIO_LENGTH);
    }

    public boolean mmioIsWrite() {
        return run.get(ValueLayout.JAVA_BYTE, MMIO_IS_WRITE) != 0;
    }

    /** Little-endian; only the low {@link #mmioLength} bytes mean something. */
    public long mmioData() {
        return run.get(ValueLayout.JAVA_LONG, MMIO_DATA);
    }

    public void setMmioData(long value) {
        run.set(ValueLayout.JAVA_LONG, MMIO_DATA, value);
    }

    /** What KVM says of an internal error or a failed entry, with the bytes of the instruction where it gives them. */
    public String errorText() {
        return switch (exitReason()) {
            case FAIL_ENTRY -> "hardware entry failure %#x".formatted(run.get(ValueLayout.JAVA_LONG, 32));
            case INTERNAL_ERROR -> internalErrorText();
            default -> "exit reason " + exitReasonNumber();
        };
    }

    private String internalErrorText() {
        int suberror = run.get(ValueLayout.JAVA_INT, ERROR_SUBERROR);
        StringBuilder text = new StringBuilder("internal error, suberror ").append(suberror);
        if (suberror == INTERNAL_ERROR_EMULATION) {
            text.append(" (an instruction could not be emulated)");
            if (run.get(ValueLayout.JAVA_INT, ERROR_NDATA) > 0
                    && (run.get(ValueLayout.JAVA_LONG, ERROR_FLAGS) & FLAG_INSTRUCTION_BYTES) != 0) {
                int size = Math.clamp(run.get(ValueLayout.JAVA_BYTE, ERROR_INSTRUCTION_SIZE), 0, MAX_INSTRUCTION);
                text.append(", instruction bytes");
                for (int i = 0; i < size; i++) {
                    text.append(" %02x".formatted(run.get(ValueLayout.JAVA_BYTE, ERROR_INSTRUCTION + i)));
                }
            }
        }
        return text.toString();
    }
}
