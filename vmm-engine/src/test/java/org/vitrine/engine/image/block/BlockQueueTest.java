package org.vitrine.engine.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BlockQueueTest {
    private final MemoryFile file = new MemoryFile(new byte[4096], false);
    private final BlockQueue queue = new BlockQueue("test", file, 3);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    private static BlockQueue.Completion into(CompletableFuture<Void> future) {
        return failure -> {
            if (failure == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(failure);
            }
        };
    }

    private CompletableFuture<Void> write(int position, int value, boolean durable) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        queue.write(position, Buffers.of(new byte[] {(byte) value}), durable, into(future));
        return future;
    }

    @Test
    void a_durable_write_is_flushed_before_it_completes() {
        write(7, 1, true).join();

        List<MemoryFile.Step> steps = file.steps();
        assertThat(steps).hasSize(2);
        assertThat(steps.getLast().flush()).isTrue();
    }

    @Test
    void a_failure_reaches_who_asked_and_the_next_request_succeeds() {
        file.failAfter(0);
        assertThatThrownBy(() -> write(0, 1, false).join()).hasCauseInstanceOf(BlockException.class);
        file.failAfter(10);

        write(0, 2, false).join();
        assertThat(file.content()[0]).isEqualTo((byte) 2);
    }

    @Test
    void a_paused_queue_keeps_requests_and_loses_none() {
        queue.requestPause();
        queue.awaitPaused();
        CompletableFuture<Void> waiting = write(5, 9, false);
        assertThat(file.content()[5]).isZero();
        assertThat(waiting).isNotDone();
        queue.resume();

        waiting.join();
        assertThat(file.content()[5]).isEqualTo((byte) 9);
    }

    @Test
    void a_node_is_exchanged_between_requests_and_each_goes_to_one_of_both() throws Exception {
        MemoryFile second = new MemoryFile(new byte[4096], false);
        AtomicInteger done = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            queue.write(i, Buffers.of(new byte[] {1}), false, failure -> {
                done.incrementAndGet();
                all.countDown();
            });
            if (i == 500) {
                queue.exchange(old -> {
                    assertThat(old).isSameAs(file);
                    return second;
                });
            }
        }
        all.await();

        byte[] before = file.content();
        byte[] after = second.content();
        for (int i = 0; i < 1000; i++) {
            assertThat(before[i] + after[i]).isEqualTo(1);
        }
        assertThat(after[999]).isEqualTo((byte) 1);
        assertThat(done).hasValue(1000);
    }

    /** A node whose reads fail as no read should. */
    private static final class FailingNode extends ForwardingNode {
        FailingNode(BlockNode below) {
            super(below);
        }

        @Override
        public void read(long position, Buffers into) {
            throw new StackOverflowError("too deep");
        }
    }

    @Test
    void an_error_fails_its_request_and_ends_no_worker() throws Exception {
        queue.exchange(FailingNode::new);
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Void> read = new CompletableFuture<>();
            queue.read(0, Buffers.of(new byte[1]), into(read));
            assertThatThrownBy(read::join).hasRootCauseMessage("too deep");
        }

        write(3, 4, false).join();
        assertThat(file.content()[3]).isEqualTo((byte) 4);
    }

    @Test
    void a_completion_that_fails_hears_of_it_and_ends_no_worker() {
        for (int i = 0; i < 10; i++) {
            CompletableFuture<IOException> told = new CompletableFuture<>();
            queue.flush(failure -> {
                if (failure != null) {
                    told.complete(failure);
                }
                throw new AssertionError("a defect");
            });
            assertThat(told.join()).hasMessage("memory failed unexpectedly.");
        }

        write(3, 4, false).join();
        assertThat(file.content()[3]).isEqualTo((byte) 4);
    }

    @Test
    void an_exchange_that_fails_leaves_the_node_in_use() {
        assertThatThrownBy(() -> queue.exchange(old -> {
                    throw new IOException("no");
                }))
                .hasMessage("no");

        write(3, 4, false).join();
        assertThat(file.content()[3]).isEqualTo((byte) 4);
    }
}
