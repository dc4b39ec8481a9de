package org.vitrine.engine.machine;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.chipset.SerialSink;
import org.vitrine.engine.chipset.SerialWriter;
import org.vitrine.engine.chipset.Uart16550;
import org.vitrine.engine.device.DeviceHost;

/** COM1 and what it is connected to: nothing, this process's standard streams, or a file. */
final class SerialLine implements AutoCloseable {
    private static final String NONE = "none";
    private static final String STDIO = "stdio";

    private final Uart16550 port;
    private final @Nullable OutputStream output;
    private final boolean closesOutput;
    private final @Nullable SerialWriter writer;

    /**
     * @param where {@code "none"}, {@code "stdio"} or a file's path
     * @throws MachineException if the file cannot be written
     */
    SerialLine(DeviceHost host, String where) throws MachineException {
        output = switch (where) {
            case NONE -> null;
            case STDIO -> new FileOutputStream(FileDescriptor.out);
            default -> file(where);
        };
        closesOutput = !where.equals(STDIO);
        writer = output == null ? null : new SerialWriter("com1-output", output, SerialLine::lost);
        port = new Uart16550(
                "com1", host, Uart16550.COM1_PORT, Uart16550.COM1_GSI, writer == null ? SerialSink.NOWHERE : writer);
        if (where.equals(STDIO)) {
            Thread.ofPlatform().daemon().name("com1-input").start(() -> pump(new FileInputStream(FileDescriptor.in)));
        }
    }

    private static OutputStream file(String path) throws MachineException {
        try {
            return Files.newOutputStream(Path.of(path));
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

    private static void lost(IOException why) {
        System.getLogger(SerialLine.class.getName())
                .log(System.Logger.Level.WARNING, "Output of the serial port is lost: " + why.getMessage());
    }

    /** Writes out what the guest sent. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        if (output != null && closesOutput) {
            try {
                output.close();
            } catch (IOException e) {
                lost(e);
            }
        }
    }
}
