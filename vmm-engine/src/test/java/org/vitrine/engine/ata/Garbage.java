package org.vitrine.engine.ata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Command lists as a hostile guest makes them: nearly right, so that they get far. */
final class Garbage {
    private static final int[] COMMANDS = {
        0xa0, 0xa0, 0xa0, 0xa0, 0xa1, 0xec, 0xef, 0x08, 0x90, 0xe5, 0x20, 0xca, 0x60, 0x60, 0x61, 0x61, 0x25, 0x35,
        0x24, 0x06, 0x2f, 0xea, 0xb0
    };
    private static final int SLOTS = 32;

    private Garbage() {}

    /** A list for {@link GuestDriver#LIST} with received FISes and tables behind it. */
    static byte[] commandList(SplittableRandom random) {
        int length = GuestDriver.TABLES - GuestDriver.LIST + SLOTS * GuestDriver.TABLE_SIZE;
        byte[] bytes = new byte[length];
        ByteBuffer list = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int slot = 0; slot < SLOTS; slot++) {
            header(list, slot * 32, slot, random);
            table(list, GuestDriver.TABLES - GuestDriver.LIST + slot * GuestDriver.TABLE_SIZE, random);
        }
        return bytes;
    }

    private static void header(ByteBuffer list, int at, int slot, SplittableRandom random) {
        int regions = random.nextInt(8) == 0 ? 0xffff : random.nextInt(12);
        int flags = random.nextInt(4) == 0 ? random.nextInt(0x1_0000) : 5 | random.nextInt(8) << 5;
        list.putInt(at, flags | regions << 16);
        list.putLong(at + 8, random.nextInt(10) == 0 ? random.nextLong() : GuestDriver.TABLES + slot * 0x400L);
    }

    /** Few sectors at the start of a disk, and the slot as the tag of a queued command. */
    private static void forDisk(ByteBuffer list, int at, SplittableRandom random) {
        int slot = (at - (GuestDriver.TABLES - GuestDriver.LIST)) / GuestDriver.TABLE_SIZE;
        list.putInt(at + 4, 0x4000_0000 | random.nextInt(80)).putInt(at + 8, 0);
        list.put(at + 12, (byte) (slot << 3)).put(at + 13, (byte) 0);
    }

    private static void table(ByteBuffer list, int at, SplittableRandom random) {
        byte[] head = new byte[0x50];
        random.nextBytes(head);
        list.put(at, head);
        if (random.nextInt(10) != 0) {
            list.put(at, (byte) 0x27);
            list.put(at + 1, (byte) (random.nextInt(8) == 0 ? 0 : 0x80));
            list.put(at + 2, (byte) COMMANDS[random.nextInt(COMMANDS.length)]);
            list.put(at + 3, (byte) random.nextInt(4));
            if (random.nextInt(3) != 0) {
                forDisk(list, at, random);
            }
        }
        if (random.nextInt(6) != 0) {
            MmcCommand[] packets = MmcCommand.values();
            list.put(at + 0x40, (byte) packets[random.nextInt(packets.length)].code);
            // Small addresses and lengths are more often valid.
            for (int i = 1; i < 16; i++) {
                list.put(at + 0x40 + i, (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2)));
            }
        }
        for (int descriptor = at + 0x80; descriptor + 16 <= at + GuestDriver.TABLE_SIZE; descriptor += 16) {
            list.putLong(descriptor, random.nextInt(6) == 0 ? random.nextLong() : random.nextInt(0x12_0000));
            list.putInt(descriptor + 12, random.nextInt(6) == 0 ? random.nextInt() : random.nextInt(9_000));
        }
    }
}
