package org.vitrine.engine.pci;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.LongConsumer;

/**
 * Does for a guest that is booted without firmware what firmware does on PCI: numbers the buses, sizes and places BARs,
 * opens the bridges' windows, enables decoding and fills in interrupt lines. It works through configuration space, as
 * firmware would, after a reset and before the vCPUs run.
 *
 * <p>What does not fit stays unassigned, and its function's decoding of that space off, which an operating system mends.
 * Expansion ROMs are left alone.
 */
public final class PciSetup {
    /** BARs of this size and more go above 4 GiB if they can. */
    private static final long LARGE = 256L << 20;
    /** Memory that an empty slot gets for what may be plugged in later. */
    private static final long RESERVE = 2L << 20;

    private static final int LAST_BUS = 0xff;
    private static final int HEADER_BRIDGE = 1;
    private static final int HEADER_LAYOUT = 0x7f;
    private static final int HEADER_MULTI_FUNCTION = 0x80;
    private static final int ABSENT = 0xffff;
    private static final int BAR_IO = 1;
    private static final int BAR_WIDE = 4;
    private static final int BAR_PREFETCHABLE = 8;
    private static final int PINS = 4;

    private final RootComplex root;
    private final Windows windows;
    private final IntBinaryOperator interruptLine;
    private int lastBus;

    /** Where BARs go: first addresses, and those beyond the last. The high window may be empty. */
    public record Windows(long ioBase, long ioEnd, long memoryBase, long memoryEnd, long highBase, long highEnd) {}

    /** @param interruptLine the legacy line of a pin (from 0) of a device on bus 0, given device and pin */
    public PciSetup(RootComplex root, Windows windows, IntBinaryOperator interruptLine) {
        this.root = root;
        this.windows = windows;
        this.interruptLine = interruptLine;
    }

    /** What is allocated apart; in a bridge each has a window. */
    private enum Kind {
        IO(0x1000),
        MEMORY(1 << 20),
        HIGH(1 << 20);

        private final long granule;

        Kind(long granule) {
            this.granule = granule;
        }
    }

    /** A BAR or a bridge's window that wants an address. */
    private record Need(long size, long alignment, LongConsumer assign) {}

    /** What the functions of one bus want. */
    private record Needs(List<Need> io, List<Need> memory, List<Need> high) {
        List<Need> of(Kind kind) {
            return switch (kind) {
                case IO -> io;
                case MEMORY -> memory;
                case HIGH -> high;
            };
        }
    }

    /** Sets everything up. */
    public void run() {
        lastBus = 0;
        List<Function> all = new ArrayList<>();
        Needs needs = scan(0, interruptLine, all);
        place(needs.io, windows.ioBase, windows.ioEnd);
        place(needs.memory, windows.memoryBase, windows.memoryEnd);
        place(needs.high, windows.highBase, windows.highEnd);
        all.forEach(Function::enable);
    }

