package org.vitrine.testbed.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** It starts a machine, or takes the first disc, and is skipped where there is no /dev/kvm. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "org.vitrine.testbed.app.NeedsKvm$Host#hasKvm",
        disabledReason = "it needs a host that can run guests, and there is no /dev/kvm here")
@interface NeedsKvm {
    /** What is asked. */
    final class Host {
        private Host() {}

        static boolean hasKvm() {
            return Files.exists(Path.of("/dev/kvm"));
        }
    }
}
