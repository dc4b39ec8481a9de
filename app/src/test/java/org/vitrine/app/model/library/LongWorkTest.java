package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.model.Refusal;

class LongWorkTest {
    @Test
    void work_that_is_done_says_so_and_leaves_the_list() throws Exception {
        WorkList list = new WorkList();
        CountDownLatch go = new CountDownLatch(1);
        LongWork<String> work = list.add(LongWork.start("Copying", LongWork.Unit.BYTES, "Copied.", progress -> {
            progress.at(5, 10);
            go.await();
            return "made";
        }));
        Eventually.until("half", () -> work.fraction() == 0.5);
        assertThat(list.underWay()).containsExactly(work);
        go.countDown();

        assertThat(work.await()).isEqualTo("made");
        assertThat(work.sentence()).isEqualTo("Copied.");
        Eventually.until("gone", () -> list.all().isEmpty());
    }

    @Test
    void cancelled_work_gives_up_at_its_next_step() {
        LongWork<String> work = LongWork.start("Copying", LongWork.Unit.BYTES, "Copied.", progress -> {
            for (long i = 0; ; i++) {
                progress.at(i, Long.MAX_VALUE);
                Thread.sleep(1);
            }
        });
        work.cancel();

        assertThatThrownBy(work::await).isInstanceOf(Refusal.class).hasMessage("Cancelled. Nothing was changed.");
        assertThat(work.state()).isEqualTo(LongWork.State.CANCELLED);
    }

    @Test
    void failed_work_stays_with_its_reason_until_it_is_dismissed() {
        WorkList list = new WorkList();
        List<LongWork<?>> removed = new ArrayList<>();
        list.addListener(new WorkList.Listener() {
            @Override
            public void removed(LongWork<?> work) {
                removed.add(work);
            }
        });
        LongWork<String> work = list.add(LongWork.start("Copying", LongWork.Unit.BYTES, "Copied.", progress -> {
            throw Refusal.inWords(Refusal.Cause.HOST, "The disk is full.");
        }));

        assertThatThrownBy(work::await).hasMessage("The disk is full.");
        Eventually.until("over", () -> work.state().isOver());
        assertThat(list.all()).containsExactly(work);
        assertThat(work.sentence()).isEqualTo("The disk is full.");
        list.dismiss(work);
        assertThat(list.all()).isEmpty();
        assertThat(removed).containsExactly(work);
    }
}
