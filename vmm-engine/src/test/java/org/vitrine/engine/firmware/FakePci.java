package org.vitrine.engine.firmware;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Configuration spaces whose BARs and bus numbers behave. */
final class FakePci implements ConfigSpaceAccess {
    private final Map<Integer, Function> bus0 = new HashMap<>();
    final List<String> faults = new ArrayList<>();

    static final class Function {
        final byte[] space = new byte[256];
        private final byte[] writable = new byte[256];
        private final Map<Integer, Function> behind = new HashMap<>();

        Function(int vendor, int headerType) {
            set(0, 2, vendor);
            set(2, 2, 0x1234);
            set(0x0e, 1, headerType);
            writable(4, 2, 0x0507);
            writable(0x3c, 1, 0xff);
        }

        Function set(int offset, int size, long value) {
            for (int i = 0; i < size; i++) {
                space[offset + i] = (byte) (value >>> 8 * i);
            }
            return this;
        }

        Function writable(int offset, int size, long mask) {
            for (int i = 0; i < size; i++) {
                writable[offset + i] = (byte) (mask >>> 8 * i);
            }
            return this;
        }

        Function ioBar(int index, int size) {
            return set(0x10 + 4 * index, 4, 1).writable(0x10 + 4 * index, 4, -size);
        }

        Function memoryBar(int index, long size) {
            return writable(0x10 + 4 * index, 4, -size);
        }

        Function wideBar(int index, long size, boolean prefetchable) {
            return set(0x10 + 4 * index, 4, prefetchable ? 0xc : 4).writable(0x10 + 4 * index, 8, -size & ~0xfL);
        }

        Function rom(int size) {
            return writable(0x30, 4, -size | 1);
        }

        Function pin(int pin) {
            return set(0x3d, 1, pin);
        }

        long get(int offset, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (space[offset + i] & 0xffL) << 8 * i;
            }
            return value;
        }

        Function plug(int device, int function, Function added) {
            behind.put(device << 3 | function, added);
            return this;
        }
    }

    static Function device() {
        return new Function(0x1af4, 0);
    }

    static Function bridge() {
        return new Function(0x1b36, 1)
                .writable(0x18, 3, 0xff_ffff)
                .writable(0x1c, 2, 0xf0f0)
                .writable(0x20, 4, 0xfff0_fff0L)
                .set(0x24, 4, 0x0001_0001)
                .writable(0x24, 4, 0xfff0_fff0L)
                .writable(0x28, 8, -1);
    }

    FakePci plug(int device, int function, Function added) {
        bus0.put(device << 3 | function, added);
        return this;
    }

    private Function find(int bdf) {
        int bus = bdf >> 8;
        return bus == 0 ? bus0.get(bdf & 0xff) : findBehind(bus0, bus, bdf & 0xff);
    }

    private static Function findBehind(Map<Integer, Function> functions, int bus, int devfn) {
        for (Function function : functions.values()) {
            long secondary = function.get(0x19, 1);
            if (function.space[0x0e] == 1 && secondary > 0 && secondary <= bus && bus <= function.get(0x1a, 1)) {
                return secondary == bus ? function.behind.get(devfn) : findBehind(function.behind, bus, devfn);
            }
        }
        return null;
    }

    @Override
    public int read(int bdf, int offset, int size) {
        Function function = find(bdf);
        return function == null ? (int) (0xffff_ffffL >>> 32 - 8 * size) : (int) function.get(offset, size);
    }

    @Override
    public void write(int bdf, int offset, int size, int value) {
        Function function = find(bdf);
        if (function == null) {
            faults.add("write to nothing at %x".formatted(bdf));
            return;
        }
        if ((function.get(4, 1) & 3) != 0 && offset >= 0x10 && offset < 0x34) {
            faults.add("%x moves register %x while it decodes".formatted(bdf, offset));
        }
        for (int i = 0; i < size; i++) {
            int at = offset + i;
            function.space[at] =
                    (byte) (function.space[at] & ~function.writable[at] | value >>> 8 * i & function.writable[at]);
        }
    }
}
