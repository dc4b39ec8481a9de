package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecureBootTest {
    private static final Firmware UEFI = Firmware.USUAL.withKind(Firmware.Kind.UEFI);

    @Test
    void a_bios_has_none() {
        MachineConfig config =
                MachineConfig.of(new UUID(1, 2), "n", 64, 1).withFirmware(Firmware.USUAL.withSecureBoot(true));

        assertThatThrownBy(() -> ConfigRules.check(config))
                .hasMessage("A BIOS has no Secure Boot; give the machine UEFI firmware, or leave Secure Boot off.");
    }

    @Test
    void it_is_refused_by_name_for_what_the_host_lacks_and_else_for_what_the_board_lacks() {
        assertThatThrownBy(() -> ConfigRules.checkSecureBoot(UEFI.withSecureBoot(true), () -> false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Secure Boot needs System Management Mode (SMM), which this host's KVM has not; leave Secure Boot off.");
        assertThatThrownBy(() -> ConfigRules.checkSecureBoot(UEFI.withSecureBoot(true), () -> true))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Secure Boot needs System Management Mode (SMM), which Vitrine's machines do not have yet; leave Secure Boot off.");
    }

    @Test
    void kvm_is_not_asked_without_it() {
        assertThatCode(() -> ConfigRules.checkSecureBoot(UEFI, () -> {
                    throw new AssertionError("asked");
                }))
                .doesNotThrowAnyException();
    }
}
