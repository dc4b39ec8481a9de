package org.vitrine.engine.chipset;

import java.util.function.Consumer;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The port on which SeaBIOS and other firmware write what they do (SeaBIOS, docs/Debugging.md): a read answers
 * {@value #PRESENT}, a written byte is a character. Lines go to the log.
 */
public final class DebugConsole implements Device, RegisterBlock {
    public static final int PORT = 0x402;

    private static final int PRESENT = 0xe9;
    private static final int MAX_LINE = 256;
    private static final String KIND = "debugcon";
    private static final int VERSION = 1;

    private final String id;
    private final Consumer<String> log;
    private final byte[] line = new byte[MAX_LINE];
    private int length;

    /** @param log takes a line, on a vCPU's thread: it must not wait */
    public DebugConsole(String id, DeviceHost host, Consumer<String> log) {
        this.id = id;
        this.log = log;
        host.ports().map(PORT, 1, this);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long read(long offset, int size) {
        return PRESENT;
    }

    @Override
    public synchronized void write(long offset, int size, long value) {
        if (value != '\n') {
            line[length++] = (byte) value;
        }
        if (value == '\n' || length == MAX_LINE) {
            log.accept(new String(line, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1));
            length = 0;
        }
    }

    @Override
    public synchronized void reset() {
        length = 0;
    }

    @Override
    public synchronized void save(StateWriter out) {
        out.begin(KIND, VERSION);
        out.put("line", java.util.Arrays.copyOf(line, length));
    }

    @Override
    public synchronized void load(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        byte[] saved = in.getBytes("line", MAX_LINE - 1);
        in.end();
        System.arraycopy(saved, 0, line, 0, saved.length);
        length = saved.length;
    }
}
