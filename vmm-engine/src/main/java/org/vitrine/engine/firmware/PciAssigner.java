package org.vitrine.engine.firmware;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.firmware.PciResource.Kind;

/**
 * Gives PCI functions their addresses, bus numbers and interrupt lines, as firmware does, for a machine without firmware:
 * ports from 0xc000, 32-bit memory in the board's hole, and 64-bit prefetchable memory there too, or above RAM if the hole is
 * too small. Decoding of ports and memory is enabled in the end, bus mastering is left off.
 *
 * <p>A function for which there is no room decodes nothing. Nothing that a device answers makes this loop or grow without
 * bound.
 */
public final class PciAssigner {
    private static final System.Logger LOG = System.getLogger(PciAssigner.class.getName());

    private static final int COMMAND = 0x04;
    private static final int COMMAND_IO = 1;
    private static final int COMMAND_MEMORY = 2;
    private static final int COMMAND_ALL = 7;
    private static final int HEADER_TYPE = 0x0e;
    private static final int MULTI_FUNCTION = 0x80;
    private static final int BRIDGE = 1;
    private static final int FIRST_BAR = 0x10;
    private static final int DEVICE_BARS = 6;
    private static final int BRIDGE_BARS = 2;
    private static final int DEVICE_ROM = 0x30;
    private static final int BRIDGE_ROM = 0x38;
    private static final int BUS_NUMBERS = 0x18;
    private static final int INTERRUPT_LINE = 0x3c;
    private static final int INTERRUPT_PIN = 0x3d;
    private static final int MAX_BUS = 255;
    private static final int PINS = 4;
    private static final int DEVICES = 32;
    private static final int FUNCTIONS = 8;

    private static final long FIRST_PORT = 0xc000;
    private static final long PORTS_END = 0x1_0000;

    private final ConfigSpaceAccess config;
    private final Board board;
    private final long highBase;
    private final long highEnd;
    private int lastBus;
    private final List<Integer> functions = new ArrayList<>();
    private final Set<Integer> refused = new HashSet<>();

    /**
     * @param memoryBytes guest RAM
     * @param physicalAddressBits width of a guest physical address
     */
    public PciAssigner(ConfigSpaceAccess config, Board board, long memoryBytes, int physicalAddressBits) {
        this.config = config;
        this.board = board;
        this.highBase = board.highWindowBase(memoryBytes);
        this.highEnd = 1L << physicalAddressBits;
    }

    /** Where an interrupt pin of a bus ends. */
    @FunctionalInterface
    private interface Router {
        int line(int device, int pin);
    }

    /** Looks for functions on bus 0 and behind its bridges, and assigns what they need. */
    public void assign() {
        lastBus = 0;
        functions.clear();
        refused.clear();
        Map<Kind, List<PciResource>> wanted = scan(0, (device, pin) -> ChipsetSetup.interruptLine(board, device, pin));
        List<PciResource> low = new ArrayList<>(of(wanted, Kind.MEMORY));
        low.addAll(of(wanted, Kind.PREFETCHABLE));
        PciResource.sort(low);
        if (PciResource.extent(low, board.pciHoleBase()) > board.pciHoleEnd() - board.pciHoleBase()) {
            low = of(wanted, Kind.MEMORY);
            place(of(wanted, Kind.PREFETCHABLE), highBase, highEnd);
        }
        place(low, board.pciHoleBase(), board.pciHoleEnd());
        place(of(wanted, Kind.IO), FIRST_PORT, PORTS_END);
        if (!refused.isEmpty()) {
            LOG.log(Level.WARNING, "no addresses are left for {0} PCI functions, which decode nothing", refused.size());
        }
        for (int bdf : functions) {
            int decoding = refused.contains(bdf) ? 0 : COMMAND_IO | COMMAND_MEMORY;
            config.write(bdf, COMMAND, 2, config.read(bdf, COMMAND, 2) & ~COMMAND_ALL | decoding);
        }
    }

