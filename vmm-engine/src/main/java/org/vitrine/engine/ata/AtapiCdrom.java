package org.vitrine.engine.ata;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.OpticalMedium;

/**
 * A CD-ROM drive on a SATA port: the packet device (ATA8-ACS, 4.3 and 7.25) around an {@link OpticalDrive}. What the host
 * does with tray and medium may come on any thread, while the guest runs or is paused.
 */
public final class AtapiCdrom extends AtaDevice {
    private static final String KIND = "atapi-cdrom";
    private static final int VERSION = 1;

    /** Interrupt reason at the end of a packet command: status, to the host. */
    private static final int REASON_STATUS = 3;

    private static final int FEATURE_DMA = 1;

    private static final int SET_TRANSFER_MODE = 0x03;
    private static final int REVERT_TO_DEFAULTS_ON = 0xcc;
    private static final int REVERT_TO_DEFAULTS_OFF = 0x66;

    private static final int DEFAULT_TRANSFER_MODE = 0x45;
    private static final int POWER_MODE_ACTIVE = 0xff;

    private final String id;
    private final Logger log;
    private final TrayListener listener;
    private final OpticalDrive drive = new OpticalDrive();
    private volatile int transferMode = DEFAULT_TRANSFER_MODE;
    private boolean readFailureLogged;

    /**
     * Makes an empty drive with its tray closed.
     *
     * @param id its name in QMP, such as {@code "cd0"}
     * @param listener hears when the tray moves
     */
    public AtapiCdrom(String id, Logger log, TrayListener listener) {
        this.id = id;
        this.log = log;
        this.listener = listener;
    }

    @Override
    public String id() {
        return id;
    }

    /** How the drive stands now. */
    public DriveStatus status() {
        return drive.status();
    }

    /**
     * Puts a medium into the empty drive before the guest first runs, or before {@link #load}; the drive owns it from
     * now on.
     *
     * @throws IllegalStateException if there is one already
     */
    public void loadMedium(OpticalMedium medium) {
        drive.load(medium);
    }

    /**
     * Opens the tray and takes the medium out, if there is one (QMP's {@code eject}). While the guest locks the tray it is
     * asked to open it instead.
     *
     * @param force opens a locked tray too
     * @return false if the tray is locked and therefore closed
     */
    public boolean eject(boolean force) {
        boolean done = drive.eject(force);
        announce();
        return done;
    }

    /**
     * Opens the tray, puts a medium in and closes it (QMP's {@code blockdev-change-medium}). The drive owns the medium if
     * the answer is true, else the caller keeps it.
     *
     * @param force opens a locked tray too
     * @return false if the tray is locked; the guest is then asked to open it
     */
    public boolean insert(OpticalMedium medium, boolean force) {
        if (!eject(force)) {
            return false;
        }
        drive.insert(medium);
        announce();
        return true;
    }

    private void announce() {
        if (drive.takeTrayMove()) {
            listener.trayMoved(id, drive.status().trayOpen());
        }
    }

    @Override
    void reset(Reset kind) {
        if (kind == Reset.HARD) {
            transferMode = DEFAULT_TRANSFER_MODE;
            drive.reset();
        }
    }

    @Override
    void signature(TaskFile into) {
        into.packetSignature();
    }

    @Override
    void execute(AtaCommand command) {
        AtaOpcode opcode = AtaOpcode.of(command.table().command());
        TaskFile result = command.result;
        switch (opcode) {
            case PACKET -> packet(command);
            case IDENTIFY_PACKET_DEVICE -> identify(command);
            case DEVICE_RESET, EXECUTE_DEVICE_DIAGNOSTIC -> result.packetSignature();
            case IDENTIFY_DEVICE, READ_SECTORS -> {
                // Aborted with the signature, by which hosts tell packet devices from disks.
                result.packetSignature();
                result.abort();
            }
            case SET_FEATURES -> setFeatures(command);
            case CHECK_POWER_MODE -> {
                result.succeed();
                result.count = POWER_MODE_ACTIVE;
            }
            case STANDBY_IMMEDIATE, IDLE_IMMEDIATE, SLEEP -> result.succeed();
            case null, default -> result.abort();
        }
    }

