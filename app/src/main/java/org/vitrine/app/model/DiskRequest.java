package org.vitrine.app.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.raw.FileNode;

/**
 * A hard disk as the user asks for it.
 *
 * @param format of the image; if empty its first bytes say
 */
public record DiskRequest(
        Path file,
        Disk.Bus bus,
        Disk.Cache cache,
        Optional<ImageFormat> format,
        boolean readOnly,
        Disk.Discard discard) {
    private static final String READ_ONLY = "ro";
    private static final char SEPARATOR = ',';

    /** A disk whose guest can give blocks back. */
    public DiskRequest(Path file, Disk.Bus bus, Disk.Cache cache, Optional<ImageFormat> format, boolean readOnly) {
        this(file, bus, cache, format, readOnly, Disk.Discard.UNMAP);
    }

    /**
     * Reads {@code FILE[,bus=ahci|nvme|virtio][,cache=…][,discard=unmap|ignore][,format=…][,ro]}. A comma in the file's name is written twice.
     *
     * @throws Refusal if an option is not known, or there is no file
     */
    public static DiskRequest parse(String text) throws Refusal {
        List<String> words = split(text);
        Disk.Bus bus = Disk.Bus.AHCI;
        Disk.Cache cache = Disk.Cache.WRITEBACK;
        Optional<ImageFormat> format = Optional.empty();
        boolean readOnly = false;
        Disk.Discard discard = Disk.Discard.UNMAP;
        for (String option : words.subList(1, words.size())) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = option.substring(equals < 0 ? option.length() : equals + 1);
            switch (name) {
                case "bus" -> bus = known(Disk.Bus.of(value), option, Disk.Bus.values());
                case "cache" -> cache = known(Disk.Cache.of(value), option, Disk.Cache.values());
                case "discard" -> discard = known(Disk.Discard.of(value), option, Disk.Discard.values());
                case "format" -> format = Optional.of(known(ImageFormat.of(value), option, ImageFormat.values()));
                case READ_ONLY -> {
                    if (equals >= 0) {
                        throw refusal("boot.disk-option", option);
                    }
                    readOnly = true;
                }
                default -> throw refusal("boot.disk-option", option);
            }
        }
        return new DiskRequest(path(words.getFirst()), bus, cache, format, readOnly, discard);
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == SEPARATOR;
            if (character != SEPARATOR) {
                word.append(character);
            } else if (doubled) {
                word.append(SEPARATOR);
                i++;
            } else {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        words.add(word.toString());
        return words;
    }

    private static <T> T known(Optional<T> value, String option, T[] all) throws Refusal {
        if (value.isPresent()) {
            return value.get();
        }
        throw refusal(
                "boot.disk-value",
                option,
                Arrays.stream(all).map(DiskRequest::word).collect(Collectors.joining(", ")));
    }

    private static String word(Object value) {
        return switch (value) {
            case Disk.Bus bus -> bus.word();
            case Disk.Cache cache -> cache.word();
            case Disk.Discard discard -> discard.word();
            case ImageFormat format -> format.id();
            default -> value.toString();
        };
    }

    private static Path path(String text) throws Refusal {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw refusal("boot.disk-file");
        }
        throw refusal("boot.disk-file");
    }

    /** Looks whether the image, and all that lies behind it, can be opened as asked for. */
    public void check() throws Refusal {
        FileChecks.inspect(file, open -> {});
        if (!readOnly && !Files.isWritable(file)) {
            throw refusal("boot.disk-unwritable", file);
        }
        try {
            FileNode node = FileNode.open(file, true);
            try (node) {
                ImageFormat kind = format.isPresent() ? format.get() : ImageFormat.guess(node);
                if (!readOnly && !kind.isWritable()) {
                    throw refusal("boot.disk-only-read", file, kind.id());
                }
                try (BlockNode image = Images.open(node, Optional.of(kind))) {
                    System.getLogger(DiskRequest.class.getName())
                            .log(System.Logger.Level.DEBUG, "{0} has {1} bytes", file, image.size());
                }
            }
        } catch (ImageException | IOException e) {
            throw Refusal.inWords(Refusal.Cause.INPUT, String.valueOf(e.getMessage()));
        }
    }

    private static Refusal refusal(String key, Object... arguments) {
        return Refusal.of(Refusal.Cause.INPUT, key, arguments);
    }
}
