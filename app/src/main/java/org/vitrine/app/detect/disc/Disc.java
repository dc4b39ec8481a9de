package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An optical disc's image, as far as it tells what is on it. What is damaged is as if it weren't there. For one thread.
 *
 * <p>Names and texts are the disc's own: nothing in them can be relied on, and they may hold any character.
 */
public final class Disc {
    private static final int FIRST_DESCRIPTOR = 16;
    private static final int MOST_DESCRIPTORS = 32;
    private static final int BOOT_RECORD = 0;
    private static final int PRIMARY = 1;
    private static final int SUPPLEMENTARY = 2;
    private static final int MOST_TEXT = 64 << 10;
    private static final String EL_TORITO = "EL TORITO SPECIFICATION";

    /** What the descriptors say of the volume (ECMA-119, 8.4), without blanks at the ends. */
    public record Labels(String volume, String system, String publisher, String application) {
        static final Labels NONE = new Labels("", "", "", "");
    }

    private final List<FileTree> trees = new ArrayList<>();
    private final Map<String, Optional<String>> texts = new HashMap<>();
    private Labels labels = Labels.NONE;
    private BootCatalog catalog = BootCatalog.NONE;

    private Disc() {}

    /**
     * @param file stays open and is the caller's
     * @return nothing if it is no disc
     * @throws IOException if the host cannot read
     */
    public static Optional<Disc> open(FileChannel file) throws IOException {
        BoundedReader reader = new BoundedReader(file);
        Disc disc = new Disc();
        boolean recognised = false;
        for (int i = 0; i < MOST_DESCRIPTORS; i++) {
            long position = (long) (FIRST_DESCRIPTOR + i) * BoundedReader.SECTOR;
            if (position > file.size() - BoundedReader.SECTOR) {
                break;
            }
            ByteBuffer descriptor = reader.read(position, BoundedReader.SECTOR);
            String identifier = text(descriptor, 1, 5);
            if (identifier.equals("CD001")) {
                disc.take(reader, descriptor);
            } else if (!List.of("BEA01", "NSR02", "NSR03", "TEA01", "BOOT2").contains(identifier)) {
                break;
            }
            recognised = true;
        }
        if (!recognised) {
            return Optional.empty();
        }
        disc.takeUdf(reader);
        return Optional.of(disc);
    }

    private void take(BoundedReader reader, ByteBuffer descriptor) {
        switch (descriptor.get(0)) {
            case BOOT_RECORD -> {
                if (text(descriptor, 7, 32).startsWith(EL_TORITO)) {
                    catalog = catalog(reader, Integer.toUnsignedLong(descriptor.getInt(71)));
                }
            }
            case PRIMARY -> {
                if (labels == Labels.NONE) {
                    labels = new Labels(
                            text(descriptor, 40, 32),
                            text(descriptor, 8, 32),
                            text(descriptor, 318, 128),
                            text(descriptor, 574, 128));
                    trees.add(new IsoTree(reader, descriptor, StandardCharsets.ISO_8859_1));
                }
            }
            case SUPPLEMENTARY -> {
                // The escape sequences of UCS-2 in its three levels: Joliet.
                if (text(descriptor, 88, 3).matches("%/[@CE]")) {
                    trees.add(new IsoTree(reader, descriptor, StandardCharsets.UTF_16BE));
                }
            }
            default -> {}
        }
    }

    private static BootCatalog catalog(BoundedReader reader, long sector) {
        try {
            return BootCatalog.parse(reader.sector(sector));
        } catch (IOException e) {
            return BootCatalog.NONE;
        }
    }

    private void takeUdf(BoundedReader reader) {
        try {
            UdfTree.open(reader).ifPresent(udf -> {
                trees.addFirst(udf);
                if (labels.volume().isEmpty()) {
                    labels = new Labels(udf.label(), labels.system(), labels.publisher(), labels.application());
                }
            });
        } catch (IOException e) {
            // It ends in the middle of its structures: what ISO 9660 has of it is left.
            trees.removeIf(UdfTree.class::isInstance);
        }
    }

    private static String text(ByteBuffer descriptor, int at, int length) {
        return StandardCharsets.ISO_8859_1
                .decode(descriptor.slice(at, length))
                .toString()
                .replace('\0', ' ')
                .strip();
    }

    public Labels labels() {
        return labels;
    }

    /** Whether an x86 PC's BIOS finds an entry to boot. */
    public boolean bootsByBios() {
        return catalog.bios();
    }

    /** Whether UEFI finds an entry to boot; for which processor, files named {@code EFI/BOOT/BOOT….EFI} may tell. */
    public boolean bootsByUefi() {
        return catalog.uefi();
    }

    /** @param path with {@code /} between its names and none before; in any case */
    public boolean has(String path) {
        return find(path).isPresent();
    }

    /** The first 64 KiB of a file, each byte a character. */
    public Optional<String> text(String path) {
        return texts.computeIfAbsent(
                path,
                key -> look(
                        List.of(key),
                        file -> Optional.of(StandardCharsets.ISO_8859_1
                                .decode(file.head(MOST_TEXT))
                                .toString())));
    }

    /** The version of the Linux kernel that it starts, with all that the kernel says after it. */
    public Optional<String> kernel() {
        return texts.computeIfAbsent("/kernel", key -> look(LinuxKernel.PLACES, LinuxKernel::version));
    }

    /** The Windows that it installs, such as {@code client 10.0.22621 x86_64} or {@code server 10.0.20348 x86_64}. */
    public Optional<String> windows() {
        return texts.computeIfAbsent("/windows", key -> look(WimInfo.PLACES, WimInfo::of));
    }

    private interface Look {
        Optional<String> at(DiscFile file) throws IOException;
    }

    /** The first of several files that answers. */
    private Optional<String> look(List<String> paths, Look look) {
        for (String path : paths) {
            Optional<DiscFile> file = find(path).filter(found -> !found.isDirectory());
            try {
                Optional<String> answer = file.isPresent() ? look.at(file.get()) : Optional.empty();
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (IOException e) {
                // Cut short or too much: the next one may be whole.
                continue;
            }
        }
        return Optional.empty();
    }

    private Optional<DiscFile> find(String path) {
        for (FileTree tree : trees) {
            try {
                Optional<DiscFile> found = tree.file(path);
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException e) {
                // The next tree may be whole.
                continue;
            }
        }
        return Optional.empty();
    }
}
