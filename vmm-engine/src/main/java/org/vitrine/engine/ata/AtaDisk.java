package org.vitrine.engine.ata;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.ata.AtaOpcode.Access;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.block.DiskBackend;

/**
 * A hard disk on a SATA port (ATA8-ACS and ACS-3; native command queueing: Serial ATA 3.0, 13.6). What touches the image is deferred, so the port's worker never
 * waits for the host.
 *
 * <p>Commands that are under way while the machine is paused begin anew afterwards; all that they do may be done twice.
 */
public final class AtaDisk extends AtaDevice {
    private static final String KIND = "ata-disk";
    private static final int VERSION = 1;

    private static final int DEFAULT_TRANSFER_MODE = 0x45;
    private static final int ADDRESSES_ARE_LBA = 0x40;
    private static final int FORCE_UNIT_ACCESS = 0x80;
    private static final int TAG_SHIFT = 3;
    private static final int TRIM = 1;

    private static final int POWER_MODE_STANDBY = 0x00;
    private static final int POWER_MODE_ACTIVE = 0xff;

    private static final int ENABLE_WRITE_CACHE = 0x02;
    private static final int SET_TRANSFER_MODE = 0x03;
    private static final int DISABLE_LOOK_AHEAD = 0x55;
    private static final int REVERT_TO_DEFAULTS_OFF = 0x66;
    private static final int DISABLE_WRITE_CACHE = 0x82;
    private static final int ENABLE_LOOK_AHEAD = 0xaa;
    private static final int REVERT_TO_DEFAULTS_ON = 0xcc;

    /** What the LBA's middle bytes must be for SMART, and what they become if the drive is failing. */
    private static final int SMART_KEY = 0xc24f;

    private static final int SMART_READ_DATA = 0xd0;
    private static final int SMART_READ_THRESHOLDS = 0xd1;
    private static final int SMART_AUTOSAVE = 0xd2;
    private static final int SMART_ENABLE = 0xd8;
    private static final int SMART_DISABLE = 0xd9;
    private static final int SMART_RETURN_STATUS = 0xda;

    private final DiskBackend disk;
    private volatile long sectors;
    private int transferMode;
    private int multiple;
    private boolean lookAhead;
    private boolean smart;
    private volatile boolean writeCache;
    private volatile boolean standby;
    /** Until the guest reads the log, after which it may issue commands again. */
    private volatile @Nullable QueueError queueError;

    /** @param disk stays its owner's */
    public AtaDisk(DiskBackend disk) {
        this.disk = disk;
        this.sectors = disk.size() / SectorRange.SECTOR;
        revert();
    }

    private void revert() {
        transferMode = DEFAULT_TRANSFER_MODE;
        multiple = DiskIdentity.MOST_MULTIPLE;
        lookAhead = true;
        smart = true;
        writeCache = disk.hasWriteCache();
    }

    /** The disk has grown. A guest finds the new size when it identifies the disk the next time: ATA has no way to tell it. Any thread. */
    public void sizeChanged() {
        sectors = disk.size() / SectorRange.SECTOR;
    }

    @Override
    public String id() {
        return disk.id();
    }

    @Override
    void reset(Reset kind) {
        queueError = null;
        standby = false;
        if (kind == Reset.HARD) {
            revert();
        }
    }

    @Override
    void signature(TaskFile into) {
        into.diskSignature();
    }

    @Override
    void execute(AtaCommand command) {
        AtaOpcode opcode = AtaOpcode.of(command.table().command());
        TaskFile result = command.result;
        if (opcode == null || (queueError != null && !readsQueueError(opcode, command.table()))) {
            result.abort();
            return;
        }
        if (opcode.accessesSectors()) {
            access(command, opcode);
            return;
        }
        switch (opcode) {
            case IDENTIFY_DEVICE -> send(command, identity().data());
            case READ_LOG_EXT -> readLog(command);
            case DATA_SET_MANAGEMENT -> trim(command);
            case FLUSH_CACHE, FLUSH_CACHE_EXT -> flush(command);
            case STANDBY, STANDBY_IMMEDIATE, SLEEP -> {
                standby = true;
                flush(command);
            }
            case IDLE, IDLE_IMMEDIATE -> {
                standby = false;
                result.succeed();
            }
            case CHECK_POWER_MODE -> {
                result.succeed();
                result.count = standby ? POWER_MODE_STANDBY : POWER_MODE_ACTIVE;
            }
            case SET_FEATURES -> setFeatures(command);
            case SET_MULTIPLE_MODE -> setMultiple(command);
            case READ_NATIVE_MAX_ADDRESS, READ_NATIVE_MAX_ADDRESS_EXT -> nativeMax(command, opcode);
            case SMART -> smart(command);
            case EXECUTE_DEVICE_DIAGNOSTIC -> result.diskSignature();
            // Cylinders and heads are not used any more.
            case INITIALIZE_DEVICE_PARAMETERS -> result.succeed();
            default -> result.abort();
        }
    }

