package org.vitrine.engine.image.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;
import org.vitrine.engine.image.foreign.Vdi;
import org.vitrine.engine.image.foreign.Vhd;
import org.vitrine.engine.image.foreign.Vhdx;
import org.vitrine.engine.image.foreign.Vmdk;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Image;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.qcow2.Qemu;
import org.vitrine.engine.image.qcow2.Repair;

/**
 * Opens, maps and reads an image whose structures an input replaces, one after the other; checksums are put right, since no fuzzer guesses them.
 * The answer is a disk, or a sentence.
 */
final class OpenerTarget implements FuzzTarget.Prepared {
    private static final int SIZE = 2 << 20;
    private static final int MOST_READ = 1 << 20;
    private static final int MOST_EXTENTS = 50;

    private final byte[] base;
    private final List<Range> ranges;
    private final Mend mend;
    private final Use use;

    /** Where structures lie in the base. */
    private record Range(int from, int length) {}

    /** Puts checksums right. */
    private interface Mend {
        void mend(ByteBuffer image);
    }

    /** Opens an image and perhaps more. */
    private interface Use {
        void use(byte[] image) throws ImageException, IOException;
    }

    private OpenerTarget(byte[] base, List<Range> ranges, Mend mend, Use use) {
        this.base = base;
        this.ranges = ranges;
        this.mend = mend;
        this.use = use;
    }

    @Override
    public byte[] seed() {
        ByteBuffer seed =
                ByteBuffer.allocate(ranges.stream().mapToInt(Range::length).sum());
        ranges.forEach(range -> seed.put(base, range.from, range.length));
        return seed.array();
    }

