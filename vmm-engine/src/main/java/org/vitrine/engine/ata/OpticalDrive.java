package org.vitrine.engine.ata;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.OpticalMedium;

/**
 * A DVD-ROM drive as its command set shows it (MMC-6, SPC-4), whatever transport brings the commands. Any thread: the
 * host may exchange the medium while the guest uses it.
 */
final class OpticalDrive implements AutoCloseable {
    private static final int MEDIA_CLASS = 4;

    private final Tray tray = new Tray();
    private Sense sense = Sense.NONE;
    private boolean openWhenAsked;

    /** Executes a command. @param packet at least 12 bytes */
    synchronized Reply execute(byte[] packet) {
        CommandBlock block = CommandBlock.of(packet);
        MmcCommand command = MmcCommand.of(block.u8(0));
        if (command != MmcCommand.REQUEST_SENSE) {
            sense = Sense.NONE;
        }
        Reply reply = command == null ? failed(Sense.INVALID_OPERATION_CODE) : execute(command, block);
        if (reply instanceof Reply.Failed failed) {
            sense = failed.sense();
        }
        return reply;
    }

    private Reply execute(MmcCommand command, CommandBlock block) {
        if (!command.passesUnitAttention) {
            Sense attention = tray.takeUnitAttention();
            if (attention != Sense.NONE) {
                return failed(attention);
            }
        }
        DiscHold disc = tray.readable();
        if (command.needsMedium) {
            return disc == null
                    ? failed(tray.open() ? Sense.NO_MEDIUM_TRAY_OPEN : Sense.NO_MEDIUM_TRAY_CLOSED)
                    : read(command, block, disc);
        }
        return switch (command) {
            case REQUEST_SENSE -> requestSense(block);
            case INQUIRY ->
                (block.u8(1) & 1) != 0
                        ? failed(Sense.INVALID_FIELD_IN_COMMAND)
                        : Reply.data(DriveIdentity.inquiry(), block.u16(3));
            case START_STOP_UNIT -> startStop(block);
            case PREVENT_ALLOW_MEDIUM_REMOVAL -> {
                tray.lock((block.u8(4) & 1) != 0);
                yield Reply.GOOD;
            }
            case GET_CONFIGURATION ->
                (block.u8(1) & 3) == 3
                        ? failed(Sense.INVALID_FIELD_IN_COMMAND)
                        : Reply.data(
                                DriveFeature.configuration(tray.sectors(), block.u8(1) & 3, block.u16(2)),
                                block.u16(7));
            case GET_EVENT_STATUS_NOTIFICATION -> eventStatus(block);
            case MODE_SENSE_10 -> modeSense(block);
            case MECHANISM_STATUS ->
                Reply.data(new byte[] {0, (byte) (tray.open() ? 0x10 : 0), 0, 0, 0, 1, 0, 0}, block.u16(8));
            // No speed to set; every other command needs a medium and was executed above.
            default -> Reply.GOOD;
        };
    }

    private static Reply read(MmcCommand command, CommandBlock block, DiscHold disc) {
        long sectors = disc.medium().sectors();
        return switch (command) {
            case READ_CAPACITY -> {
                int last = (int) (sectors - 1);
                yield new Reply.Data(ByteBuffer.allocate(8)
                        .putInt(last)
                        .putInt(OpticalMedium.SECTOR)
                        .array());
            }
            case READ_10 -> sectors(disc, block.u32(2), block.u16(7));
            case READ_12 -> sectors(disc, block.u32(2), block.u32(6));
            case READ_CD -> readCd(disc, block);
            case SEEK_10 -> block.u32(2) < sectors ? Reply.GOOD : failed(Sense.ADDRESS_OUT_OF_RANGE);
            case READ_TOC -> readToc(block, sectors);
            case READ_DISC_INFORMATION ->
                (block.u8(1) & 7) == 0 ? Reply.data(DiscData.discInformation(), block.u16(7)) : invalidField();
            case READ_TRACK_INFORMATION -> trackInformation(block, sectors);
            case READ_DVD_STRUCTURE ->
                DiscData.isDvd(sectors)
                        ? optional(DiscData.dvdStructure(sectors, block.u8(7)), block.u16(8))
                        : failed(Sense.INCOMPATIBLE_FORMAT);
            // TEST UNIT READY and SYNCHRONIZE CACHE have nothing left to do.
            default -> Reply.GOOD;
        };
    }

    private static Reply failed(Sense why) {
        return new Reply.Failed(why);
    }

    private static Reply invalidField() {
        return failed(Sense.INVALID_FIELD_IN_COMMAND);
    }

    private static Reply optional(byte @Nullable [] data, int allocationLength) {
        return data == null ? invalidField() : Reply.data(data, allocationLength);
    }

    private static Reply sectors(DiscHold disc, long first, long count) {
        if (first + count > disc.medium().sectors()) {
            return failed(Sense.ADDRESS_OUT_OF_RANGE);
        }
        return count == 0 ? Reply.GOOD : new Reply.Sectors(disc.hold(), first, count);
    }

    /** READ CD (MMC-6, 6.20), for user data of mode 1 alone. */
    private static Reply readCd(DiscHold disc, CommandBlock block) {
        int sectorType = block.u8(1) >>> 2 & 7;
        if (sectorType != 0 && sectorType != 2) {
            return failed(Sense.ILLEGAL_MODE_FOR_TRACK);
        }
        int channels = block.u8(9) & 0xf8;
        boolean errorFlags = (block.u8(9) & 0x06) != 0;
        boolean subChannel = (block.u8(10) & 7) != 0;
        if (errorFlags || subChannel || (channels != 0 && channels != 0x10)) {
            return invalidField();
        }
        return sectors(disc, block.u32(2), channels == 0 ? 0 : block.u24(6));
    }