    private DiskIdentity identity() {
        return new DiskIdentity(
                "VITRINE-" + id(), sectors, transferMode, multiple, writeCache, lookAhead, smart, disk.takesDiscards());
    }

    private static void send(AtaCommand command, byte[] sector) {
        try {
            if (command.sendBlockAndEnd(DataSource.of(sector), sector.length)) {
                command.result.succeed();
            }
        } catch (IOException e) {
            command.result.abort();
        }
    }

    private void access(AtaCommand command, AtaOpcode opcode) {
        CommandTable table = command.table();
        boolean queued = opcode.has(Access.QUEUED);
        if ((table.device() & ADDRESSES_ARE_LBA) == 0
                || (queued && (table.count() >>> TAG_SHIFT & 0x1f) != command.slot())
                || (opcode.has(Access.MULTIPLE) && multiple == 0)) {
            command.result.abort();
            return;
        }
        if (queued) {
            command.accept();
        } else {
            command.defer();
        }
        standby = false;
        SectorRange range = SectorRange.of(opcode, table);
        boolean write = opcode.has(Access.WRITE);
        if (!range.isWithin(sectors)) {
            end(command, TaskFile.ID_NOT_FOUND);
        } else if (write && disk.isReadOnly()) {
            end(command, TaskFile.ABORTED);
        } else if (opcode.has(Access.VERIFY)) {
            end(command, 0);
        } else {
            boolean durable =
                    !writeCache || opcode.has(Access.DURABLE) || (queued && (table.device() & FORCE_UNIT_ACCESS) != 0);
            int block = blockBytes(opcode, range);
            new DiskTransfer(command, disk, range, write, durable, (done, error) -> {
                        if (block != 0 && error == 0) {
                            done.endWithBlock(block);
                        }
                        end(done, error);
                    })
                    .start();
        }
    }

    /** Bytes of the last block that a command sends by PIO; 0 if it does not. */
    private int blockBytes(AtaOpcode opcode, SectorRange range) {
        if (!opcode.has(Access.PIO)) {
            return 0;
        }
        int largest = opcode.has(Access.MULTIPLE) ? multiple : 1;
        int last = range.count() % largest;
        return (last == 0 ? largest : last) * SectorRange.SECTOR;
    }

    /** Ends a deferred command. Any thread. */
    private void end(AtaCommand command, int errorBits) {
        if (errorBits == 0) {
            command.result.succeed();
        } else {
            command.result.fail(errorBits);
            if (command.queued()) {
                queueError = QueueError.of(command);
            }
        }
        command.finish();
    }

    private void flush(AtaCommand command) {
        command.defer();
        disk.flush(failure -> end(command, failure == null ? 0 : TaskFile.ABORTED));
    }

    private void trim(AtaCommand command) {
        if ((command.table().features() & TRIM) == 0 || disk.isReadOnly() || !disk.takesDiscards()) {
            command.result.abort();
            return;
        }
        command.defer();
        Trim.run(command, disk, this::end);
    }

    private static boolean readsQueueError(AtaOpcode opcode, CommandTable table) {
        return opcode == AtaOpcode.READ_LOG_EXT && (table.lba() & 0xff) == QueueError.LOG;
    }

    /** READ LOG EXT (ATA8-ACS, 7.29): the directory and the log of queued commands, a page each. */
    private void readLog(AtaCommand command) {
        long address = command.table().lba();
        int log = (int) address & 0xff;
        int page = (int) (address >>> 8 & 0xff | address >>> 24 & 0xff00);
        if (page != 0 || command.table().count() != 1) {
            command.result.abort();
        } else if (log == QueueError.LOG) {
            QueueError error = queueError;
            send(command, error == null ? QueueError.noError() : error.page());
            if (command.end() != AtaCommand.End.STOPPED) {
                queueError = null;
            }
        } else if (log == 0) {
            byte[] directory = new byte[SectorRange.SECTOR];
            directory[0] = 1;
            directory[2 * QueueError.LOG] = 1;
            send(command, directory);
        } else {
            command.result.abort();
        }
    }

