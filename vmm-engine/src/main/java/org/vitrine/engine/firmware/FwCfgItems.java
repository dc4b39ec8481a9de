package org.vitrine.engine.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Processor;

/**
 * Collects what a {@link FwCfg} offers. Numbers are little-endian unless a key says otherwise. One thread.
 */
public final class FwCfgItems {
    /** The longest name of a file, in bytes. */
    public static final int MAX_NAME = 55;

    private static final int MAX_FILES = 1024;
    private static final int HPETS = 8;
    private static final int EVENT_TIMER_BLOCK_ID = 0x8086_a201;
    private static final int MIN_TICK = 100;

    final Map<FwCfgKey, byte[]> numbered = new EnumMap<>(FwCfgKey.class);
    final TreeMap<String, byte[]> files = new TreeMap<>();
    final Map<String, Supplier<byte[]>> changing = new HashMap<>();

    /**
     * Every numbered key has an answer; those that nobody uses any more say that there is nothing.
     *
     * @param processor whose vCPUs are all present
     * @param memoryBytes guest RAM
     */
    public FwCfgItems(Board board, Processor processor, long memoryBytes, UUID uuid) {
        for (FwCfgKey key : FwCfgKey.values()) {
            numbered.put(key, bytes(4).array());
        }
        item(FwCfgKey.SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
        item(FwCfgKey.ID, bytes(4).putInt(0b11).array());
        item(
                FwCfgKey.UUID,
                ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array());
        item(FwCfgKey.RAM_SIZE, bytes(8).putLong(memoryBytes).array());
        int cpus = processor.cpus();
        item(FwCfgKey.CPU_COUNT, bytes(2).putShort((short) cpus).array());
        // What is larger than any local APIC id, as QEMU has it.
        item(
                FwCfgKey.MAX_CPUS,
                bytes(2).putShort((short) (processor.apicId(cpus - 1) + 1)).array());
        item(FwCfgKey.BOOT_MENU, new byte[2]);
        item(FwCfgKey.NUMA, new byte[Long.BYTES * (1 + cpus)]);
        item(FwCfgKey.IRQ0_OVERRIDE, bytes(4).putInt(1).array());
        item(
                FwCfgKey.HPET,
                bytes(1 + 15 * HPETS)
                        .put((byte) 1)
                        .putInt(EVENT_TIMER_BLOCK_ID)
                        .putLong(board.hpetBase())
                        .putShort((short) MIN_TICK)
                        .array());
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Has firmware offer its boot menu. OVMF insists on 16 bits, and waits for whole seconds.
     *
     * @param waitMillis for how long a person can ask for it: 0 to 65,535
     */
    public FwCfgItems bootMenu(int waitMillis) {
        item(FwCfgKey.BOOT_MENU, bytes(2).putShort((short) 1).array());
        return file("etc/boot-menu-wait", bytes(2).putShort((short) waitMillis).array());
    }

    private void item(FwCfgKey key, byte[] data) {
        numbered.put(key, data);
    }

    /**
     * Adds a file.
     *
     * @param name printable ASCII, at most {@value #MAX_NAME} bytes, not used before
     * @param data not copied
     */
    public FwCfgItems file(String name, byte[] data) {
        if (name.isEmpty()
                || name.length() > MAX_NAME
                || !name.chars().allMatch(character -> character > 0x20 && character < 0x7f)) {
            throw new IllegalArgumentException("not a name of a fw_cfg file: " + name);
        }
        if (files.size() == MAX_FILES || files.putIfAbsent(name, data) != null) {
            throw new IllegalArgumentException("too many fw_cfg files, or a second one named " + name);
        }
        return this;
    }

    /**
     * Adds a file whose content depends on what firmware has done before it reads it.
     *
     * @param now answers the content each time firmware selects the file, on a vCPU's thread; always equally long
     */
    public FwCfgItems file(String name, Supplier<byte[]> now) {
        file(name, now.get());
        changing.put(name, now);
        return this;
    }

    /** Adds several files. */
    public FwCfgItems files(Map<String, byte[]> added) {
        added.forEach(this::file);
        return this;
    }

    /** Adds a text file with a final NUL, as {@code bootorder} wants it. */
    public FwCfgItems textFile(String name, String text) {
        return file(name, (text + "\0").getBytes(StandardCharsets.US_ASCII));
    }
}
