package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.Settings;
import org.vitrine.engine.qmp.QKeyCode;

class OwnKeysTest {
    @TempDir
    Path folder;

    private OwnKeys own() {
        return new OwnKeys(Settings.load(folder, Runnable::run));
    }

    @Test
    void keys_are_read_as_people_write_them() {
        assertThat(KeyCombination.parse("ctrl + Alt+backspace").orElseThrow())
                .isEqualTo(new KeyCombination(
                        "Ctrl+Alt+Backspace", java.util.List.of(QKeyCode.CTRL, QKeyCode.ALT, QKeyCode.BACKSPACE)));
        assertThat(KeyCombination.parse("Super+L").orElseThrow().keys()).containsExactly(QKeyCode.META_L, QKeyCode.L);
        assertThat(KeyCombination.parse("Page Up").orElseThrow().keys()).containsExactly(QKeyCode.PGUP);
        assertThat(KeyCombination.parse("F10").orElseThrow().keys()).containsExactly(QKeyCode.F10);
    }

    @Test
    void what_is_no_combination_is_none() {
        for (String text : new String[] {"", "+", "Ctrl+", "Ctrl+Nonsense", "a+a", "a+b+c+d+e+f+g"}) {
            assertThat(KeyCombination.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void what_is_kept_is_there_the_next_time_and_can_go() {
        KeyCombination keys = KeyCombination.parse("Ctrl+Alt+Backspace").orElseThrow();
        own().add(keys);
        own().add(KeyCombination.parse("Super+L").orElseThrow());
        own().add(keys);
        assertThat(own().all()).extracting(KeyCombination::label).containsExactly("Super+L", "Ctrl+Alt+Backspace");

        own().remove(keys);
        assertThat(own().all()).hasSize(1);
    }

    @Test
    void each_machine_has_its_layout() {
        UUID machine = UUID.randomUUID();
        own().setLayout(machine, GuestLayout.FRENCH);

        assertThat(own().layout(machine)).contains(GuestLayout.FRENCH);
        assertThat(own().layout(UUID.randomUUID())).isEmpty();
    }
}
