package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The test that every device passes (design, section 3). The test brings a device out of its power-on state; then
 *
 * <ol>
 *   <li>every saved field must differ from power-on, so that nothing passes by being zero twice,
 *   <li>saved, loaded into a fresh device and saved again, the state is the same, and so are the pins,
 *   <li>original and copy answer the same seeded accesses, passages of time and stimuli with the same values, interrupts
 *       and DMA,
 *   <li>a reset brings all fields back to power-on but those that survive it,
 *   <li>a state with a missing, unknown or misshapen field, another kind or a newer version is refused with a
 *       {@link StateException}; one with extreme values is refused or works, but throws nothing else.
 * </ol>
 *
 * <pre>{@code
 * DeviceRoundTrip.of(host -> new Rtc("rtc", host))
 *         .ports(0x70, 2)
 *         .prepare((rtc, host) -> { host.out(0x70, 0x0b); … })
 *         .surviving("cmos")
 *         .verify();
 * }</pre>
 */
public final class DeviceRoundTrip<D extends Device> {
    private static final int SPOILED_ACCESSES = 300;
    private static final int WAITS = 16;
    private static final int READS = 256;

    private final Function<TestHost, D> factory;
    private final List<Range> ranges = new ArrayList<>();
    private final List<Stimulus<D>> stimuli = new ArrayList<>();
    private final Set<String> alike = new HashSet<>();
    private final Set<String> surviving = new HashSet<>();
    private Supplier<TestHost> hosts = TestHost::new;
    private final List<BiConsumer<D, TestHost>> preparations = new ArrayList<>();
    private BiConsumer<D, D> carrying = (from, to) -> {};
    private Consumer<D> settling = device -> {};
    private Filter filter = (write, address, value) -> true;
    private int accesses = 10_000;
    private long seed = 0x5eed;
    private long longestWait = 2_000_000;

    private enum Phase {
        WAITING,
        READING,
        ANYTHING
    }

    private record Range(boolean port, long base, long length) {}

    /** Something from outside that happens to original and copy alike, such as a key press. */
    @FunctionalInterface
    public interface Stimulus<D> {
        /** @param random answers the same for original and copy */
        void happen(D device, TestHost host, SplittableRandom random);
    }

    /** Says which accesses the device is spared. */
    @FunctionalInterface
    public interface Filter {
        boolean allows(boolean write, long address, long value);
    }

    private DeviceRoundTrip(Function<TestHost, D> factory) {
        this.factory = factory;
    }

    /** @param factory makes a device in power-on state; called several times, with different hosts */
    public static <D extends Device> DeviceRoundTrip<D> of(Function<TestHost, D> factory) {
        return new DeviceRoundTrip<>(factory);
    }

    /** Another host than {@link TestHost#TestHost()}: more RAM, a bus. */
    public DeviceRoundTrip<D> hosts(Supplier<TestHost> supplier) {
        hosts = supplier;
        return this;
    }

    /**
     * Brings every register to a value other than that at power-on. Where two registers cannot be so at once, several
     * preparations are tried in turn, each with everything that follows from it.
     */
    public DeviceRoundTrip<D> prepare(BiConsumer<D, TestHost> action) {
        preparations.add(action);
        return this;
    }

    /** Ports that are accessed. Repeating a range, or part of it, makes it likelier. */
    public DeviceRoundTrip<D> ports(int base, int length) {
        ranges.add(new Range(true, base, length));
        return this;
    }

    /** Memory-mapped registers that are accessed. Repeating a range, or part of it, makes it likelier. */
    public DeviceRoundTrip<D> mmio(long base, long length) {
        ranges.add(new Range(false, base, length));
        return this;
    }

    public DeviceRoundTrip<D> stimulus(Stimulus<D> stimulus) {
        stimuli.add(stimulus);
        return this;
    }

    /** Accesses that would end the test, such as one that stops the device for good. */
    public DeviceRoundTrip<D> only(Filter allowed) {
        filter = allowed;
        return this;
    }

    /** Fields that the preparation need not change. Say why beside the call. */
    public DeviceRoundTrip<D> alikeAtPowerOn(String... names) {
        alike.addAll(Arrays.asList(names));
        return this;
    }

    /** Fields that a reset leaves alone. */
    public DeviceRoundTrip<D> surviving(String... names) {
        surviving.addAll(Arrays.asList(names));
        return this;
    }

    /** Carries over what is not in the saved state: the content of memory regions and back ends. RAM is carried anyway. */
    public DeviceRoundTrip<D> carry(BiConsumer<D, D> action) {
        carrying = action;
        return this;
    }

    /** Waits until threads of the device have done what an access asked for; called after each step. */
    public DeviceRoundTrip<D> settle(Consumer<D> action) {
        settling = action;
        return this;
    }

    public DeviceRoundTrip<D> accesses(int count) {
        accesses = count;
        return this;
    }

    public DeviceRoundTrip<D> seed(long value) {
        seed = value;
        return this;
    }