    private Needs scan(int bus, IntBinaryOperator line, List<Function> all) {
        Needs needs = new Needs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int device = 0; device < PciBus.DEVICES; device++) {
            int functions = 1;
            for (int index = 0; index < functions; index++) {
                Function function = new Function(bus, device, index);
                if (function.get(PciRegister.VENDOR_ID) == ABSENT) {
                    continue;
                }
                if (index == 0 && (function.get(PciRegister.HEADER_TYPE) & HEADER_MULTI_FUNCTION) != 0) {
                    functions = PciBus.FUNCTIONS;
                }
                all.add(function);
                function.scan(needs, line, all);
            }
        }
        return needs;
    }

    /** Lays needs out from the largest to the smallest. @return the first address behind them */
    private static long place(List<Need> needs, long base, long end) {
        needs.sort(Comparator.comparingLong(Need::alignment).reversed());
        long next = base;
        for (Need need : needs) {
            long at = align(next, need.alignment);
            if (at + need.size <= end) {
                need.assign.accept(at);
                next = at + need.size;
            }
        }
        return next;
    }

    private static long extent(List<Need> needs) {
        long next = 0;
        for (Need need : needs) {
            next = align(next, need.alignment) + need.size;
        }
        return next;
    }

    private static long align(long address, long alignment) {
        return (address + alignment - 1) & -alignment;
    }

    private final class Function {
        private final int bus;
        private final int device;
        private final int index;
        private int command;
        /** Bits of the command register for spaces in which a BAR has no place yet, once for each such BAR. */
        private final List<CommandBit> unplaced = new ArrayList<>();

        Function(int bus, int device, int index) {
            this.bus = bus;
            this.device = device;
            this.index = index;
        }

        private int read(int offset, int size) {
            return (int) root.readConfig(bus, device, index, offset, size);
        }

        private void write(int offset, int size, long value) {
            root.writeConfig(bus, device, index, offset, size, value);
        }

        int get(PciRegister register) {
            return read(register.offset, register.size);
        }

        private void set(PciRegister register, long value) {
            write(register.offset, register.size, value);
        }

        void scan(Needs needs, IntBinaryOperator line, List<Function> all) {
            boolean bridge = (get(PciRegister.HEADER_TYPE) & HEADER_LAYOUT) == HEADER_BRIDGE;
            set(PciRegister.COMMAND, 0);
            for (int bar = 0; bar < (bridge ? 2 : 6); bar++) {
                bar += size(PciRegister.BASE_ADDRESS.offset + 4 * bar, needs) - 1;
            }
            int pin = get(PciRegister.INTERRUPT_PIN) - 1;
            if (pin >= 0 && pin < PINS) {
                set(PciRegister.INTERRUPT_LINE, line.applyAsInt(device, pin));
            }
            if (bridge && lastBus < LAST_BUS) {
                command |= CommandBit.IO_SPACE.mask | CommandBit.MEMORY_SPACE.mask | CommandBit.BUS_MASTER.mask;
                scanBehind(needs, line, all);
            }
        }

        /** Sizes one BAR. @return how many registers it takes */
        private int size(int offset, Needs needs) {
            write(offset, 4, 0xffff_ffffL);
            int low = read(offset, 4);
            write(offset, 4, 0);
            if ((low & BAR_IO) != 0) {
                need(needs.io, CommandBit.IO_SPACE, Integer.lowestOneBit(low & ~3), at -> write(offset, 4, at));
                return 1;
            }
            boolean wide = (low & BAR_WIDE) != 0;
            long mask = low & ~0xfL;
            if (wide) {
                write(offset + 4, 4, 0xffff_ffffL);
                mask = (mask & 0xffff_ffffL) | (long) read(offset + 4, 4) << 32;
                write(offset + 4, 4, 0);
            }
            long size = Long.lowestOneBit(mask);
            boolean high = wide && (low & BAR_PREFETCHABLE) != 0 && size >= LARGE && windows.highBase < windows.highEnd;
            need(needs.of(high ? Kind.HIGH : Kind.MEMORY), CommandBit.MEMORY_SPACE, size, at -> {
                write(offset, 4, at & 0xffff_ffffL);
                if (wide) {
                    write(offset + 4, 4, at >>> 32);
                }
            });
            return wide ? 2 : 1;
        }

        /** Adds what a BAR wants. @param size 0 if there is none, since none of its address bits can be written */
        private void need(List<Need> list, CommandBit space, long size, LongConsumer assign) {
            if (size == 0) {
                return;
            }
            unplaced.add(space);
            list.add(new Need(size, size, at -> {
                assign.accept(at);
                unplaced.remove(space);
                command |= space.mask;
            }));
        }

        private void scanBehind(Needs needs, IntBinaryOperator line, List<Function> all) {
            int secondary = ++lastBus;
            set(PciRegister.PRIMARY_BUS, bus);
            set(PciRegister.SECONDARY_BUS, secondary);
            set(PciRegister.SUBORDINATE_BUS, LAST_BUS);
            Needs behind =
                    PciSetup.this.scan(secondary, (below, pin) -> line.applyAsInt(device, (pin + below) % PINS), all);
            set(PciRegister.SUBORDINATE_BUS, lastBus);
            behind.memory.add(new Need(RESERVE, Kind.MEMORY.granule, at -> {}));
            for (Kind kind : Kind.values()) {
                List<Need> list = behind.of(kind);
                open(kind, 1, 0);
                if (!list.isEmpty()) {
                    list.sort(Comparator.comparingLong(Need::alignment).reversed());
                    long size = align(extent(list), kind.granule);
                    long alignment = Math.max(kind.granule, list.getFirst().alignment);
                    needs.of(kind).add(new Need(size, alignment, at -> {
                        place(list, at, at + size);
                        open(kind, at, at + size - 1);
                    }));
                }
            }
        }

        /** Opens a window of the bridge, or closes it when the limit lies below the base. */
        private void open(Kind kind, long base, long limit) {
            boolean closed = limit < base;
            switch (kind) {
                case IO -> {
                    set(PciRegister.IO_BASE, closed ? 0xf0 : base >> 8 & 0xf0);
                    set(PciRegister.IO_LIMIT, closed ? 0 : limit >> 8 & 0xf0);
                }
                case MEMORY -> {
                    set(PciRegister.MEMORY_BASE, closed ? 0xfff0 : base >> 16 & 0xfff0);
                    set(PciRegister.MEMORY_LIMIT, closed ? 0 : limit >> 16 & 0xfff0);
                }
                case HIGH -> {
                    set(PciRegister.PREFETCHABLE_BASE, closed ? 0xfff0 : base >> 16 & 0xfff0);
                    set(PciRegister.PREFETCHABLE_LIMIT, closed ? 0 : limit >> 16 & 0xfff0);
                    set(PciRegister.PREFETCHABLE_BASE_UPPER, closed ? 0 : base >>> 32);
                    set(PciRegister.PREFETCHABLE_LIMIT_UPPER, closed ? 0 : limit >>> 32);
                }
            }
        }

        void enable() {
            unplaced.forEach(space -> command &= ~space.mask);
            set(PciRegister.COMMAND, command);
        }
    }
}
