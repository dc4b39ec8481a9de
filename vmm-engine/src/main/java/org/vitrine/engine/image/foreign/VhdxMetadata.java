package org.vitrine.engine.image.foreign;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/**
 * What the disk is (MS-VHDX 2.6).
 *
 * @param size of the disk in bytes
 * @param blockSize 1 to 256 MiB
 * @param sectorSize that the guest sees
 * @param parent of a differencing disk, as it is named
 */
record VhdxMetadata(long size, long blockSize, int sectorSize, Optional<String> parent) {
    private static final long SIGNATURE = 0x617461646174656dL;
    private static final int TABLE_SIZE = 64 << 10;
    private static final int MOST_ENTRIES = 2047;
    private static final int ENTRY_SIZE = 32;
    private static final int REQUIRED = 1 << 2;
    private static final int HAS_PARENT = 1 << 1;
    private static final long MOST_DISK_BYTES = 64L << 40;
    private static final int MOST_ITEM_BYTES = 1 << 20;

    private static final UUID FILE_PARAMETERS = UUID.fromString("caa16737-fa36-4d43-b3b6-33f0aa44e76b");
    private static final UUID DISK_SIZE = UUID.fromString("2fa54224-cd1b-4876-b211-5dbed83bf4b8");
    private static final UUID LOGICAL_SECTOR = UUID.fromString("8141bf1d-a96f-4709-ba47-f233a8faab5f");
    private static final UUID PARENT_LOCATOR = UUID.fromString("a8d35f2d-b30b-454d-abf7-d3d84834ab0c");
    /** Not needed here: page 83 data, physical sector size. */
    private static final Set<UUID> KNOWN = Set.of(
            UUID.fromString("beca12ab-b2e6-4523-93ef-c309e000c746"),
            UUID.fromString("cda348c7-445d-4471-9cc9-e9885251c556"));

    /** In the order in which they name the parent best. */
    private static final List<String> PARENT_KEYS = List.of("relative_path", "absolute_win32_path", "volume_path");

    static VhdxMetadata read(BlockNode file, VhdxRegions.Region region) throws ImageException, IOException {
        if (region.length() < TABLE_SIZE) {
            throw Fields.damaged(file, "its metadata is too short for a table");
        }
        ByteBuffer table = Fields.read(file, "metadata", region.offset(), TABLE_SIZE, ByteOrder.LITTLE_ENDIAN);
        int count = Short.toUnsignedInt(table.getShort(10));
        if (table.getLong(0) != SIGNATURE || count > MOST_ENTRIES) {
            throw Fields.damaged(file, "its metadata is wrong");
        }
        Map<UUID, ByteBuffer> items = new HashMap<>();
        Set<UUID> wanted = new HashSet<>(Set.of(FILE_PARAMETERS, DISK_SIZE, LOGICAL_SECTOR, PARENT_LOCATOR));
        for (int i = 0; i < count; i++) {
            int at = ENTRY_SIZE + i * ENTRY_SIZE;
            UUID id = VhdxFields.guid(table, at);
            if (wanted.remove(id)) {
                items.put(
                        id,
                        item(
                                file,
                                region,
                                Integer.toUnsignedLong(table.getInt(at + 16)),
                                Integer.toUnsignedLong(table.getInt(at + 20))));
            } else if (items.containsKey(id)) {
                throw Fields.damaged(file, "its metadata has an item twice");
            } else if (!KNOWN.contains(id) && (table.getInt(at + 24) & REQUIRED) != 0) {
                throw new ImageException("%s needs what is not known here (metadata %s); convert it with Hyper-V."
                        .formatted(file.name(), id));
            }
        }
        ByteBuffer parameters = needed(file, items, FILE_PARAMETERS, 8);
        long size = needed(file, items, DISK_SIZE, 8).getLong(0);
        int sector = needed(file, items, LOGICAL_SECTOR, 4).getInt(0);
        long blockSize = Integer.toUnsignedLong(parameters.getInt(0));
        Fields.checkSize(file, size);
        if (size > MOST_DISK_BYTES) {
            throw Fields.damaged(file, "its disk would have %,d bytes".formatted(size));
        }
        if (blockSize < VhdxFields.MIB || blockSize > 256L * VhdxFields.MIB || Long.bitCount(blockSize) != 1) {
            throw Fields.damaged(file, "its blocks would have %,d bytes".formatted(blockSize));
        }
        Optional<String> parent = (parameters.getInt(4) & HAS_PARENT) == 0
                ? Optional.empty()
                : Optional.of(parentName(items.get(PARENT_LOCATOR)));
        return new VhdxMetadata(size, blockSize, sector, parent);
    }

    private static ByteBuffer item(BlockNode file, VhdxRegions.Region region, long offset, long length)
            throws ImageException, IOException {
        if (offset < TABLE_SIZE || length > MOST_ITEM_BYTES || offset > region.length() - length) {
            throw Fields.damaged(file, "an item of its metadata lies elsewhere");
        }
        return Fields.read(file, "metadata", region.offset() + offset, length, ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer needed(BlockNode file, Map<UUID, ByteBuffer> items, UUID id, int bytes)
            throws ImageException {
        ByteBuffer item = items.get(id);
        if (item == null || item.capacity() < bytes) {
            throw Fields.damaged(file, "its metadata lacks an item");
        }
        return item;
    }

    /** "Parent Locator" (2.6.2.6): a GUID, the number of pairs at 18, then where each one's key and value lie. */
    private static String parentName(@Nullable ByteBuffer locator) {
        final int header = 20;
        final int pair = 12;
        Map<String, String> values = new HashMap<>();
        int count = locator == null || locator.capacity() < header ? 0 : Short.toUnsignedInt(locator.getShort(18));
        for (int i = 0; locator != null && i < count && header + (i + 1) * pair <= locator.capacity(); i++) {
            int at = header + i * pair;
            values.put(
                    text(locator, locator.getInt(at), locator.getShort(at + 8)),
                    text(locator, locator.getInt(at + 4), locator.getShort(at + 10)));
        }
        for (String key : PARENT_KEYS) {
            String value = values.getOrDefault(key, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String text(ByteBuffer locator, int offset, short length) {
        int bytes = Short.toUnsignedInt(length);
        return offset < 0 || offset > locator.capacity() - bytes
                ? ""
                : new String(locator.array(), offset, bytes, UTF_16LE);
    }
}