    /** The longest time that passes in one step, in nanoseconds; 2 ms unless told. */
    public DeviceRoundTrip<D> longestWait(long nanos) {
        longestWait = nanos;
        return this;
    }

    /** Runs all of it. */
    public void verify() {
        Set<String> unchanged = new TreeSet<>();
        for (int i = 0; i < Math.max(1, preparations.size()); i++) {
            BiConsumer<D, TestHost> preparation = preparations.isEmpty() ? (device, host) -> {} : preparations.get(i);
            Set<String> same = verify(preparation);
            if (i == 0) {
                unchanged.addAll(same);
            } else {
                unchanged.retainAll(same);
            }
        }
        unchanged.removeAll(alike);
        assertThat(unchanged)
                .as("fields that the preparation left as they are at power-on")
                .isEmpty();
    }

    private Set<String> verify(BiConsumer<D, TestHost> preparation) {
        try (TestHost host = hosts.get();
                D device = factory.apply(host)) {
            device.resume();
            preparation.accept(device, host);
            settling.accept(device);
            pause(device);
            SavedState saved = SavedState.of(device);
            Set<String> same = sameAsAtPowerOn(host, saved);
            refusesSpoiled(host, saved);
            answersAlike(device, host, saved);
            resets(device, host);
            return same;
        }
    }

    private static void pause(Device device) {
        device.requestPause();
        device.awaitPaused();
    }

    private TestHost hostAt(TestHost other) {
        TestHost host = hosts.get();
        host.clock().set(other.clock().nanos());
        return host;
    }

