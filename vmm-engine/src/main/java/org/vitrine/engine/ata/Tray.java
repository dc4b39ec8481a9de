package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.OpticalMedium;

/**
 * The tray of a drive, the medium on it, and what the guest has yet to hear about them: media events (MMC-6, 6.7.2.5)
 * and unit attentions. Confined to its drive's lock.
 */
final class Tray {
    /** Media event codes. */
    enum MediaEvent {
        NO_CHANGE,
        EJECT_REQUEST,
        NEW_MEDIA,
        MEDIA_REMOVAL
    }

    private @Nullable DiscHold disc;
    private boolean open;
    private boolean locked;
    private boolean ejectRequested;
    private boolean mediumArrived;
    private boolean mediumRemoved;
    private boolean changeUnseen;
    private boolean resetUnseen = true;

    boolean open() {
        return open;
    }

    boolean locked() {
        return locked;
    }

    /** The medium on the tray, be it open or closed. */
    @Nullable
    DiscHold disc() {
        return disc;
    }

    /** The medium that can be read, or null. */
    @Nullable
    DiscHold readable() {
        return open ? null : disc;
    }

    /** Sectors of the medium that can be read; 0 if there is none. */
    long sectors() {
        DiscHold readable = readable();
        return readable == null ? 0 : readable.medium().sectors();
    }

    void lock(boolean prevent) {
        locked = prevent;
    }

    /** @return whether it moved */
    boolean moveOut() {
        if (open) {
            return false;
        }
        if (disc != null) {
            mediumRemoved = true;
            mediumArrived = false;
            changeUnseen = false;
        }
        open = true;
        ejectRequested = false;
        return true;
    }

    /** @return whether it moved */
    boolean moveIn() {
        if (!open) {
            return false;
        }
        open = false;
        if (disc != null) {
            mediumArrived = true;
            changeUnseen = true;
        }
        return true;
    }

    /** Replaces what lies on the open tray. @return what lay there */
    @Nullable
    DiscHold place(@Nullable OpticalMedium medium) {
        DiscHold before = disc;
        disc = medium == null ? null : new DiscHold(medium);
        return before;
    }

    /** Puts in a medium before the guest runs: it hears nothing of it. */
    void load(OpticalMedium medium) {
        disc = new DiscHold(medium);
    }

    void requestEject() {
        ejectRequested = true;
    }

    /** The event that the guest hears of next. */
    MediaEvent nextEvent() {
        if (ejectRequested) {
            return MediaEvent.EJECT_REQUEST;
        }
        if (mediumRemoved) {
            return MediaEvent.MEDIA_REMOVAL;
        }
        return mediumArrived ? MediaEvent.NEW_MEDIA : MediaEvent.NO_CHANGE;
    }

    /** The guest has heard of {@link #nextEvent}. */
    void eventTaken() {
        switch (nextEvent()) {
            case EJECT_REQUEST -> ejectRequested = false;
            case MEDIA_REMOVAL -> mediumRemoved = false;
            case NEW_MEDIA -> mediumArrived = false;
            case NO_CHANGE -> {}
        }
    }

    /** Takes the unit attention that the guest hears of next; {@link Sense#NONE} if there is none. */
    Sense takeUnitAttention() {
        if (resetUnseen) {
            resetUnseen = false;
            return Sense.RESET_OCCURRED;
        }
        if (changeUnseen) {
            changeUnseen = false;
            return Sense.MEDIUM_MAY_HAVE_CHANGED;
        }
        return Sense.NONE;
    }

    /** Power-on or a reset of the link: the lock goes, tray and medium stay as they are. */
    void reset() {
        locked = false;
        ejectRequested = false;
        mediumArrived = false;
        mediumRemoved = false;
        changeUnseen = false;
        resetUnseen = true;
    }

    void save(StateWriter out) {
        out.put("trayOpen", open);
        out.put("locked", locked);
        out.put("ejectRequested", ejectRequested);
        out.put("mediumArrived", mediumArrived);
        out.put("mediumRemoved", mediumRemoved);
        out.put("changeUnseen", changeUnseen);
        out.put("resetUnseen", resetUnseen);
        out.put("sectors", disc == null ? 0 : disc.medium().sectors());
    }

    /** Loads all but the medium, which the machine puts in first; if it is another one, the guest is told so. */
    void load(StateReader in) throws StateException {
        open = in.getBoolean("trayOpen");
        locked = in.getBoolean("locked");
        ejectRequested = in.getBoolean("ejectRequested");
        mediumArrived = in.getBoolean("mediumArrived");
        mediumRemoved = in.getBoolean("mediumRemoved");
        changeUnseen = in.getBoolean("changeUnseen");
        resetUnseen = in.getBoolean("resetUnseen");
        long sectors = in.getLong("sectors", 0, 0xffff_ffffL);
        if (sectors != (disc == null ? 0 : disc.medium().sectors())) {
            mediumRemoved = sectors != 0;
            mediumArrived = readable() != null;
            changeUnseen = mediumArrived;
        }
    }
}
