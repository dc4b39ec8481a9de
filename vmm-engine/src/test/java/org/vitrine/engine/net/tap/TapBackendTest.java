package org.vitrine.engine.net.tap;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.net.NetException;

/** What a user is told who may not have a bridged network. */
class TapBackendTest {
    @Test
    void a_missing_interface_is_told_with_the_command_that_makes_it() {
        assertThatThrownBy(() -> TapBackend.open(new Bridged("no-such-tap", null)))
                .isInstanceOf(NetException.class)
                .hasMessage(
                        "This host has no interface \"no-such-tap\"; make it with: sudo ip tuntap add no-such-tap mode tap user %s, and add it to a bridge with: sudo ip link set no-such-tap master BRIDGE up",
                        System.getProperty("user.name"));
    }

    @Test
    void a_missing_bridge_is_told_with_the_command_that_makes_it() {
        assertThatThrownBy(() -> TapBackend.open(new Bridged(null, "no-such-br")))
                .isInstanceOf(NetException.class)
                .hasMessage(
                        "This host has no bridge \"no-such-br\"; make it with: sudo ip link add no-such-br type bridge");
    }

    @Test
    void an_interface_that_is_no_tap_or_may_not_be_used_is_told_in_one_sentence() {
        assertThatThrownBy(() -> TapBackend.open(new Bridged("lo", null)))
                .isInstanceOf(NetException.class)
                .message()
                .containsAnyOf(
                        "The interface \"lo\" is no TAP interface; choose one that is.",
                        "This user may not use TAP interfaces (");
    }

    @Test
    void something_that_is_no_bridge_or_may_not_be_changed_is_told_in_one_sentence() {
        assertThatThrownBy(() -> TapBackend.open(new Bridged(null, "lo")))
                .isInstanceOf(NetException.class)
                .message()
                .containsAnyOf(
                        "The interface \"lo\" is no bridge; choose one that is.",
                        "This user may not add to the bridge \"lo\"",
                        "This user may not use TAP interfaces (");
    }
}
