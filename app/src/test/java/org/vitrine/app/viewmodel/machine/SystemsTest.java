package org.vitrine.app.viewmodel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemsTest {
    @ParameterizedTest
    @CsvSource({
        "debian, Debian",
        "debian-12, Debian 12",
        "opensuse-15.6, openSUSE 15.6",
        "windows-server-2022, Windows Server 2022",
        "ubuntu-server-24.04, Ubuntu Server 24.04",
        "haiku-r1, haiku-r1"
    })
    void a_detected_system_is_told_by_its_name_and_release(String id, String name) {
        assertThat(Systems.name(id)).isEqualTo(name);
    }
}
