package org.vitrine.engine.net;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of frames with their times, which Wireshark and tcpdump read (draft-ietf-opsawg-pcap, link type 1, microseconds). Each frame is one write, so that what was
 * recorded is there after a crash. Any thread.
 */
final class PacketCapture implements AutoCloseable {
    private static final int MAGIC = 0xa1b2_c3d4;
    private static final int ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private final Path file;
    private final FileOutputStream out;
    private boolean failed;

    /** @throws NetException if the file cannot be written; one that is there is replaced */
    PacketCapture(Path file) throws NetException {
        this.file = file;
        try {
            out = new FileOutputStream(file.toFile());
            out.write(little(FILE_HEADER)
                    .putInt(MAGIC)
                    .putShort((short) 2)
                    .putShort((short) 4)
                    .putLong(0)
                    .putInt(FrameBuffer.MAX_FRAME)
                    .putInt(ETHERNET)
                    .array());
        } catch (IOException e) {
            throw new NetException("Frames cannot be recorded in %s: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    Path file() {
        return file;
    }

    /** Records a frame. When the host refuses, it says so once and records no more. */
    synchronized void record(FrameBuffer frame) {
        if (failed) {
            return;
        }
        Instant now = Instant.now();
        ByteBuffer record = little(RECORD_HEADER + frame.length());
        record.putInt((int) now.getEpochSecond())
                .putInt(now.getNano() / 1000)
                .putInt(frame.length())
                .putInt(frame.length());
        MemorySegment.copy(frame.frame(), ValueLayout.JAVA_BYTE, 0, record.array(), RECORD_HEADER, frame.length());
        try {
            out.write(record.array());
        } catch (IOException e) {
            failed = true;
            System.getLogger(PacketCapture.class.getName())
                    .log(Level.WARNING, "Frames are no longer recorded in {0}: {1}", file, e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        failed = true;
        try {
            out.close();
        } catch (IOException e) {
            System.getLogger(PacketCapture.class.getName())
                    .log(Level.WARNING, "{0} may not be whole: {1}", file, e.getMessage());
        }
    }
}
