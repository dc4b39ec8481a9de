package org.vitrine.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SectionsTest {
    @Test
    void reads_what_it_wrote() throws SnapshotException {
        Sections sections = some();

        Sections read = Sections.parse(sections.toByteArray());

        assertThat(read.all().keySet()).containsExactly("clock", "device/pci", "leer");
        sections.all().forEach((name, bytes) -> assertThat(read.all().get(name)).isEqualTo(bytes));
    }

    @Test
    void a_flipped_bit_anywhere_is_found() {
        byte[] sound = some().toByteArray();

        for (int i = 0; i < sound.length * 8; i++) {
            byte[] flipped = sound.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> Sections.parse(flipped)).as("bit %d", i).isInstanceOf(SnapshotException.class);
        }
    }

    @Test
    void what_is_cut_short_anywhere_is_refused() {
        byte[] sound = some().toByteArray();

        for (int length = 0; length < sound.length; length++) {
            byte[] cut = Arrays.copyOf(sound, length);
            assertThatThrownBy(() -> Sections.parse(cut)).isInstanceOf(SnapshotException.class);
        }
    }

    @Test
    void the_damaged_section_is_named() {
        byte[] bytes = some().toByteArray();
        bytes[bytes.length - 30] ^= 1;

        assertThatThrownBy(() -> Sections.parse(bytes)).hasMessage("Its state of device/pci is damaged.");
    }

    private static Sections some() {
        Sections sections = new Sections();
        byte[] bytes = new byte[40];
        new Random(1).nextBytes(bytes);
        sections.put("clock", new byte[] {1, 2, 3});
        sections.put("device/pci", bytes);
        sections.put("leer", new byte[0]);
        return sections;
    }
}
