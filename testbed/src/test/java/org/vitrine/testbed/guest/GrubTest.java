package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.GuestMedia;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;
import org.vitrine.testbed.screen.TextScreen;

/** GRUB's rescue CD-ROM on this machine's own KVM, whatever that is. */
@Tag("kvm")
@Tag("slow")
class GrubTest {
    /** KVM without hardware takes two minutes on an idle machine. */
    private static final Duration MENU = Duration.ofMinutes(8);

    @Test
    void shows_its_menu() throws IOException, InterruptedException {
        Path directory = Checkout.target().resolve("grub");
        VmSpec spec = VmSpec.iso("grub", GuestMedia.get(Checkout.top(), "grub.iso"));
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            // GRUB draws the help below the menu before it fills the menu.
            vm.waitForText("*GNU/Linux", MENU);
            TextScreen screen = vm.waitForText("NetBSD", MENU);
            vm.keep("menu");

            assertThat(screen.toString()).contains("GNU GRUB", "*GNU/Linux", "before booting or");
            assertThat(screen.columns()).isEqualTo(80);
        }
    }
}
