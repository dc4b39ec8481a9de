package org.vitrine.engine.nvme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.block.DiskBackend;

/** The one namespace: a disk in blocks of {@value #BLOCK} bytes. */
final class Namespace {
    /** Its identifier (NSID). */
    static final int ID = 1;
    /** Stands for all namespaces in commands that allow it. */
    static final int ALL = -1;
    /** Bytes of a logical block. */
    static final int BLOCK = 512;

    private static final int BLOCK_SHIFT = 9;
    private static final int DATA_BYTES = 4096;
    /** DLFEAT: Write Zeroes with the deallocate bit is supported. */
    private static final int DEALLOCATES_ZEROES = 0x08;

    private static final int WRITE_PROTECTED = 1;
    private static final int TYPE_NGUID = 2;
    private static final int TYPE_UUID = 3;
    private static final int UUID_BYTES = 16;

    private final DiskBackend disk;
    private final UUID uuid;
    /** Since the guest last read which namespaces have changed. Only the worker, or while paused. */
    private boolean changed;

    /** @param serial which the identifiers that must be unique in the world are made from */
    Namespace(DiskBackend disk, String serial) {
        this.disk = disk;
        this.uuid = UUID.nameUUIDFromBytes(("namespace 1 of " + serial).getBytes(UTF_8));
    }

    DiskBackend disk() {
        return disk;
    }

    long blocks() {
        return disk.size() >>> BLOCK_SHIFT;
    }

    /**
     * Where a range of blocks begins on the disk, in bytes.
     *
     * @param first any number
     * @param count at least 0
     */
    long position(long first, long count) throws CommandException {
        long blocks = blocks();
        if (first < 0 || first > blocks || count > blocks - first) {
            throw new CommandException(Status.LBA_OUT_OF_RANGE);
        }
        return first << BLOCK_SHIFT;
    }

    /** Identify Namespace (NVM Express 1.4, 5.15.2.1). */
    byte[] identity() {
        ByteBuffer data = ByteBuffer.allocate(DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putLong(0, blocks());
        data.putLong(8, blocks());
        data.putLong(16, blocks());
        data.put(33, (byte) (disk.takesDiscards() ? DEALLOCATES_ZEROES : 0));
        data.put(99, (byte) (disk.isReadOnly() ? WRITE_PROTECTED : 0));
        data.put(104, uuidBytes());
        data.put(128 + 2, (byte) BLOCK_SHIFT);
        return data.array();
    }

    /** Namespace Identification Descriptor list (NVM Express 1.4, 5.15.2.4). */
    byte[] descriptors() {
        ByteBuffer data = ByteBuffer.allocate(DATA_BYTES);
        for (int type = TYPE_NGUID; type <= TYPE_UUID; type++) {
            data.put((byte) type).put((byte) UUID_BYTES).putShort((short) 0).put(uuidBytes());
        }
        return data.array();
    }

    private byte[] uuidBytes() {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** Notes that what {@link #identity} says has changed. */
    void noteChange() {
        changed = true;
    }

    /** Changed Namespace List (NVM Express 1.4, 5.14.1.4). */
    byte[] changes() {
        ByteBuffer data = ByteBuffer.allocate(DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return data.putInt(0, changed ? ID : 0).array();
    }

    /** The guest knows of all changes. */
    void changesSeen() {
        changed = false;
    }

    void save(StateWriter out) {
        out.put("namespace.changed", changed);
    }

    /** @param version of the state, whose first one knew no changes */
    void load(StateReader in, int version) throws StateException {
        changed = version > 1 && in.getBoolean("namespace.changed");
    }

    /** Active Namespace ID list (NVM Express 1.4, 5.15.2.3): those greater than a number. */
    static byte[] activeAfter(int id) {
        ByteBuffer data = ByteBuffer.allocate(DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (Integer.compareUnsigned(id, ID) < 0) {
            data.putInt(ID);
        }
        return data.array();
    }
}
