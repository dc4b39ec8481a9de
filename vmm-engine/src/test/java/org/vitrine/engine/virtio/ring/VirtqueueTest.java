package org.vitrine.engine.virtio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;
import org.vitrine.engine.virtio.ring.RingDriver.Used;

/** Both kinds of rings against a driver that was written from the specification. */
class VirtqueueTest {
    private static final long BUFFERS = 0x4_0000;
    private static final long TABLES = 0x2_0000;

    private final MemoryRegion ram = MemoryRegion.anonymous("ram", 1 << 20);
    private final GuestMemory memory = new GuestMemory(GuestMemory.WITHOUT_KVM);
    private final List<String> complaints = new ArrayList<>();
    private int interrupts;
    private final RingOwner owner = new RingOwner() {
        @Override
        public void used(int queue) {
            interrupts++;
        }

        @Override
        public void idle() {}

        @Override
        public void broken(String why) {
            complaints.add(why);
        }
    };

    VirtqueueTest() {
        memory.map(ram, 0);
    }

    @AfterEach
    void close() {
        ram.close();
    }

    /** A form of ring, its size, and what was negotiated. */
    record Form(boolean packed, boolean eventIndex, int size) {
        RingFeatures features() {
            return new RingFeatures(packed, true, eventIndex);
        }

        RingLayout layout() {
            return new RingLayout(3, size, 0x1000, 0x8000, 0x9000);
        }

        RingDriver driver(GuestMemory memory) {
            return packed
                    ? new PackedDriver(memory, layout(), eventIndex)
                    : new SplitDriver(memory, layout(), eventIndex);
        }
    }

    static Stream<Form> forms() {
        return Stream.of(false, true)
                .flatMap(packed -> Stream.of(false, true)
                        .flatMap(event -> Stream.of(1, 2, 8, 64).map(size -> new Form(packed, event, size))));
    }

