package org.vitrine.engine.image.fuzz;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Image;
import org.vitrine.engine.image.qcow2.Qcow2Options;

/**
 * A life of an image that an input tells: three bytes choose the image, then five each an operation, after which it is held against an array. Some
 * operations find no space; what they were to change is not looked at then.
 */
final class Qcow2WriteTarget implements FuzzTarget.Prepared {
    private static final int SECTOR = 512;
    private static final int MOST_SECTORS = 2048;
    private static final int MOST_OPERATIONS = 80;

    @Override
    public byte[] seed() {
        byte[] seed = new byte[3 + 5 * 40];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) (i * 37 + i / 5);
        }
        return seed;
    }

    @Override
    public void run(byte[] input) throws Exception {
        if (input.length >= 8) {
            new Life(input).live();
        }
    }

    private static final class Life {
        private final byte[] input;
        private final MemoryFile file = new MemoryFile();
        private final @Nullable MemoryFile backing;
        private byte[] disk;
        private boolean[] unknown;
        private Qcow2Image image;

        Life(byte[] input) throws ImageException, IOException {
            this.input = input;
            disk = new byte[SECTOR * (1 + Byte.toUnsignedInt(input[0]) * 4)];
            unknown = new boolean[disk.length];
            byte[] behind = new byte[Byte.toUnsignedInt(input[1]) * 1024];
            Arrays.fill(behind, (byte) 0x5a);
            backing = (input[2] & 1) == 0 ? null : new MemoryFile(behind, true);
            if (backing != null) {
                Arrays.fill(disk, 0, Math.min(disk.length, behind.length), (byte) 0x5a);
            }
            int version = (input[2] & 2) == 0 ? 3 : 2;
            Qcow2Options plain = Qcow2Options.ofSize(disk.length);
            Qcow2Options options = new Qcow2Options(
                    disk.length,
                    version,
                    9 + (input[2] >> 2 & 3),
                    version == 2 ? 4 : (input[2] >> 4 & 7) % 7,
                    false,
                    false,
                    plain.backing(),
                    plain.backingFormat());
            Qcow2Creator.create(file, backing == null ? options : options.over("behind", "raw"));
            image = Qcow2Image.open(file, backing);
        }

        void live() throws ImageException, IOException {
            for (int at = 3, i = 0; at + 5 <= input.length && i < MOST_OPERATIONS; at += 5, i++) {
                int operation = input[at];
                int from = (Byte.toUnsignedInt(input[at + 1]) << 8 | Byte.toUnsignedInt(input[at + 2]))
                        * (disk.length / 65536 + 1)
                        % disk.length;
                int length = Math.min(disk.length - from, 1 + Byte.toUnsignedInt(input[at + 3]) * 150);
                if ((operation & 0x30) == 0x30) {
                    file.failAfter(operation >> 6 & 3);
                }
                try {
                    perform(operation & 0xf, from, length, input[at + 4]);
                } catch (BlockException e) {
                    if (e.kind() != BlockException.Kind.NO_SPACE && e.kind() != BlockException.Kind.UNSUPPORTED) {
                        throw new AssertionError("an image of our own: " + e.getMessage(), e);
                    }
                    Arrays.fill(unknown, from, from + length, true);
                } finally {
                    file.failAfter(Integer.MAX_VALUE);
                }
            }
            compare();
            image.close();
            checkFile();
        }

        private void perform(int operation, int from, int length, byte value) throws ImageException, IOException {
            switch (operation) {
                case 0 -> image.flush();
                case 1 -> {
                    image.writeZeroes(from, length);
                    known(from, length, (byte) 0);
                }
                case 2 -> {
                    image.discard(from, length);
                    image.read(from, Buffers.of(disk).slice(from, length));
                }
                case 3 -> reopen();
                case 4 -> resize(SECTOR * (1 + (from + length) % MOST_SECTORS));
                case 5 -> compress(from, value);
                default -> {
                    byte[] bytes = new byte[length];
                    Arrays.fill(bytes, value);
                    image.write(from, Buffers.of(bytes));
                    known(from, length, value);
                }
            }
        }

        private void known(int from, int length, byte value) {
            Arrays.fill(disk, from, from + length, value);
            Arrays.fill(unknown, from, from + length, false);
        }

        private void reopen() throws ImageException, IOException {
            file.failAfter(Integer.MAX_VALUE);
            image.close();
            checkFile();
            image = Qcow2Image.open(file, backing);
        }

        private void resize(int size) throws IOException {
            file.failAfter(Integer.MAX_VALUE);
            image.resize(size);
            disk = Arrays.copyOf(disk, size);
            unknown = Arrays.copyOf(unknown, size);
        }

        private void compress(int from, byte value) throws IOException {
            int cluster = image.clusterSize();
            int start = from / cluster * cluster;
            if (start + cluster <= disk.length) {
                byte[] bytes = new byte[cluster];
                Arrays.fill(bytes, value);
                try {
                    if (image.writeCompressed(start, bytes)) {
                        known(start, cluster, value);
                    }
                } catch (BlockException e) {
                    Arrays.fill(unknown, start, start + cluster, true);
                    throw e;
                }
            }
        }

        private void compare() throws IOException {
            byte[] seen = new byte[disk.length];
            image.read(0, Buffers.of(seen));
            for (int i = 0; i < seen.length; i++) {
                if (seen[i] != disk[i] && !unknown[i]) {
                    throw new AssertionError("byte %d is %d and not %d".formatted(i, seen[i], disk[i]));
                }
            }
        }

        private void checkFile() throws ImageException, IOException {
            Qcow2Check.Result found = Qcow2Check.check(file, Progress.NONE);
            if (found.errors() > 0) {
                throw new AssertionError(found.findings());
            }
        }
    }
}