    private void setFeatures(AtaCommand command) {
        TaskFile result = command.result;
        result.succeed();
        switch (command.table().features() & 0xff) {
            case ENABLE_WRITE_CACHE -> writeCache = disk.hasWriteCache();
            case DISABLE_WRITE_CACHE -> {
                writeCache = false;
                flush(command);
            }
            case ENABLE_LOOK_AHEAD -> lookAhead = true;
            case DISABLE_LOOK_AHEAD -> lookAhead = false;
            case SET_TRANSFER_MODE -> {
                int mode = command.table().count() & 0xff;
                if (DriveIdentity.hasTransferMode(mode)) {
                    transferMode = mode;
                } else {
                    result.abort();
                }
            }
            case REVERT_TO_DEFAULTS_ON, REVERT_TO_DEFAULTS_OFF -> {}
            default -> result.abort();
        }
    }

    private void setMultiple(AtaCommand command) {
        int wanted = command.table().count() & 0xff;
        if (wanted <= DiskIdentity.MOST_MULTIPLE && Integer.bitCount(wanted) <= 1) {
            multiple = wanted;
            command.result.succeed();
        } else {
            command.result.abort();
        }
    }

    private void nativeMax(AtaCommand command, AtaOpcode opcode) {
        TaskFile result = command.result;
        result.succeed();
        if (opcode == AtaOpcode.READ_NATIVE_MAX_ADDRESS_EXT) {
            result.lba = sectors - 1;
            result.device = ADDRESSES_ARE_LBA;
        } else {
            long last = identity().mostShortSectors() - 1;
            result.lba = last & 0xff_ffff;
            result.device = ADDRESSES_ARE_LBA | (int) (last >>> 24);
        }
    }

    private void smart(AtaCommand command) {
        TaskFile result = command.result;
        int feature = command.table().features() & 0xff;
        boolean keyed = (int) (command.table().lba() >>> 8 & 0xffff) == SMART_KEY;
        if (!keyed || (!smart && feature != SMART_ENABLE)) {
            result.abort();
            return;
        }
        result.succeed();
        switch (feature) {
            case SMART_READ_DATA -> send(command, SmartData.data());
            case SMART_READ_THRESHOLDS -> send(command, SmartData.thresholds());
            case SMART_ENABLE -> smart = true;
            case SMART_DISABLE -> smart = false;
            // The key stays in the address: no threshold is exceeded.
            case SMART_AUTOSAVE, SMART_RETURN_STATUS -> {}
            default -> result.abort();
        }
    }

    @Override
    void requestPause() {
        disk.requestPause();
    }

    @Override
    void awaitPaused() {
        disk.awaitPaused();
    }

    @Override
    void resume() {
        disk.resume();
    }

    @Override
    void save(StateWriter out) {
        out.begin(KIND, VERSION);
        out.put("sectors", sectors);
        out.put("transferMode", transferMode);
        out.put("multiple", multiple);
        out.put("writeCache", writeCache);
        out.put("lookAhead", lookAhead);
        out.put("smart", smart);
        out.put("standby", standby);
        QueueError error = queueError;
        out.put("queueError", error != null);
        QueueError kept = error == null ? new QueueError(0, 0, 0, 0, 0, 0) : error;
        out.put("errorTag", kept.tag());
        out.put("errorStatus", kept.status());
        out.put("errorError", kept.error());
        out.put("errorLba", kept.lba());
        out.put("errorCount", kept.count());
        out.put("errorDevice", kept.device());
    }

    @Override
    void load(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        long saved = in.getLong("sectors");
        if (saved != disk.size() / SectorRange.SECTOR) {
            throw new StateException("The saved state is of a disk " + id() + " of another size.");
        }
        sectors = saved;
        transferMode = in.getInt("transferMode", 0, 0xff);
        multiple = in.getInt("multiple", 0, DiskIdentity.MOST_MULTIPLE);
        writeCache = in.getBoolean("writeCache");
        lookAhead = in.getBoolean("lookAhead");
        smart = in.getBoolean("smart");
        standby = in.getBoolean("standby");
        boolean failed = in.getBoolean("queueError");
        QueueError kept = new QueueError(
                in.getInt("errorTag", 0, DiskIdentity.QUEUE_DEPTH - 1),
                in.getInt("errorStatus", 0, 0xff),
                in.getInt("errorError", 0, 0xff),
                in.getLong("errorLba", 0, (1L << 48) - 1),
                in.getInt("errorCount", 0, 0xffff),
                in.getInt("errorDevice", 0, 0xff));
        queueError = failed ? kept : null;
        in.end();
    }

    @Override
    public void close() {}
}
