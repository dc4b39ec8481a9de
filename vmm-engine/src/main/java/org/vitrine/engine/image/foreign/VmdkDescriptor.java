package org.vitrine.engine.image.foreign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.engine.image.ImageException;

/**
 * The text that describes a VMware disk ("The Descriptor File").
 *
 * @param contentId changes when the disk does ({@code CID})
 * @param parentContentId what the parent's was when this one was made; empty without a parent
 * @param parent where the parent is ({@code parentFileNameHint})
 */
record VmdkDescriptor(
        long contentId, Optional<Long> parentContentId, Optional<String> parent, List<ExtentLine> extents) {
    private static final long NO_PARENT = 0xffff_ffffL;
    private static final int MOST_EXTENTS = 4096;
    private static final String FIRST_LINE = "# disk descriptorfile";
    private static final Pattern EXTENT = Pattern.compile(
            "(RW|RDONLY|NOACCESS)\\s+(\\d{1,15})\\s+([A-Z0-9]+)(?:\\s+\"([^\"]*)\"(?:\\s+(\\d{1,15}))?)?.*");
    /** Blanks within the line only: over line ends it would be tried anew from each. */
    private static final Pattern ENCODING =
            Pattern.compile("(?mi)^[ \\t]*encoding[ \\t]*=[ \\t]*\"([A-Za-z0-9][A-Za-z0-9_.:+-]{0,39})\"");

    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9_.]+)\\s*=\\s*\"?([^\"]*)\"?");

    /**
     * One line of the description of extents.
     *
     * @param sectors of the disk
     * @param file empty where the kind needs none
     * @param offset sectors into the file
     */
    record ExtentLine(long sectors, String kind, String file, long offset) {}

    VmdkDescriptor {
        extents = List.copyOf(extents);
    }

    /** Whether a file begins as a descriptor does: with the comment that names it, or with a version behind other comments. */
    static boolean matches(byte[] start) {
        String text = new String(start, ISO_8859_1);
        if (text.toLowerCase(Locale.ROOT).startsWith(FIRST_LINE)) {
            return true;
        }
        for (String line : text.split("\r?\n", -1)) {
            String bare = line.strip();
            if (!bare.isEmpty() && !bare.startsWith("#")) {
                return bare.matches("version\\s*=\\s*[123]");
            }
        }
        return false;
    }

    /** Reads a descriptor. @param bytes zeroes may follow the text @param name of its file */
    static VmdkDescriptor parse(String name, byte[] bytes) throws ImageException {
        Map<String, String> values = new HashMap<>();
        List<ExtentLine> extents = new ArrayList<>();
        for (String line : text(bytes).split("\r?\n", -1)) {
            String bare = line.strip();
            Matcher extent = EXTENT.matcher(bare);
            Matcher value = VALUE.matcher(bare);
            if (extent.matches()) {
                if (extents.size() == MOST_EXTENTS) {
                    throw damaged(name, "it names more than 4,096 extents");
                }
                extents.add(extentLine(name, extent));
            } else if (!bare.startsWith("#") && value.matches()) {
                values.put(value.group(1).toLowerCase(Locale.ROOT), value.group(2));
            }
        }
        long parentId = id(name, values.getOrDefault("parentcid", "ffffffff"));
        return new VmdkDescriptor(
                id(name, values.getOrDefault("cid", "ffffffff")),
                parentId == NO_PARENT ? Optional.empty() : Optional.of(parentId),
                Optional.ofNullable(values.get("parentfilenamehint")),
                extents);
    }

    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        String plain = new String(bytes, 0, end, ISO_8859_1);
        Matcher encoding = ENCODING.matcher(plain);
        Charset charset =
                encoding.find() && Charset.isSupported(encoding.group(1)) ? Charset.forName(encoding.group(1)) : UTF_8;
        return new String(bytes, 0, end, charset);
    }

    private static ExtentLine extentLine(String name, Matcher extent) throws ImageException {
        String kind = extent.group(3);
        if (extent.group(1).equals("NOACCESS")) {
            throw new ImageException(
                    name + " has an extent that nobody may access, which is not supported; convert it with VMware.");
        }
        long sectors = Long.parseLong(extent.group(2));
        long offset = extent.group(5) == null ? 0 : Long.parseLong(extent.group(5));
        if (sectors == 0) {
            throw damaged(name, "it names an extent of no sectors");
        }
        return new ExtentLine(sectors, kind, extent.group(4) == null ? "" : extent.group(4), offset);
    }

    private static long id(String name, String hexadecimal) throws ImageException {
        try {
            return Integer.toUnsignedLong(Integer.parseUnsignedInt(hexadecimal.strip(), 16));
        } catch (NumberFormatException e) {
            throw damaged(name, "its descriptor has the content ID “%.20s”".formatted(hexadecimal));
        }
    }

    private static ImageException damaged(String name, String why) {
        return new ImageException(name + " is damaged: " + why + "; copy it again.");
    }
}
