package org.vitrine.engine.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.linux.Epoll;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.linux.Fd;

/** What a cable tells the interface that it is put into. */
class CableTest {
    private final TestNetwork network = new TestNetwork();
    private final Cable cable = new Cable(network);
    private final List<String> heard = new ArrayList<>();

    private final Cable.Listener interfaceSide = new Cable.Listener() {
        @Override
        public void framesWaiting() {}

        @Override
        public void roomAgain() {}

        @Override
        public void linkChanged() {}

        @Override
        public void watch(Fd fd, int readiness) {
            heard.add("watch " + readiness);
        }

        @Override
        public void unwatch(Fd fd) {
            heard.add("unwatch");
        }
    };

    @Test
    void an_interface_watches_what_there_was_before_it_came_and_what_changes() {
        try (EventFd ready = EventFd.create()) {
            network.watch(ready.fd(), Epoll.IN);
            cable.attach(interfaceSide);
            network.watch(ready.fd(), Epoll.IN | Epoll.OUT);
            network.unwatch(ready.fd());
            cable.detach();
            network.watch(ready.fd(), Epoll.IN);

            assertThat(heard).containsExactly("watch 1", "watch 5", "unwatch");
        }
    }

    @Test
    void what_is_watched_no_more_is_not_shown_to_the_next_interface() {
        try (EventFd ready = EventFd.create()) {
            network.watch(ready.fd(), Epoll.IN);
            network.unwatch(ready.fd());
            cable.attach(interfaceSide);

            assertThat(heard).isEmpty();
        }
    }

    @Test
    void without_an_interface_frames_are_finished() {
        cable.attach(interfaceSide);
        cable.receives(new ReceiveOffload(true, true, true, true));
        cable.detach();

        assertThat(network.offload).isEqualTo(ReceiveOffload.NONE);
    }
}
