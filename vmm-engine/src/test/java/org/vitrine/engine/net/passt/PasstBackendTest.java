package org.vitrine.engine.net.passt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.net.NetException;

/** Who passt is for. What it does for its guest, SharedNetworkTest shows. */
class PasstBackendTest {
    @ParameterizedTest
    @CsvSource({
        "0, '         0          0 4294967295\n', false",
        "0, '         0       1000          1\n', true",
        "1000, '         0          0 4294967295\n', true"
    })
    void it_is_for_everybody_but_root_of_the_first_user_namespace(int uid, String map, boolean works) {
        assertThat(PasstBackend.isFor(uid, map)).isEqualTo(works);
    }

    @Test
    void root_is_told_in_one_sentence() {
        assumeTrue(PasstBackend.program().isPresent(), "passt is not installed");
        assumeFalse(PasstBackend.isForThisUser(), "this user is not root");

        assertThatThrownBy(() -> PasstBackend.open(List.of()))
                .isInstanceOf(NetException.class)
                .hasMessage("passt does not work for root; run Vitrine as another user, or choose libslirp.");
    }
}
