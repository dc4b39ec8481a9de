package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Windows image (WIM) says of the first system in it, in the XML that its header leads to. */
final class WimInfo {
    /** Images of a Windows disc, the one that tells most first. */
    static final List<String> PLACES = List.of("sources/install.wim", "sources/install.esd", "sources/boot.wim");

    private static final String MAGIC = "MSWIM\0\0\0";
    private static final int HEADER = 208;
    private static final int XML_SIZE = 72;
    private static final int XML_OFFSET = 80;
    private static final int MOST_XML = 1 << 20;
    private static final long SIZE_MASK = 0x00ff_ffff_ffff_ffffL;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private static final Pattern MAJOR = tag("MAJOR", "\\d{1,4}");
    private static final Pattern MINOR = tag("MINOR", "\\d{1,4}");
    private static final Pattern BUILD = tag("BUILD", "\\d{1,6}");
    private static final Pattern ARCHITECTURE = tag("ARCH", "\\d{1,3}");
    private static final Pattern INSTALLATION = tag("INSTALLATIONTYPE", "[A-Za-z ]{1,20}");

    private WimInfo() {}

    private static Pattern tag(String name, String content) {
        return Pattern.compile("<" + name + ">\\s{0,8}(" + content + ")\\s{0,8}</" + name + ">");
    }

    /**
     * Such as {@code client 10.0.22621 x86_64}: kind of installation, version, processor.
     *
     * @return nothing if it is no such file, or says less
     */
    static Optional<String> of(DiscFile file) throws IOException {
        ByteBuffer header = file.head(HEADER);
        if (header.limit() < HEADER
                || !MAGIC.equals(StandardCharsets.ISO_8859_1
                        .decode(header.slice(0, MAGIC.length()))
                        .toString())) {
            return Optional.empty();
        }
        long size = header.getLong(XML_SIZE) & SIZE_MASK;
        long offset = header.getLong(XML_OFFSET);
        if (offset < 0 || offset > file.size() || size > file.size() - offset) {
            return Optional.empty();
        }
        String xml = StandardCharsets.UTF_16LE
                .decode(file.read(offset, (int) Math.min(size, MOST_XML)))
                .toString();
        String text = !xml.isEmpty() && xml.charAt(0) == BYTE_ORDER_MARK ? xml.substring(1) : xml;
        Optional<String> major = first(MAJOR, text);
        Optional<String> build = first(BUILD, text);
        if (major.isEmpty() || build.isEmpty()) {
            return Optional.empty();
        }
        String kind = first(INSTALLATION, text).orElse("client").startsWith("Server") ? "server" : "client";
        return Optional.of("%s %s.%s.%s %s"
                .formatted(kind, major.get(), first(MINOR, text).orElse("0"), build.get(), architecture(text)));
    }

    /** PROCESSOR_ARCHITECTURE of Windows. */
    private static String architecture(String text) {
        return switch (first(ARCHITECTURE, text).orElse("")) {
            case "0" -> "i386";
            case "9" -> "x86_64";
            case "12" -> "arm64";
            default -> "unknown";
        };
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
