package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/**
 * The newer of an image's two headers (MS-VHDX 2.2.2).
 *
 * @param log whose entries belong to the image; all zeroes if there is nothing to replay
 * @param logOffset in bytes
 * @param logLength in bytes
 */
record VhdxHeader(long sequence, UUID log, long logOffset, long logLength) {
    private static final int SIZE = 4096;
    private static final int SIGNATURE = 0x64616568;
    private static final long[] PLACES = {64 << 10, 128 << 10};

    /** @throws ImageException if neither is sound, or of another version */
    static VhdxHeader read(BlockNode file) throws ImageException, IOException {
        Optional<VhdxHeader> newest = Optional.empty();
        for (long place : PLACES) {
            ByteBuffer in = Fields.read(file, "header", place, SIZE, ByteOrder.LITTLE_ENDIAN);
            if (in.getInt(0) != SIGNATURE || !VhdxFields.isSumRight(in.array(), 4)) {
                continue;
            }
            VhdxHeader header = read(file, in);
            if (newest.isEmpty() || Long.compareUnsigned(header.sequence, newest.get().sequence) > 0) {
                newest = Optional.of(header);
            }
        }
        return newest.orElseThrow(() -> Fields.damaged(file, "neither of its headers is whole"));
    }

    private static VhdxHeader read(BlockNode file, ByteBuffer in) throws ImageException {
        int version = Short.toUnsignedInt(in.getShort(66));
        int logVersion = Short.toUnsignedInt(in.getShort(64));
        UUID log = VhdxFields.guid(in, 48);
        if (version != 1 || (logVersion != 0 && !log.equals(VhdxFields.NO_GUID))) {
            throw new ImageException(
                    "%s is a VHDX image of version %d with a log of version %d, which is not supported; convert it with Hyper-V."
                            .formatted(file.name(), version, logVersion));
        }
        return new VhdxHeader(in.getLong(8), log, in.getLong(72), Integer.toUnsignedLong(in.getInt(68)));
    }

    boolean hasLog() {
        return !log.equals(VhdxFields.NO_GUID);
    }
}
