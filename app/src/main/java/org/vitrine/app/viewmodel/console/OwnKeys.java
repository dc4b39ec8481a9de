package org.vitrine.app.viewmodel.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.app.model.Settings;

/** The combinations that the user has put into the Send Key menu. */
public final class OwnKeys {
    private static final String KEY = "console.own-keys";
    private static final String SEPARATOR = ";";
    private static final int MOST = 20;

    private final Settings settings;

    public OwnKeys(Settings settings) {
        this.settings = settings;
    }

    /** All, in the order in which they came; what cannot be read is left out. */
    public List<KeyCombination> all() {
        List<KeyCombination> all = new ArrayList<>();
        for (String words : settings.get(KEY).orElse("").split(SEPARATOR, -1)) {
            KeyCombination.parse(words).ifPresent(all::add);
        }
        return all;
    }

    /** Keeps one; the oldest of too many goes. */
    public void add(KeyCombination keys) {
        List<KeyCombination> all = all();
        all.removeIf(each -> each.keys().equals(keys.keys()));
        all.add(keys);
        put(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }

    public void remove(KeyCombination keys) {
        List<KeyCombination> all = all();
        all.removeIf(each -> each.keys().equals(keys.keys()));
        put(all);
    }

    private void put(List<KeyCombination> all) {
        settings.put(
                KEY,
                String.join(SEPARATOR, all.stream().map(KeyCombination::label).toList()));
    }

    /** The layout of a machine's guest. */
    public Optional<GuestLayout> layout(java.util.UUID machine) {
        return settings.get("console.layout." + machine).flatMap(GuestLayout::of);
    }

    public void setLayout(java.util.UUID machine, GuestLayout layout) {
        settings.put("console.layout." + machine, layout.xkbName());
    }
}
