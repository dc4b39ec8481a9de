package org.vitrine.app.viewmodel.machine;

import java.util.Locale;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.MachineConfig;

/** What every machine has once. */
public enum Setting implements Part {
    NAME(Section.OVERVIEW, true, MachineConfig::name, (from, to) -> to.withName(from.name())),
    NOTES(
            Section.OVERVIEW,
            true,
            config -> config.about().notes(),
            (from, to) -> to.withAbout(to.about().withNotes(from.about().notes()))),
    ICON(
            Section.OVERVIEW,
            true,
            config -> config.about().icon(),
            (from, to) -> to.withAbout(to.about().withIcon(from.about().icon()))),
    SYSTEM(
            Section.OVERVIEW,
            true,
            config -> config.about().system(),
            (from, to) -> to.withAbout(to.about().withSystem(from.about().system()))),
    GROUP(
            Section.OVERVIEW,
            true,
            config -> config.about().group(),
            (from, to) -> to.withAbout(to.about().withGroup(from.about().group()))),
    TAGS(
            Section.OVERVIEW,
            true,
            config -> config.about().tags(),
            (from, to) -> to.withAbout(to.about().withTags(from.about().tags()))),
    PROCESSOR(Section.PROCESSOR, false, MachineConfig::processor, (from, to) -> to.withProcessor(from.processor())),
    MEMORY(Section.PROCESSOR, false, MachineConfig::memoryMiB, (from, to) -> to.withMemoryMiB(from.memoryMiB())),
    MEMORY_PAGES(
            Section.PROCESSOR,
            false,
            config -> config.memoryBacking().pages(),
            (from, to) -> to.withMemoryBacking(
                    to.memoryBacking().withPages(from.memoryBacking().pages()))),
    MEMORY_MERGE(
            Section.PROCESSOR,
            false,
            config -> config.memoryBacking().merge(),
            (from, to) -> to.withMemoryBacking(
                    to.memoryBacking().withMerge(from.memoryBacking().merge()))),
    DEVICES(Section.DISPLAY, false, MachineConfig::devices, (from, to) -> to.withDevices(from.devices())),
    SERIAL(Section.SERIAL, false, MachineConfig::serial, (from, to) -> to.withSerial(from.serial())),
    RNG(
            Section.CHANNELS,
            false,
            config -> config.virtio().rng(),
            (from, to) -> to.withVirtio(to.virtio().withRng(from.virtio().rng()))),
    PORTS(
            Section.CHANNELS,
            false,
            config -> config.virtio().ports(),
            (from, to) -> to.withVirtio(to.virtio().withPorts(from.virtio().ports()))),
    FIRMWARE(
            Section.BOOT,
            false,
            config -> config.firmware().kind(),
            (from, to) -> to.withFirmware(to.firmware().withKind(from.firmware().kind()))),
    SECURE_BOOT(
            Section.BOOT,
            false,
            config -> config.firmware().secureBoot(),
            (from, to) ->
                    to.withFirmware(to.firmware().withSecureBoot(from.firmware().secureBoot()))),
    BOOT_MENU(
            Section.BOOT,
            false,
            config -> config.firmware().bootMenu(),
            (from, to) ->
                    to.withFirmware(to.firmware().withBootMenu(from.firmware().bootMenu()))),
    VARIABLES(
            Section.BOOT,
            false,
            config -> config.firmware().variables(),
            (from, to) ->
                    to.withFirmware(to.firmware().withVariables(from.firmware().variables()))),
    BOOT_ORDER(Section.BOOT, false, BootOrder::of, BootOrder::copy),
    LINUX(Section.BOOT, false, MachineConfig::linux, (from, to) -> to.withLinux(from.linux())),
    START_WITH_SESSION(
            Section.OPTIONS,
            true,
            config -> config.lifeCycle().startWithSession(),
            (from, to) -> to.withLifeCycle(
                    to.lifeCycle().withStartWithSession(from.lifeCycle().startWithSession()))),
    HOST_SHUTDOWN(
            Section.OPTIONS,
            true,
            config -> config.lifeCycle().onHostShutdown(),
            (from, to) -> to.withLifeCycle(
                    to.lifeCycle().withOnHostShutdown(from.lifeCycle().onHostShutdown()))),
    DISPOSABLE(
            Section.OPTIONS,
            false,
            config -> config.lifeCycle().disposable(),
            (from, to) -> to.withLifeCycle(
                    to.lifeCycle().withDisposable(from.lifeCycle().disposable())));

    private final Section section;
    private final boolean live;
    private final Function<MachineConfig, @Nullable Object> value;
    private final BinaryOperator<MachineConfig> copy;

    Setting(
            Section section,
            boolean live,
            Function<MachineConfig, @Nullable Object> value,
            BinaryOperator<MachineConfig> copy) {
        this.section = section;
        this.live = live;
        this.value = value;
        this.copy = copy;
    }

    @Override
    public Section section() {
        return section;
    }

    @Override
    public String label(Edit before, Edit after) {
        return label();
    }

    /** What it is called beside its field. */
    public String label() {
        return Texts.get("part." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @Override
    public boolean sameIn(Edit one, Edit other) {
        if (this == BOOT_ORDER) {
            return BootOrder.same(one.config(), other.config());
        }
        return Objects.equals(value.apply(one.config()), value.apply(other.config()));
    }

    @Override
    public Edit put(Edit from, Edit to) {
        return to.with(copy.apply(from.config(), to.config()));
    }

    @Override
    public boolean isLive(Edit before, Edit after) {
        return live;
    }
}
