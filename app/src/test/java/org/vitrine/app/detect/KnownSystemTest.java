package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownSystemTest {
    @ParameterizedTest
    @CsvSource({
        "debian-12, Debian 12",
        "debian, Debian",
        "ubuntu-24.04, Ubuntu 24.04",
        "ubuntu-server-22.04, Ubuntu Server 22.04",
        "opensuse-leap-15.6, openSUSE Leap 15.6",
        "windows-11, Windows 11",
        "windows-server-2012-r2, Windows Server 2012 R2",
        "windows, Windows 10 or 11"
    })
    void an_id_has_a_name_and_what_it_asks_for(String id, String name) {
        KnownSystem found = KnownSystem.find(id).orElseThrow();

        assertThat(found.name()).isEqualTo(name);
        assertThat(found.minimum().memoryMiB()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"plan9", "debianish"})
    void of_others_nothing_is_known(String id) {
        assertThat(KnownSystem.find(id)).isEmpty();
    }
}
