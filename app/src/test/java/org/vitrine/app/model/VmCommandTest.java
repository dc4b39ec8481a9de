package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmCommandTest {
    @Test
    void the_process_has_a_session_of_its_own_and_a_path_of_no_more_than_it_needs() {
        VmCommand command = VmCommand.of(new JavaRuntime(
                Path.of("/jdk/bin/java"),
                List.of(Path.of("/p/engine.jar"), Path.of("/p/display.jar")),
                StartupFiles.none()));

        List<String> words = command.words(Path.of("/run/m/machine.json"), Path.of("/run/m"));

        assertThat(words).startsWith("setsid", "/jdk/bin/java").endsWith("/run/m/machine.json", "/run/m");
        assertThat(words)
                .containsSequence("-p", "/p/engine.jar:/p/display.jar")
                .containsSequence("--add-modules", "org.vitrine.display,org.vitrine.usb")
                .containsSequence("-m", "org.vitrine.engine/org.vitrine.engine.control.VmProcess");
    }

    @Test
    void an_image_that_has_the_modules_needs_no_path() {
        VmCommand command = VmCommand.of(new JavaRuntime(Path.of("/app/bin/java"), List.of(), StartupFiles.none()));

        assertThat(command.words(Path.of("/c"), Path.of("/d"))).doesNotContain("-p");
    }
}