    private Set<String> sameAsAtPowerOn(TestHost host, SavedState saved) {
        try (TestHost otherHost = hostAt(host);
                D fresh = factory.apply(otherHost)) {
            Map<String, Object> powerOn = SavedState.of(fresh).fields();
            assertThat(saved.fields().keySet()).as("fields saved").isEqualTo(powerOn.keySet());
            return saved.fields().entrySet().stream()
                    .filter(field -> Objects.deepEquals(field.getValue(), powerOn.get(field.getKey())))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    private void answersAlike(D original, TestHost host, SavedState saved) {
        try (TestHost copyHost = hostAt(host);
                D copy = factory.apply(copyHost)) {
            copyHost.ram().segment().copyFrom(host.ram().segment());
            carrying.accept(original, copy);
            load(saved, copy);
            copy.afterLoad();
            assertThat(SavedState.of(copy).toByteArray())
                    .as("the state, saved again: %s", difference(saved, SavedState.of(copy)))
                    .isEqualTo(saved.toByteArray());
            host.levels()
                    .forEach((gsi, level) -> assertThat(copyHost.asserted(gsi))
                            .as("level of GSI %d after loading", gsi)
                            .isEqualTo(level));
            host.takeEvents();
            copyHost.takeEvents();
            original.resume();
            copy.resume();
            SplittableRandom random = new SplittableRandom(seed);
            List<String> recent = new ArrayList<>();
            for (int i = 0; i < accesses; i++) {
                long step = random.nextLong();
                // First time passes, then reads come: a write might set anew the very register that the copy forgot.
                Phase phase = i < WAITS ? Phase.WAITING : i < WAITS + READS ? Phase.READING : Phase.ANYTHING;
                String expected = step(original, host, step, phase);
                String actual = step(copy, copyHost, step, phase);
                recent.add(expected);
                if (recent.size() > 12) {
                    recent.removeFirst();
                }
                if (!actual.equals(expected)) {
                    assertThat(actual)
                            .as("step %d of the copy, after %s", i, String.join("; ", recent))
                            .isEqualTo(expected);
                }
                if (i % 1024 == 0) {
                    sameMemory(host, copyHost);
                }
            }
            sameMemory(host, copyHost);
            pause(original);
            pause(copy);
            assertThat(SavedState.of(copy).toByteArray())
                    .as("the state at the end: %s", difference(SavedState.of(original), SavedState.of(copy)))
                    .isEqualTo(SavedState.of(original).toByteArray());
        }
    }

    private static void load(SavedState state, Device device) {
        try {
            state.loadInto(device);
        } catch (StateException e) {
            throw new AssertionError("the device refuses its own state: " + e.getMessage(), e);
        }
    }

    private static void sameMemory(TestHost host, TestHost copyHost) {
        assertThat(copyHost.ram().segment().mismatch(host.ram().segment()))
                .as("first byte of RAM that differs")
                .isEqualTo(-1);
    }

    private static String difference(SavedState expected, SavedState actual) {
        return String.join(
                ", ",
                expected.fields().keySet().stream()
                        .filter(name -> !Objects.deepEquals(
                                expected.fields().get(name), actual.fields().get(name)))
                        .toList());
    }

    /** One access, passage of time or stimulus; answers what could be observed of it. */
    private String step(D device, TestHost host, long stepSeed, Phase phase) {
        SplittableRandom random = new SplittableRandom(stepSeed);
        String what;
        int choice = random.nextInt(100);
        if (phase == Phase.WAITING || choice < 10) {
            long nanos = random.nextLong(1, longestWait + 1) >> (phase == Phase.WAITING ? 0 : random.nextInt(8));
            host.clock().advance(nanos);
            what = "wait " + nanos;
        } else if (phase == Phase.ANYTHING && choice < 20 && !stimuli.isEmpty()) {
            int which = random.nextInt(stimuli.size());
            stimuli.get(which).happen(device, host, random);
            what = "stimulus " + which;
        } else if (ranges.isEmpty()) {
            what = "nothing";
        } else {
            what = access(host, random, phase == Phase.READING);
        }
        host.clock().runDue();
        settling.accept(device);
        return what + " " + host.takeEvents();
    }

    private String access(TestHost host, SplittableRandom random, boolean onlyRead) {
        Range range = ranges.get(random.nextInt(ranges.size()));
        int size;
        do {
            size = 1 << random.nextInt(range.port ? 3 : 4);
        } while (size > range.length);
        long address = range.base + random.nextLong(range.length - size + 1);
        if (random.nextBoolean()) {
            // Naturally aligned as guests do it, as far as the range allows.
            address = Math.max(range.base, address & -size);
        }
        boolean write = !onlyRead && random.nextBoolean();
        long value = value(random) & (size == 8 ? -1 : (1L << (8 * size)) - 1);
        if (!filter.allows(write, address, value)) {
            return "spared";
        }
        if (write) {
            if (range.port) {
                host.out((int) address, size, value);
            } else {
                host.store(address, size, value);
            }
            return "write %#x/%d=%#x".formatted(address, size, value);
        }
        long answer = range.port ? host.in((int) address, size) : host.load(address, size);
        return "read %#x/%d=%#x".formatted(address, size, answer);
    }

    private static long value(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> 1L << random.nextInt(64);
            case 3 -> random.nextInt(0x1000);
            default -> random.nextLong();
        };
    }

    private void resets(D device, TestHost host) {
        device.reset();
        try (TestHost otherHost = hostAt(host);
                D fresh = factory.apply(otherHost)) {
            SavedState expected = SavedState.of(fresh);
            for (String name : surviving) {
                expected = expected.with(
                        name,
                        Objects.requireNonNull(SavedState.of(device).fields().get(name), name));
            }
            assertThat(difference(expected, SavedState.of(device)))
                    .as("fields that a reset does not bring back to power-on")
                    .isEmpty();
            otherHost
                    .levels()
                    .forEach((gsi, level) -> assertThat(host.asserted(gsi))
                            .as("level of GSI %d after a reset", gsi)
                            .isEqualTo(level));
        }
    }

    private void refusesSpoiled(TestHost host, SavedState saved) {
        refused(host, "of another kind", saved.withKind(saved.kind() + "?"));
        refused(host, "of a newer version", saved.withVersion(saved.version() + 1));
        refused(host, "of version 0", saved.withVersion(0));
        refused(host, "with an unknown field", saved.with("unknown-field", 1L));
        for (Map.Entry<String, Object> field : saved.fields().entrySet()) {
            String name = field.getKey();
            refused(host, "without " + name, saved.without(name));
            if (field.getValue() instanceof byte[] bytes) {
                refused(host, "with a number for " + name, saved.with(name, 1L));
                refused(host, "with far too much in " + name, saved.with(name, new byte[bytes.length + (1 << 20)]));
                survives(host, saved.with(name, new byte[0]));
                survives(host, saved.with(name, filled(bytes.length, 0xff)));
                survives(host, saved.with(name, filled(bytes.length, 0x7f)));
            } else {
                refused(host, "with bytes for " + name, saved.with(name, new byte[8]));
                for (long extreme : new long[] {Long.MIN_VALUE, -1, 0, 1, 0xff, 0x7fff_ffffL, Long.MAX_VALUE}) {
                    survives(host, saved.with(name, extreme));
                }
            }
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private void refused(TestHost host, String what, SavedState spoiled) {
        try (TestHost otherHost = hostAt(host);
                D fresh = factory.apply(otherHost)) {
            assertThatThrownBy(() -> spoiled.loadInto(fresh), "a state %s", what)
                    .isInstanceOf(StateException.class);
        }
    }

    /** A snapshot is hostile input: what is not refused must not make the device throw or spin later. */
    private void survives(TestHost host, SavedState spoiled) {
        try (TestHost otherHost = hostAt(host);
                D fresh = factory.apply(otherHost)) {
            try {
                spoiled.loadInto(fresh);
            } catch (StateException e) {
                return;
            }
            fresh.afterLoad();
            fresh.resume();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < SPOILED_ACCESSES; i++) {
                step(fresh, otherHost, random.nextLong(), Phase.ANYTHING);
            }
            pause(fresh);
        }
    }
}