    private static Reply readToc(CommandBlock block, long sectors) {
        boolean time = (block.u8(1) & 2) != 0;
        int format = block.u8(2) & 0x0f;
        if (format == 0) {
            // Where drives before MMC had it.
            format = block.u8(9) >>> 6;
        }
        return switch (format) {
            case 0 -> optional(DiscData.toc(sectors, block.u8(6), time), block.u16(7));
            case 1 -> Reply.data(DiscData.sessions(time), block.u16(7));
            case 2 -> Reply.data(DiscData.fullToc(sectors), block.u16(7));
            default -> invalidField();
        };
    }

    private static Reply trackInformation(CommandBlock block, long sectors) {
        long which = block.u32(2);
        boolean exists = switch (block.u8(1) & 3) {
            case 0 -> which < sectors;
            case 1, 2 -> which == 1;
            default -> false;
        };
        return exists ? Reply.data(DiscData.trackInformation(sectors), block.u16(7)) : invalidField();
    }

    private Reply requestSense(CommandBlock block) {
        Sense told = sense != Sense.NONE ? sense : tray.takeUnitAttention();
        sense = Sense.NONE;
        return Reply.data(told.data(), block.u8(4));
    }

    private Reply startStop(CommandBlock block) {
        boolean powerCondition = block.u8(4) >>> 4 != 0;
        boolean moveTray = (block.u8(4) & 2) != 0;
        if (powerCondition || !moveTray) {
            return Reply.GOOD;
        }
        if ((block.u8(4) & 1) != 0) {
            tray.moveIn();
        } else if (tray.locked()) {
            return failed(Sense.REMOVAL_PREVENTED);
        } else {
            tray.moveOut();
        }
        return Reply.GOOD;
    }

    /** GET EVENT STATUS NOTIFICATION (MMC-6, 6.7): media events, by polling. */
    private Reply eventStatus(CommandBlock block) {
        if ((block.u8(1) & 1) == 0) {
            return invalidField();
        }
        int allocationLength = block.u16(7);
        if ((block.u8(4) & 1 << MEDIA_CLASS) == 0) {
            byte noEventAvailable = (byte) 0x80;
            return Reply.data(new byte[] {0, 2, noEventAvailable, 1 << MEDIA_CLASS}, allocationLength);
        }
        Tray.MediaEvent event = tray.nextEvent();
        if (allocationLength > 4) {
            tray.eventTaken();
        }
        int status = (tray.open() ? 1 : 0) | (tray.readable() != null ? 2 : 0);
        return Reply.data(
                new byte[] {0, 6, MEDIA_CLASS, 1 << MEDIA_CLASS, (byte) event.ordinal(), (byte) status, 0, 0},
                allocationLength);
    }

    private Reply modeSense(CommandBlock block) {
        int control = block.u8(2) >>> 6;
        if (control == 3) {
            return failed(Sense.SAVING_NOT_SUPPORTED);
        }
        return optional(ModePages.sense(tray, block.u8(2) & 0x3f, control == 1), block.u16(7));
    }

    /** Keeps why sending data failed, for REQUEST SENSE. */
    synchronized void transferFailed(Sense why) {
        sense = why;
    }

    /** A reset of the whole drive: the lock goes, the medium stays where it is. */
    synchronized void reset() {
        sense = Sense.NONE;
        tray.reset();
    }

    synchronized DriveStatus status() {
        DiscHold disc = tray.disc();
        return new DriveStatus(
                tray.open(),
                tray.locked(),
                disc == null ? null : disc.medium().file(),
                disc == null ? 0 : disc.medium().sectors());
    }

    /** Whether the tray is elsewhere than when this was last asked: each move is found once, whoever asks. */
    synchronized boolean takeTrayMove() {
        boolean moved = tray.open() != openWhenAsked;
        openWhenAsked = tray.open();
        return moved;
    }

    /** Puts a medium into the empty drive before the guest runs. */
    synchronized void load(OpticalMedium medium) {
        if (tray.disc() != null) {
            throw new IllegalStateException("there is a medium in the drive already");
        }
        tray.load(medium);
    }

    /**
     * Opens the tray for the host and takes out what lies on it. While the guest locks it, it is asked to open it by an
     * eject request instead, as if its button had been pressed.
     *
     * @param force opens a locked tray too
     * @return false if the tray is locked
     */
    synchronized boolean eject(boolean force) {
        if (tray.locked() && !tray.open() && !force) {
            tray.requestEject();
            return false;
        }
        tray.moveOut();
        remove(null);
        return true;
    }

    /** Puts a medium on the open tray and closes it. */
    synchronized void insert(OpticalMedium medium) {
        tray.moveOut();
        remove(medium);
        tray.moveIn();
    }

    private void remove(@Nullable OpticalMedium successor) {
        DiscHold before = tray.place(successor);
        if (before != null) {
            before.close();
        }
    }

    synchronized void save(StateWriter out) {
        out.put("sense", sense.packed());
        tray.save(out);
    }

    synchronized void load(StateReader in) throws StateException {
        int packed = in.getInt("sense", 0, 0xff_ffff);
        Sense loaded = Sense.ofPacked(packed);
        if (loaded == null) {
            throw new StateException("The saved state of a CD-ROM drive has the unknown sense %06x.".formatted(packed));
        }
        sense = loaded;
        tray.load(in);
        openWhenAsked = tray.open();
    }

    @Override
    public synchronized void close() {
        remove(null);
    }
}