    private Virtqueue queue(Form form) {
        Virtqueue queue = Virtqueue.of(memory, form.layout(), form.features(), owner);
        assertThat(queue).as("%s", complaints).isNotNull();
        return queue;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void every_buffer_comes_through_whole_and_goes_back_once(Form form) throws IOException {
        new Conversation(form, 42).run(20_000);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void positions_wrap_around_at_the_end_of_the_ring_and_of_their_counters(Form form) {
        Virtqueue queue = queue(form);
        RingDriver driver = form.driver(memory);
        int rounds = form.size == 8 ? 70_000 : 3 * form.size;
        for (int i = 0; i < rounds; i++) {
            int id = driver.offer(List.of(new Buffer(BUFFERS, 16, true)));
            driver.show();
            DescriptorChain chain = queue.pop();
            assertThat(chain).as("chain %d", i).isNotNull();
            queue.push(chain, i % 17);
            queue.publish();
            assertThat(driver.take()).isEqualTo(new Used(id, i % 17));
        }
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void an_empty_queue_asks_for_the_doorbell_and_a_busy_one_does_not_need_it(Form form) {
        Virtqueue queue = queue(form);
        RingDriver driver = form.driver(memory);
        assertThat(queue.pop()).isNull();
        driver.offer(List.of(new Buffer(BUFFERS, 16, false)));
        assertThat(driver.show()).as("rings for the first buffer").isTrue();
        DescriptorChain chain = queue.pop();
        if (form.size > 1) {
            driver.offer(List.of(new Buffer(BUFFERS, 16, false)));
            assertThat(driver.show()).as("rings while the device works").isFalse();
            queue.push(queue.pop(), 0);
        }
        assertThat(queue.pop()).isNull();
        queue.push(chain, 0);
        queue.publish();
        assertThat(driver.take()).isNotNull();
        driver.offer(List.of(new Buffer(BUFFERS, 16, false)));
        assertThat(driver.show()).as("rings again once the device sleeps").isTrue();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void the_driver_is_interrupted_when_it_wants_to_be(Form form) {
        Virtqueue queue = queue(form);
        RingDriver driver = form.driver(memory);
        for (int i = 0; i < 300; i++) {
            boolean wanted = i % 3 != 0;
            driver.wantInterrupts(wanted);
            driver.offer(List.of(new Buffer(BUFFERS, 16, false)));
            driver.show();
            queue.push(queue.pop(), 0);
            interrupts = 0;
            queue.publish();
            queue.publish();
            assertThat(interrupts).as("interrupts of round %d", i).isEqualTo(wanted ? 1 : 0);
            assertThat(driver.take()).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void what_was_pushed_shows_only_when_it_is_published_all_at_once(Form form) {
        Virtqueue queue = queue(form);
        RingDriver driver = form.driver(memory);
        for (int i = 0; i < form.size; i++) {
            driver.offer(List.of(new Buffer(BUFFERS, 16, true)));
        }
        driver.show();
        for (int i = 0; i < form.size; i++) {
            queue.push(queue.pop(), 1);
        }
        assertThat(queue.isIdle()).isFalse();
        assertThat(driver.take()).isNull();
        queue.publish();
        assertThat(queue.isIdle()).isTrue();
        for (int i = 0; i < form.size; i++) {
            assertThat(driver.take()).as("buffer %d", i).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void chains_that_are_put_back_are_popped_again(Form form) {
        Virtqueue queue = queue(form);
        RingDriver driver = form.driver(memory);
        for (int round = 0; round < 3 * form.size; round++) {
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < Math.min(3, form.size); i++) {
                ids.add(driver.offer(List.of(new Buffer(BUFFERS, 16 + i, true))));
            }
            driver.show();
            List<DescriptorChain> chains = new ArrayList<>();
            ids.forEach(id -> chains.add(queue.pop()));
            chains.reversed().forEach(queue::undo);
            for (int i = 0; i < ids.size(); i++) {
                DescriptorChain chain = queue.pop();
                assertThat(chain.id).isEqualTo(ids.get(i));
                assertThat(chain.writableBytes()).isEqualTo(16 + i);
                queue.push(chain, 0);
            }
            queue.publish();
            ids.forEach(id -> assertThat(driver.take()).isEqualTo(new Used(id, 0)));
        }
        assertThat(complaints).isEmpty();
    }

    /** Random chains, used in any order, with the queue saved and loaded now and then; each carries a number there and another back. */
    private final class Conversation {
        private final Form form;
        private final SplittableRandom random;
        private final RingDriver driver;
        private final Map<Integer, byte[]> sent = new HashMap<>();
        private final Map<Integer, List<Buffer>> offered = new HashMap<>();
        private final Map<Integer, byte[]> answers = new HashMap<>();
        private final List<Integer> placesFree = new ArrayList<>();
        private final Map<Integer, Integer> places = new HashMap<>();
        private List<DescriptorChain> underWay = new ArrayList<>();
        private Virtqueue queue;

        Conversation(Form form, long seed) {
            this.form = form;
            random = new SplittableRandom(seed);
            driver = form.driver(memory);
            queue = queue(form);
            for (int i = 0; i < form.size; i++) {
                placesFree.add(i);
            }
        }

        void run(int steps) throws IOException {
            int exchanged = 0;
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> offer();
                    case 2 -> pop();
                    case 3 -> push();
                    default -> exchanged += take();
                }
                if (random.nextInt(500) == 0) {
                    saveAndLoad();
                }
                assertThat(complaints).isEmpty();
            }
            assertThat(exchanged).isGreaterThan(steps / 40);
        }

        private void offer() {
            int length = random.nextInt(1, Math.min(5, form.size) + 1);
            boolean indirect = random.nextInt(3) == 0;
            if (!driver.hasRoom(indirect ? 1 : length) || placesFree.isEmpty()) {
                return;
            }
            int place = placesFree.removeLast();
            long at = BUFFERS + 0x1000L * place;
            int readable = random.nextInt(length + 1);
            List<Buffer> buffers = new ArrayList<>();
            byte[] content = new byte[0];
            for (int i = 0; i < length; i++) {
                int bytes = random.nextInt(300);
                buffers.add(new Buffer(at, bytes, i >= readable));
                if (i < readable) {
                    byte[] part = new byte[bytes];
                    random.nextBytes(part);
                    memory.write(at, part);
                    content = joined(content, part);
                }
                at += bytes + random.nextInt(3);
            }
            int id = indirect ? driver.offerIndirect(TABLES + 16L * 8 * place, buffers) : driver.offer(buffers);
            sent.put(id, content);
            offered.put(id, buffers);
            places.put(id, place);
            if (random.nextBoolean()) {
                driver.show();
            }
        }

        private void pop() {
            DescriptorChain chain = queue.pop();
            if (chain == null) {
                driver.show();
                return;
            }
            byte[] content = new byte[(int) chain.readableBytes()];
            assertThat(chain.read(0, MemorySegment.ofArray(content))).isEqualTo(content.length);
            assertThat(content).isEqualTo(sent.get(chain.id));
            if (content.length > 9) {
                int from = random.nextInt(content.length - 8);
                long expected = java.nio.ByteBuffer.wrap(content)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .getLong(from);
                assertThat(chain.readLong(from)).isEqualTo(expected);
            }
            underWay.add(chain);
        }

        private void push() {
            if (underWay.isEmpty()) {
                return;
            }
            DescriptorChain chain = underWay.remove(random.nextInt(underWay.size()));
            byte[] answer = new byte[random.nextInt((int) chain.writableBytes() + 1)];
            random.nextBytes(answer);
            assertThat(chain.write(0, MemorySegment.ofArray(answer))).isEqualTo(answer.length);
            answers.put(chain.id, answer);
            queue.push(chain, answer.length);
            if (random.nextBoolean()) {
                queue.publish();
            }
        }

        private int take() {
            Used used = driver.take();
            if (used == null) {
                queue.publish();
                return 0;
            }
            byte[] answer = answers.remove(used.id());
            assertThat(used.written()).isEqualTo(answer.length);
            byte[] written = new byte[0];
            for (Buffer buffer : offered.remove(used.id())) {
                if (buffer.writable()) {
                    byte[] part = new byte[buffer.length()];
                    memory.read(buffer.address(), part);
                    written = joined(written, part);
                }
            }
            assertThat(java.util.Arrays.copyOf(written, answer.length)).isEqualTo(answer);
            placesFree.add(places.remove(used.id()));
            sent.remove(used.id());
            return 1;
        }

        private void saveAndLoad() throws IOException {
            queue.publish();
            ByteArrayOutputStream saved = new ByteArrayOutputStream();
            queue.save(new DataOutputStream(saved));
            List<Integer> ids =
                    queue.chainsUnderWay().stream().map(chain -> chain.id).toList();
            queue = queue(form);
            queue.load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
            underWay = new ArrayList<>(queue.chainsUnderWay());
            assertThat(underWay.stream().map(chain -> chain.id)).isEqualTo(ids);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            queue.save(new DataOutputStream(again));
            assertThat(again.toByteArray()).isEqualTo(saved.toByteArray());
        }

        private static byte[] joined(byte[] first, byte[] second) {
            byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, all, first.length, second.length);
            return all;
        }
    }
}
