package org.vitrine.app.viewmodel.machine;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.vitrine.app.text.Texts;

/** The parts of a machine's page, in the order of its side list. There is one for what the engine has, and none for what it has not. */
public enum Section {
    OVERVIEW,
    PROCESSOR,
    DISKS,
    NETWORK,
    DISPLAY,
    SERIAL,
    CHANNELS,
    BOOT,
    SNAPSHOTS,
    ACTIVITY,
    OPTIONS,
    FILE;

    /** What its texts' keys begin with. */
    public String key() {
        return "page." + name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return Texts.get(key());
    }

    /** One line that says what it is for. */
    public String purpose() {
        return Texts.get(key() + ".purpose");
    }

    /** Those of whose titles or words some begin with each of the words sought, in whatever case and with whatever accents. */
    public static List<Section> search(String sought) {
        List<String> words = words(sought).toList();
        return Stream.of(values())
                .filter(section -> {
                    List<String> own = words(section.title() + " " + Texts.get(section.key() + ".words"))
                            .toList();
                    return words.stream().allMatch(word -> own.stream().anyMatch(each -> each.startsWith(word)));
                })
                .toList();
    }

    private static Stream<String> words(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return Stream.of(plain.toLowerCase(Locale.getDefault(Locale.Category.DISPLAY))
                        .split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty());
    }
}
