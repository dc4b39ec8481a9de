package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/** Where block allocation table and metadata lie (MS-VHDX 2.2.3). */
record VhdxRegions(Region bat, Region metadata) {
    private static final long[] PLACES = {192 << 10, 256 << 10};
    private static final int SIZE = 64 << 10;
    private static final int SIGNATURE = 0x69676572;
    private static final int MOST_ENTRIES = 2047;
    private static final int ENTRY_SIZE = 32;
    private static final UUID BAT = UUID.fromString("2dc27766-f623-4200-9d64-115e9bfd4a08");
    private static final UUID METADATA = UUID.fromString("8b7ca206-4790-4b9a-b8fe-575f050f886e");

    /** Bytes of the file. */
    record Region(long offset, long length) {
        private boolean overlaps(Region other) {
            return offset < other.offset + other.length && other.offset < offset + length;
        }
    }

    static VhdxRegions read(BlockNode file, VhdxHeader header) throws ImageException, IOException {
        for (long place : PLACES) {
            ByteBuffer in = Fields.read(file, "region table", place, SIZE, ByteOrder.LITTLE_ENDIAN);
            if (in.getInt(0) == SIGNATURE && VhdxFields.isSumRight(in.array(), 4)) {
                return read(file, header, in);
            }
        }
        throw Fields.damaged(file, "neither of its region tables is whole");
    }

    private static VhdxRegions read(BlockNode file, VhdxHeader header, ByteBuffer in) throws ImageException {
        long count = Integer.toUnsignedLong(in.getInt(8));
        if (count > MOST_ENTRIES) {
            throw Fields.damaged(file, "it claims to have %,d regions".formatted(count));
        }
        Optional<Region> bat = Optional.empty();
        Optional<Region> metadata = Optional.empty();
        List<Region> taken = new ArrayList<>(List.of(new Region(0, VhdxFields.MIB)));
        if (header.hasLog()) {
            taken.add(new Region(header.logOffset(), header.logLength()));
        }
        for (int i = 0; i < count; i++) {
            int at = 16 + i * ENTRY_SIZE;
            UUID id = VhdxFields.guid(in, at);
            Region region = new Region(in.getLong(at + 16), Integer.toUnsignedLong(in.getInt(at + 24)));
            if (id.equals(BAT) && bat.isEmpty()) {
                bat = Optional.of(checked(file, region, taken));
            } else if (id.equals(METADATA) && metadata.isEmpty()) {
                metadata = Optional.of(checked(file, region, taken));
            } else if (id.equals(BAT) || id.equals(METADATA)) {
                throw Fields.damaged(file, "it has a region twice");
            } else if ((in.getInt(at + 28) & 1) != 0) {
                throw new ImageException("%s has a region that is not known here (%s); convert it with Hyper-V."
                        .formatted(file.name(), id));
            }
        }
        if (bat.isEmpty() || metadata.isEmpty()) {
            throw Fields.damaged(file, "its region table names no block table or no metadata");
        }
        return new VhdxRegions(bat.get(), metadata.get());
    }

    private static Region checked(BlockNode file, Region region, List<Region> taken) throws ImageException {
        if (region.offset < 0
                || region.offset % VhdxFields.MIB != 0
                || region.length == 0
                || region.offset > file.size() - region.length) {
            throw Fields.damaged(file, "a region does not lie in the file (is it cut short?)");
        }
        for (Region other : taken) {
            if (region.overlaps(other)) {
                throw Fields.damaged(file, "a region lies where another is");
            }
        }
        taken.add(region);
        return region;
    }
}