    private void identify(AtaCommand command) {
        byte[] data = DriveIdentity.identify("VITRINE-" + id, transferMode);
        try {
            if (command.sendBlockAndEnd(DataSource.of(data), data.length)) {
                command.result.succeed();
            }
        } catch (IOException e) {
            command.result.abort();
        }
    }

    private void setFeatures(AtaCommand command) {
        switch (command.table().features() & 0xff) {
            case SET_TRANSFER_MODE -> {
                int mode = command.table().count() & 0xff;
                if (DriveIdentity.hasTransferMode(mode)) {
                    transferMode = mode;
                    command.result.succeed();
                } else {
                    command.result.abort();
                }
            }
            case REVERT_TO_DEFAULTS_ON, REVERT_TO_DEFAULTS_OFF -> command.result.succeed();
            default -> command.result.abort();
        }
    }

    private void packet(AtaCommand command) {
        boolean dma = (command.table().features() & FEATURE_DMA) != 0;
        int byteCountLimit = (int) (command.table().lba() >>> 8) & 0xffff;
        byte[] packet = command.takePacket();
        Reply reply = drive.execute(packet);
        announce();
        Sense failure = switch (reply) {
            case Reply.Failed failed -> failed.sense();
            case Reply.Data data ->
                send(command, DataSource.of(data.bytes()), data.bytes().length, dma, byteCountLimit);
            case Reply.Sectors sectors -> send(command, sectors, dma, byteCountLimit);
        };
        TaskFile result = command.result;
        result.count = REASON_STATUS;
        if (failure == Sense.NONE) {
            result.succeed();
        } else {
            result.status = TaskFile.READY | TaskFile.SEEK_COMPLETE | TaskFile.FAILED;
            result.error = failure.key << 4 | (failure.key == Sense.INVALID_OPERATION_CODE.key ? TaskFile.ABORTED : 0);
        }
    }

    private Sense send(AtaCommand command, Reply.Sectors sectors, boolean dma, int byteCountLimit) {
        try (DiscHold disc = sectors.disc()) {
            long start = sectors.first() * OpticalMedium.SECTOR;
            return send(
                    command,
                    (offset, into) -> disc.medium().read(start + offset, into),
                    sectors.count() * OpticalMedium.SECTOR,
                    dma,
                    byteCountLimit);
        }
    }

    private Sense send(AtaCommand command, DataSource source, long length, boolean dma, int byteCountLimit) {
        try {
            if (dma) {
                command.sendByDma(source, length);
            } else if (length > 0) {
                if (byteCountLimit == 0) {
                    drive.transferFailed(Sense.INVALID_FIELD_IN_COMMAND);
                    return Sense.INVALID_FIELD_IN_COMMAND;
                }
                command.sendByPio(source, length, pioBlock(length, byteCountLimit));
            }
            return Sense.NONE;
        } catch (IOException e) {
            if (!readFailureLogged) {
                readFailureLogged = true;
                log.log(Level.ERROR, "CD-ROM drive {0} reports a medium error to the guest: {1}", id, e.getMessage());
            }
            drive.transferFailed(Sense.UNRECOVERED_READ_ERROR);
            return Sense.UNRECOVERED_READ_ERROR;
        }
    }

    /** All blocks but the last have an even length (ATA8-ACS, 7.25.5). */
    private static int pioBlock(long length, int byteCountLimit) {
        return byteCountLimit >= length || byteCountLimit == 1 ? byteCountLimit : byteCountLimit & ~1;
    }

    @Override
    void save(StateWriter out) {
        out.begin(KIND, VERSION);
        out.put("transferMode", transferMode);
        drive.save(out);
    }

    @Override
    void load(StateReader in) throws StateException {
        in.begin(KIND, VERSION);
        transferMode = in.getInt("transferMode", 0, 0xff);
        drive.load(in);
        in.end();
    }

    @Override
    public void close() {
        drive.close();
    }
}
