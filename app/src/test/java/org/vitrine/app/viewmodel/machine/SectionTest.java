package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SectionTest {
    private final Locale before = Locale.getDefault();

    @BeforeEach
    void speakEnglish() {
        Locale.setDefault(Locale.ENGLISH);
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(before);
    }

    @Test
    void an_empty_search_finds_all() {
        assertThat(Section.search("  ")).containsExactly(Section.values());
    }

    @Test
    void a_section_is_found_by_what_is_in_it() {
        assertThat(Section.search("topology")).containsExactly(Section.PROCESSOR);
        assertThat(Section.search("UEFI")).containsExactly(Section.BOOT);
        assertThat(Section.search("snap")).contains(Section.SNAPSHOTS);
        assertThat(Section.search("xyzzy")).isEmpty();
    }

    @Test
    void all_words_have_to_fit() {
        assertThat(Section.search("boot menu")).containsExactly(Section.BOOT);
        assertThat(Section.search("boot xyzzy")).isEmpty();
    }
}
