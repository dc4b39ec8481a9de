package org.vitrine.app.detect;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** One system's file of osinfo-db. */
final class OsinfoFile {
    private static final XMLInputFactory FACTORY = factory();
    private static final String LANGUAGE = "http://www.w3.org/XML/1998/namespace";
    private static final Map<String, String> ICONS = Map.of(
            "debian", "system-debian",
            "ubuntu", "system-ubuntu",
            "fedora", "system-fedora",
            "arch", "system-arch",
            "archlinux", "system-arch",
            "opensuse", "system-opensuse",
            "alpinelinux", "system-alpine",
            "nixos", "system-nixos",
            "freebsd", "system-freebsd",
            "win", "system-windows");

    private final List<String> path = new ArrayList<>();
    private final Map<String, String> facts = new HashMap<>();
    private final List<Map<String, String>> discs = new ArrayList<>();

    /** @throws XMLStreamException if it is no well-formed XML */
    OsinfoFile(InputStream in) throws XMLStreamException {
        XMLStreamReader reader = FACTORY.createXMLStreamReader(in);
        try {
            StringBuilder text = new StringBuilder();
            boolean translated = false;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        path.add(reader.getLocalName());
                        text.setLength(0);
                        translated = reader.getAttributeValue(LANGUAGE, "lang") != null;
                        start(reader);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (!translated) {
                            end(text.toString().strip());
                        }
                        text.setLength(0);
                        translated = false;
                        path.removeLast();
                    }
                    default -> {}
                }
            }
        } finally {
            reader.close();
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private boolean isAt(String... names) {
        return path.equals(List.of(names));
    }

    private void start(XMLStreamReader reader) {
        if (isAt("libosinfo", "os", "media")) {
            Map<String, String> disc = new HashMap<>();
            String architecture = reader.getAttributeValue(null, "arch");
            disc.put("arch", architecture == null ? "" : architecture);
            discs.add(disc);
        }
    }

    private void end(String text) {
        String name = path.getLast();
        if (path.size() == 3 && isAt("libosinfo", "os", name)) {
            facts.putIfAbsent(name, text);
        } else if (path.size() == 5 && isAt("libosinfo", "os", "media", "iso", name)) {
            discs.getLast().put(name, text);
        } else if (path.size() == 5 && isAt("libosinfo", "os", "resources", path.get(3), name)) {
            facts.putIfAbsent(path.get(3) + "/" + name, text);
        }
    }

    /** Those that have something to be recognised by; an expression that isn't Java's leaves its disc out. */
    List<OsinfoMedium> media() {
        List<OsinfoMedium> media = new ArrayList<>();
        for (Map<String, String> disc : discs) {
            try {
                OsinfoMedium medium = new OsinfoMedium(
                        pattern(disc.get("volume-id")),
                        pattern(disc.get("system-id")),
                        pattern(disc.get("publisher-id")),
                        pattern(disc.get("application-id")),
                        system(Architecture.of(disc.getOrDefault("arch", ""))));
                // A publisher or a system alone has many discs.
                if (medium.volume() != null || medium.application() != null) {
                    media.add(medium);
                }
            } catch (PatternSyntaxException e) {
                continue;
            }
        }
        return media;
    }

    private static @Nullable Pattern pattern(@Nullable String expression) {
        return expression == null || expression.isEmpty() ? null : Pattern.compile(expression);
    }

    private DetectedSystem system(Architecture architecture) {
        String family = facts.getOrDefault("family", "");
        DetectedSystem.Family kind = switch (family) {
            case "linux" -> DetectedSystem.Family.LINUX;
            case "winnt", "win9x", "win16" -> DetectedSystem.Family.WINDOWS;
            case "freebsd", "openbsd", "netbsd", "dragonflybsd" -> DetectedSystem.Family.BSD;
            default -> DetectedSystem.Family.UNKNOWN;
        };
        String otherwise = kind == DetectedSystem.Family.LINUX ? "system-linux" : "system-other";
        Resources usual = new Resources(2048, 2, 32);
        Resources minimum = resources("minimum", new Resources(512, 1, 4));
        Resources recommended = resources("recommended", usual);
        return new DetectedSystem(
                facts.getOrDefault("short-id", "unknown"),
                kind,
                facts.getOrDefault("name", ""),
                facts.getOrDefault("version", ""),
                architecture,
                ICONS.getOrDefault(facts.getOrDefault("distro", ""), otherwise),
                false,
                false,
                minimum,
                new Resources(
                        Math.max(minimum.memoryMiB(), recommended.memoryMiB()),
                        Math.max(minimum.cpus(), recommended.cpus()),
                        Math.max(minimum.diskGiB(), recommended.diskGiB())));
    }

    private Resources resources(String kind, Resources otherwise) {
        return new Resources(
                (int) amount(kind + "/ram", 20, otherwise.memoryMiB()),
                (int) amount(kind + "/n-cpus", 0, otherwise.cpus()),
                (int) amount(kind + "/storage", 30, otherwise.diskGiB()));
    }

    private long amount(String key, int shift, long otherwise) {
        try {
            long amount = Long.parseLong(facts.getOrDefault(key, ""));
            long unit = 1L << shift;
            return Math.clamp(amount / unit + (amount % unit > 0 ? 1 : 0), 1, 1 << 20);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
