package org.vitrine.engine.nvme;

import java.util.SplittableRandom;
import org.vitrine.engine.device.TestHost;

/** Commands that a fuzzer puts into a queue: near enough to sensible ones to get somewhere. */
final class Garbage {
    private static final int[] OPCODES = {0, 1, 2, 4, 5, 6, 8, 9, 0x0a, 0x0c, 0x7c, 0x80};

    private Garbage() {}

    /** 16 entries. */
    static byte[] commands(SplittableRandom random) {
        byte[] entries = new byte[16 * 64];
        for (int i = 0; i < 16; i++) {
            System.arraycopy(command(random).bytes(), 0, entries, i * 64, 64);
        }
        return entries;
    }

    /** Brings the controller and three pairs of queues to work, if its state allows. */
    static void revive(TestHost host, Nvme nvme) {
        GuestDriver guest = new GuestDriver(host, nvme);
        guest.write(GuestDriver.CC, 0);
        guest.enable();
        for (int id = 1; id < 4; id++) {
            GuestDriver.Pair pair = guest.new Pair(id, 16, 16);
            guest.admin.submit(Entry.createCompletion(id, pair.completionBase(), 16, 0));
            guest.admin.submit(Entry.createSubmission(id, pair.submissionBase(), 16, id));
        }
    }

    private static Entry command(SplittableRandom random) {
        Entry entry = Entry.of(random.nextInt(20) == 0 ? random.nextInt(256) : OPCODES[random.nextInt(OPCODES.length)])
                .id(random.nextInt(0x10000))
                .namespace(random.nextInt(8) == 0 ? random.nextInt(-1, 4) : 1)
                .prp(address(random), address(random));
        if (random.nextInt(16) == 0) {
            entry.flags(random.nextInt(256));
        }
        for (int number = 10; number < 16; number++) {
            entry.dword(number, number(random));
        }
        return random.nextBoolean() ? entry.dword(11, 0) : entry;
    }

    private static long address(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(0x12_0000);
            case 2 -> GuestDriver.LISTS + 8L * random.nextInt(512);
            default -> GuestDriver.BUFFER + 4096L * random.nextInt(64);
        };
    }

    private static int number(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(4) | random.nextInt(64) << 16;
            default -> random.nextInt(300);
        };
    }
}
