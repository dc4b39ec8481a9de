package org.vitrine.engine.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * A machine for one device, without KVM: some RAM at address 0, a clock that the test advances, and a record of every
 * change of an interrupt pin, every MSI and whatever else the test notes.
 */
public class TestHost implements DeviceHost, AutoCloseable {
    public static final long DEFAULT_RAM = 1 << 20;

    private final MemoryRegion ram;
    private final GuestMemory memory = new GuestMemory(GuestMemory.WITHOUT_KVM);
    private final AddressSpace ports = new AddressSpace("port", 0x1_0000);
    private final AddressSpace mmio = new AddressSpace("MMIO", 1L << 52);
    private final ManualClock clock = new ManualClock();
    private final Map<Integer, Integer> asserting = new TreeMap<>();
    private final List<String> events = new ArrayList<>();
    private Path runtimeDirectory;

    public TestHost() {
        this(DEFAULT_RAM);
    }

    /** @param ramBytes a multiple of 4 KiB */
    public TestHost(long ramBytes) {
        ram = MemoryRegion.anonymous("ram", ramBytes);
        memory.map(ram, 0);
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    @Override
    public AddressSpace ports() {
        return ports;
    }

    @Override
    public AddressSpace mmio() {
        return mmio;
    }

    @Override
    public ManualClock clock() {
        return clock;
    }

    @Override
    public MsiTarget msi() {
        return (address, data) -> note("msi %#x=%#x".formatted(address, data));
    }

    /** Each call makes an input of its own; the line is up while any of its inputs is. */
    @Override
    public InterruptPin gsi(int number) {
        synchronized (events) {
            asserting.putIfAbsent(number, 0);
        }
        return new RecordedPin(number);
    }

    /** A fresh directory, made on first use. */
    @Override
    public synchronized Path runtimeDirectory() {
        if (runtimeDirectory == null) {
            try {
                runtimeDirectory = Files.createTempDirectory("vitrine-test");
                runtimeDirectory.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return runtimeDirectory;
    }

    @Override
    public Logger log() {
        return System.getLogger("test");
    }

    public MemoryRegion ram() {
        return ram;
    }

    /** Reads an I/O port: {@code size} bytes, the rest of the value is zero. */
    public long in(int port, int size) {
        return clip(ports.read(port, size), size);
    }

    /** Reads a byte from an I/O port. */
    public int in(int port) {
        return (int) in(port, 1);
    }

    public void out(int port, int size, long value) {
        ports.write(port, size, clip(value, size));
    }

    /** Writes a byte to an I/O port. */
    public void out(int port, int value) {
        out(port, 1, value);
    }

    /** Reads memory-mapped I/O: {@code size} bytes, the rest of the value is zero. */
    public long load(long address, int size) {
        return clip(mmio.read(address, size), size);
    }

    public void store(long address, int size, long value) {
        mmio.write(address, size, clip(value, size));
    }

    private static long clip(long value, int size) {
        return size == 8 ? value : value & ((1L << (8 * size)) - 1);
    }

    /** Whether a GSI is asserted now. */
    public boolean asserted(int gsi) {
        synchronized (events) {
            return asserting.getOrDefault(gsi, 0) > 0;
        }
    }

    /** How often a GSI was asserted since the record was last taken. */
    public int edges(int gsi) {
        String up = "gsi " + gsi + " up";
        synchronized (events) {
            return (int) events.stream().filter(up::equals).count();
        }
    }

    /** Every GSI that a device asked for, with its level. */
    public Map<Integer, Boolean> levels() {
        Map<Integer, Boolean> levels = new TreeMap<>();
        synchronized (events) {
            asserting.forEach((number, inputs) -> levels.put(number, inputs > 0));
        }
        return levels;
    }

    /** Records something that the device did, such as the call of a hook. */
    public void note(String event) {
        synchronized (events) {
            events.add(event);
        }
    }

    /** Takes the record: what happened since it was last taken. */
    public List<String> takeEvents() {
        synchronized (events) {
            List<String> taken = List.copyOf(events);
            events.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        ram.close();
    }

    private final class RecordedPin implements InterruptPin {
        private final int number;
        private boolean level;

        private RecordedPin(int number) {
            this.number = number;
        }

        @Override
        public void set(boolean asserted) {
            synchronized (events) {
                if (level == asserted) {
                    return;
                }
                level = asserted;
                int inputs = asserting.merge(number, asserted ? 1 : -1, Integer::sum);
                if (inputs == (asserted ? 1 : 0)) {
                    events.add("gsi " + number + (asserted ? " up" : " down"));
                }
            }
        }
    }
}
