package org.vitrine.app.viewmodel.library;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.LibraryMachine.State;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.About;
import org.vitrine.engine.config.MachineConfig;

/**
 * What the library shows of a machine at a moment.
 *
 * @param stored whether it is the library's; a throw-away machine is not, and goes when it is off
 * @param disposable whether it runs, and what the run changes is thrown away at its end
 * @param reason why it is damaged or has failed
 * @param icon the name of its drawing
 * @param group the one that it stands in; empty for none
 * @param picture what its screen showed last, as PNG
 * @param created when it was made; the beginning of time if nobody knows
 * @param used when it last began or ended to run; the beginning of time if it never did
 */
public record MachineFacts(
        UUID uuid,
        boolean stored,
        String name,
        State state,
        boolean disposable,
        Optional<String> reason,
        String icon,
        String group,
        List<String> tags,
        int memoryMiB,
        int cpus,
        Optional<Path> picture,
        Optional<MachineSession> session,
        Instant created,
        Instant used) {
    private static final String UNKNOWN_SYSTEM = "other";

    public MachineFacts {
        tags = List.copyOf(tags);
    }

    public static MachineFacts of(LibraryMachine machine) {
        MachineConfig config = machine.config();
        About about = config == null ? About.NOTHING : config.about();
        Instant used = latest(machine.history().started(), machine.history().ended());
        return new MachineFacts(
                machine.uuid(),
                true,
                machine.name(),
                machine.state(),
                machine.isDisposableRun(),
                machine.reason(),
                icon(about),
                about.group() == null ? "" : about.group(),
                about.tags(),
                config == null ? 0 : config.memoryMiB(),
                config == null ? 0 : config.cpus(),
                machine.picture(),
                machine.session(),
                latest(machine.history().created(), null),
                used);
    }

    /** A throw-away machine, which nobody keeps. */
    static MachineFacts of(MachineSession session) {
        State state = switch (session.state()) {
            case RUNNING -> State.RUNNING;
            case PAUSED -> State.PAUSED;
            case STUCK -> State.FAILED;
            case OFF -> State.OFF;
        };
        return new MachineFacts(
                session.uuid(),
                false,
                session.name(),
                state,
                false,
                Optional.empty(),
                "system-" + UNKNOWN_SYSTEM,
                "",
                List.of(),
                session.memoryMiB(),
                session.cpus(),
                Optional.empty(),
                Optional.of(session),
                Instant.now(),
                Instant.now());
    }

    /** The drawing that the user chose, else that of the system. */
    private static String icon(About about) {
        return about.icon() != null
                ? about.icon()
                : systemIcon(about.system() == null ? UNKNOWN_SYSTEM : about.system());
    }

    /** The drawing of a system's family: that of {@code debian} for {@code debian-12}. There may be none of that name. */
    public static String systemIcon(String system) {
        return "system-" + system.toLowerCase(Locale.ROOT).replaceAll("[^a-z].*", "");
    }

    private static Instant latest(@Nullable Instant one, @Nullable Instant other) {
        Instant first = one == null ? Instant.EPOCH : one;
        return other == null || other.isBefore(first) ? first : other;
    }

    /** Whether there is a screen to look at. */
    public boolean hasScreen() {
        return session.isPresent();
    }

    /** What it is made of, in a line. */
    public String details() {
        return memoryMiB == 0 ? "" : Texts.get("machine.details", Sizes.mebibytes(memoryMiB), cpus);
    }

    /** The state in words. */
    public String stateWord() {
        String word = Texts.get("state." + state.name().toLowerCase(Locale.ROOT));
        return disposable ? Texts.get("state.disposable", word) : word;
    }
}
