package org.vitrine.engine.machine;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.chipset.SerialSink;
import org.vitrine.engine.chipset.Uart16550;
import org.vitrine.engine.device.DeviceHost;

/** COM1 and what it is connected to: nothing, this process's standard streams, or a file. */
final class SerialLine implements AutoCloseable {
    private static final String NONE = "none";
    private static final String STDIO = "stdio";

    private final Uart16550 port;
    private final @Nullable SerialOutput output;

    /**
     * @param where {@code "none"}, {@code "stdio"} or a file's path
     * @throws MachineException if the file cannot be written
     */
    SerialLine(DeviceHost host, String where) throws MachineException {
        output = switch (where) {
            case NONE -> null;
            case STDIO -> new SerialOutput("com1-output", new FileOutputStream(FileDescriptor.out), false);
            default -> new SerialOutput("com1-output", file(where), true);
        };
        port = new Uart16550(
                "com1", host, Uart16550.COM1_PORT, Uart16550.COM1_GSI, output == null ? SerialSink.NOWHERE : output);
        if (where.equals(STDIO)) {
            Thread.ofPlatform().daemon().name("com1-input").start(() -> pump(new FileInputStream(FileDescriptor.in)));
        }
    }

    private static BufferedOutputStream file(String path) throws MachineException {
        try {
            return new BufferedOutputStream(Files.newOutputStream(Path.of(path)));
        } catch (IOException e) {
            throw new MachineException(
                    "The serial port's output cannot be written to " + path + ". Name a file that you may write.", e);
        }
    }

    Uart16550 port() {
        return port;
    }

    /** Hands on what is typed, as fast as the guest takes it. */
    private void pump(InputStream in) {
        byte[] chunk = new byte[256];
        try {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                int done = 0;
                while (done < count) {
                    done += port.receive(chunk, done, count - done);
                    if (done < count) {
                        port.awaitRoom();
                    }
                }
            }
        } catch (IOException e) {
            System.getLogger(SerialLine.class.getName())
                    .log(System.Logger.Level.INFO, "The serial port's input ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes out what the guest sent. */
    @Override
    public void close() {
        if (output != null) {
            output.close();
        }
    }
}
