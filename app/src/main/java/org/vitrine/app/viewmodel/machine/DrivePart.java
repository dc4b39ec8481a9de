package org.vitrine.app.viewmodel.machine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.MachineConfig.Optical;

/** Something about a CD-ROM drive. Its place in the boot order is {@link Setting#BOOT_ORDER}'s. */
public record DrivePart(String id, Field field) implements Part {
    /** What of a drive changes by itself. */
    public enum Field {
        PRESENCE,
        MEDIUM
    }

    static List<DrivePart> of(String id) {
        return Arrays.stream(Field.values())
                .map(field -> new DrivePart(id, field))
                .toList();
    }

    @Override
    public Section section() {
        return Section.DISKS;
    }

    @Override
    public String label(Edit before, Edit after) {
        return switch (field) {
            case PRESENCE -> Texts.get(after.drive(id).isPresent() ? "part.drive-added" : "part.drive-removed");
            case MEDIUM -> Texts.get("part.drive-medium");
        };
    }

    @Override
    public boolean sameIn(Edit one, Edit other) {
        Optional<Optical> first = one.drive(id);
        Optional<Optical> second = other.drive(id);
        if (field == Field.PRESENCE) {
            return first.isPresent() == second.isPresent();
        }
        return first.isEmpty()
                || second.isEmpty()
                || Objects.equals(first.get().medium(), second.get().medium());
    }

    @Override
    public Edit put(Edit from, Edit to) {
        Optional<Optical> wanted = from.drive(id);
        if (field == Field.PRESENCE) {
            if (wanted.isPresent() && to.drive(id).isPresent()) {
                return to;
            }
            return wanted.map(drive -> to.withDrive(drive.withBootIndex(null))).orElseGet(() -> to.withoutDrive(id));
        }
        Optional<Optical> present = to.drive(id);
        return wanted.isPresent() && present.isPresent()
                ? to.withDrive(present.get().withMedium(wanted.get().medium()))
                : to;
    }

    /** Discs are changed, and drives plugged in and out, at any time. */
    @Override
    public boolean isLive(Edit before, Edit after) {
        return true;
    }
}