    private static List<PciResource> of(Map<Kind, List<PciResource>> resources, Kind kind) {
        return resources.computeIfAbsent(kind, unused -> new ArrayList<>());
    }

    private void place(List<PciResource> resources, long base, long end) {
        PciResource.sort(resources);
        long at = base;
        for (PciResource resource : resources) {
            long address = PciResource.align(at, resource.alignment());
            if (address + resource.size() <= end) {
                resource.place(address);
                at = address + resource.size();
            } else {
                resource.refuse(refused);
            }
        }
    }

    /** @return what the functions on a bus and behind it want */
    private Map<Kind, List<PciResource>> scan(int bus, Router router) {
        Map<Kind, List<PciResource>> wanted = new EnumMap<>(Kind.class);
        for (int device = 0; device < DEVICES; device++) {
            int count = 1;
            for (int function = 0; function < count; function++) {
                int bdf = bus << 8 | device << 3 | function;
                int vendor = config.read(bdf, 0, 2);
                if (vendor == 0xffff || vendor == 0) {
                    continue;
                }
                int header = config.read(bdf, HEADER_TYPE, 1);
                if (function == 0 && (header & MULTI_FUNCTION) != 0) {
                    count = FUNCTIONS;
                }
                if ((header & ~MULTI_FUNCTION) <= BRIDGE) {
                    scanFunction(bdf, (header & BRIDGE) != 0, router, wanted);
                }
            }
        }
        return wanted;
    }

    private void scanFunction(int bdf, boolean bridge, Router router, Map<Kind, List<PciResource>> wanted) {
        functions.add(bdf);
        config.write(bdf, COMMAND, 2, config.read(bdf, COMMAND, 2) & ~COMMAND_ALL);
        int device = bdf >> 3 & DEVICES - 1;
        int pin = config.read(bdf, INTERRUPT_PIN, 1);
        if (pin >= 1 && pin <= PINS) {
            config.write(bdf, INTERRUPT_LINE, 1, router.line(device, pin - 1));
        }
        scanBars(bdf, bridge, wanted);
        if (bridge) {
            scanBridge(bdf, (below, belowPin) -> router.line(device, (below + belowPin) % PINS), wanted);
        }
    }

    private void scanBars(int bdf, boolean bridge, Map<Kind, List<PciResource>> wanted) {
        int count = bridge ? BRIDGE_BARS : DEVICE_BARS;
        for (int i = 0; i < count; i++) {
            int offset = FIRST_BAR + 4 * i;
            boolean wide = PciBar.isWide(config.read(bdf, offset, 4));
            if (wide && i == count - 1) {
                break;
            }
            add(wanted, PciBar.probe(config, bdf, offset));
            i += wide ? 1 : 0;
        }
        add(wanted, PciBar.probeRom(config, bdf, bridge ? BRIDGE_ROM : DEVICE_ROM));
    }

    private static void add(Map<Kind, List<PciResource>> wanted, @Nullable PciResource resource) {
        if (resource != null) {
            of(wanted, resource.kind()).add(resource);
        }
    }

    private void scanBridge(int bdf, Router router, Map<Kind, List<PciResource>> wanted) {
        int primary = bdf >> 8;
        if (lastBus == MAX_BUS) {
            config.write(bdf, BUS_NUMBERS, 4, primary);
            return;
        }
        int secondary = ++lastBus;
        config.write(bdf, BUS_NUMBERS, 4, primary | secondary << 8 | MAX_BUS << 16);
        Map<Kind, List<PciResource>> behind = scan(secondary, router);
        config.write(bdf, BUS_NUMBERS, 4, primary | secondary << 8 | lastBus << 16);
        PciWindow ports = new PciWindow(Kind.IO, config, bdf, of(behind, Kind.IO));
        if (!of(behind, Kind.IO).isEmpty()) {
            add(wanted, ports);
        }
        add(wanted, new PciWindow(Kind.MEMORY, config, bdf, of(behind, Kind.MEMORY)));
        add(wanted, new PciWindow(Kind.PREFETCHABLE, config, bdf, of(behind, Kind.PREFETCHABLE)));
    }
}