    @Override
    public void run(byte[] input) {
        byte[] image = base.clone();
        int done = 0;
        for (Range range : ranges) {
            int part = Math.min(range.length, input.length - done);
            System.arraycopy(input, done, image, range.from, part);
            done += part;
        }
        mend.mend(ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN));
        try {
            use.use(image);
        } catch (ImageException | IOException e) {
            if (e.getMessage() == null
                    || !e.getMessage().endsWith(".")
                    || e.getMessage().length() > 1000) {
                throw new AssertionError("no sentence: " + e.getMessage(), e);
            }
        }
    }

    private static void look(BlockNode image) throws IOException {
        try (image) {
            long at = 0;
            for (int i = 0; i < MOST_EXTENTS && at < image.size(); i++) {
                long length = image.extent(at, image.size() - at).length();
                if (length <= 0 || length > image.size() - at) {
                    throw new AssertionError("an extent of %d bytes at %d of %d".formatted(length, at, image.size()));
                }
                at += length;
            }
            image.read(0, Buffers.of(new byte[(int) Math.min(image.size(), MOST_READ)]));
            int last = (int) Math.min(image.size(), 4096);
            image.read(image.size() - last, Buffers.of(new byte[last]));
        }
    }

    private static byte[] make(Path scratch, String format, String options) throws IOException {
        byte[] disk = new byte[SIZE];
        for (int i = 300_000; i < 900_000; i++) {
            disk[i] = (byte) (i >> 9);
        }
        Path raw = scratch.resolve("raw");
        Path image = scratch.resolve("image");
        Files.write(raw, disk);
        Qemu.img("convert", "-f", "raw", "-O", format, "-o", options, raw, image);
        return Files.readAllBytes(image);
    }

    static OpenerTarget vdi(Path scratch) throws IOException {
        byte[] image = make(scratch, "vdi", "static=off");
        int map = little(image).getInt(0x154);
        return new OpenerTarget(
                image,
                List.of(new Range(0x40, 0x160), new Range(map, 16)),
                in -> {},
                bytes -> look(Vdi.open(new MemoryFile(bytes, true))));
    }

    static OpenerTarget vhd(Path scratch) throws IOException {
        byte[] image = make(scratch, "vpc", "subformat=dynamic,force_size=on");
        int table = (int) ByteBuffer.wrap(image).getLong(512 + 16);
        return new OpenerTarget(
                image,
                List.of(new Range(0, 88), new Range(512, 640), new Range(table, 16)),
                in -> {
                    sumOfOnes(in.array(), 0, 512, 64);
                    sumOfOnes(in.array(), 512, 1024, 36);
                },
                bytes -> look(Vhd.open(new MemoryFile(bytes, true))));
    }

    private static void sumOfOnes(byte[] image, int from, int length, int field) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += i >= field && i < field + 4 ? 0 : image[from + i] & 0xff;
        }
        ByteBuffer.wrap(image).putInt(from + field, ~sum);
    }

    static OpenerTarget vhdx(Path scratch) throws IOException {
        byte[] image = make(scratch, "vhdx", "block_size=1M");
        ByteBuffer in = little(image);
        int bat = (int) in.getLong((192 << 10) + 32);
        int metadata = (int) in.getLong((192 << 10) + 64);
        final int mib = 1 << 20;
        // The second copies would hide what is wrong in the first.
        in.putInt(128 << 10, 0).putInt(256 << 10, 0);
        return new OpenerTarget(
                image,
                List.of(
                        new Range(64 << 10, 80),
                        new Range(192 << 10, 80),
                        new Range(metadata, 192),
                        new Range(metadata + (64 << 10), 256),
                        new Range(bat, 32),
                        new Range(mib, 160),
                        new Range(mib + 4096, 16),
                        new Range(mib + 8188, 160)),
                image2 -> {
                    crc(image2, 64 << 10, 4096);
                    crc(image2, 192 << 10, 64 << 10);
                    for (int entry = mib; entry < mib + 4 * 4096; entry += 4096) {
                        long length = Integer.toUnsignedLong(image2.getInt(entry + 8));
                        if (length <= 8192) {
                            crc(image2, entry, (int) length);
                        }
                    }
                },
                bytes -> look(Vhdx.open(new MemoryFile(bytes, true))));
    }

    private static void crc(ByteBuffer in, int from, int length) {
        if (length >= 8) {
            in.putInt(from + 4, 0);
            CRC32C sum = new CRC32C();
            sum.update(in.array(), from, length);
            in.putInt(from + 4, (int) sum.getValue());
        }
    }

    static OpenerTarget vmdk(Path scratch, String subformat) throws IOException {
        byte[] image = make(scratch, "vmdk", "subformat=" + subformat);
        ByteBuffer in = little(image);
        int directory = (int) in.getLong(56) * 512;
        int table = in.getInt(directory) * 512;
        int grain = in.getInt(table + 4 * 5) * 512;
        return new OpenerTarget(
                image,
                List.of(
                        new Range(0, 79),
                        new Range((int) in.getLong(28) * 512, 400),
                        new Range(directory, 4),
                        new Range(table, 64),
                        new Range(grain, 64)),
                bytes -> {},
                bytes -> look(Vmdk.open(new MemoryFile(bytes, true), new Companions())));
    }

    static OpenerTarget vmdkDescriptor() {
        String text = "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\nencoding=\"UTF-8\"\n"
                + "RW 100 FLAT \"a\" 0\nRW 7 ZERO\nRW 20 SPARSE \"b\"\nRDONLY 9 VMFS \"c\"\n";
        byte[] base = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 1024);
        return new OpenerTarget(
                base,
                List.of(new Range(0, base.length)),
                bytes -> {},
                bytes -> look(Vmdk.open(new MemoryFile(bytes, true), new Companions())));
    }

    /** Every name is a file of zeroes. */
    private static final class Companions implements Vmdk.Companions {
        @Override
        public BlockNode extent(String name) {
            return new MemoryFile(new byte[1 << 16], true);
        }

        @Override
        public BlockNode parent(String hint) throws ImageException {
            throw new ImageException("There is no parent.");
        }
    }

    static OpenerTarget qcow2() throws ImageException, IOException {
        MemoryFile made = new MemoryFile();
        Qcow2Creator.create(made, Qcow2Options.ofSize(SIZE).withClusterBits(9));
        try (Qcow2Image image = Qcow2Image.open(made, null)) {
            image.write(0, Buffers.of(new byte[4096]));
            image.writeCompressed(100 * 512, new byte[512]);
            image.write(SIZE / 2, Buffers.of(new byte[4096]));
        }
        byte[] image = made.content();
        ByteBuffer in = ByteBuffer.wrap(image);
        int l1 = (int) in.getLong(40);
        int table = (int) in.getLong(48);
        int l2 = (int) (in.getLong(l1) & ~(1L << 63));
        return new OpenerTarget(
                image,
                List.of(
                        new Range(0, 512),
                        new Range(l1, 64),
                        new Range(table, 64),
                        new Range((int) in.getLong(table), 256),
                        new Range(l2, 256)),
                bytes -> {},
                OpenerTarget::useQcow2);
    }

    private static void useQcow2(byte[] bytes) throws ImageException, IOException {
        MemoryFile file = new MemoryFile(bytes, false);
        Qcow2Check.check(file, Progress.NONE);
        try {
            Qcow2Image image = Qcow2Image.open(file, null);
            image.write(300, Buffers.of(new byte[2000]));
            image.writeZeroes(600, 2000);
            look(image);
        } finally {
            Repair.repair(file, Progress.NONE);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
