package org.vitrine.engine.ethernet;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.device.WorkerThread;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.TestNetwork;

/** Its saved state, and a guest that does everything wrong that it can. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class E1000eStateTest {
    private static final int ACCESSES = 40_000;

    private static byte[] frame(SplittableRandom random) {
        byte[] payload = new byte[random.nextInt(46, 1500)];
        random.nextBytes(payload);
        return Packets.ethernet(Driver.MAC.octets(), Packets.BROADCAST, 0x88b5, payload);
    }

    private static void prepare(E1000e nic, TestHost host) {
        Driver driver = new Driver(host, nic).start();
        driver.write(Driver.IMS, 0x85);
        driver.write(Driver.IAM, 0x85);
        driver.write(Driver.EIAC, 0x0050_0000);
        driver.context(14, 24, 33, 34, 50, 3, 0, 99);
        driver.ringTx();
        driver.send(new byte[100]);
        driver.write(Driver.MDIC, 0x0123 | 4 << 16 | 1 << 21 | 1 << 26);
        host.out(Driver.PORT, 4, 0x400);
    }

    private static void prepareMessages(E1000e nic, TestHost host) {
        Driver driver = new Driver(host, nic).start();
        driver.useMessages();
        host.store(Driver.VECTORS + 12, 4, 1);
        driver.write(Driver.IMS, 0x0150_0000);
        driver.write(Driver.ICS, 1 << 20);
        driver.send(new byte[100]);
    }

    @Test
    void its_state_survives_a_round_trip() {
        Map<E1000e, TestNetwork> networks = new IdentityHashMap<>();
        DeviceRoundTrip.of(host -> {
                    TestNetwork network = new TestNetwork();
                    E1000e nic = Driver.make(host, network);
                    networks.put(nic, network);
                    return nic;
                })
                .mmio(Driver.BAR, 0x200)
                .mmio(Driver.BAR + 0x2800, 0x30)
                .mmio(Driver.BAR + 0x3800, 0x30)
                .mmio(Driver.BAR, E1000eController.SIZE)
                .mmio(Driver.VECTORS, 0x50)
                .ports(Driver.PORT, 8)
                .prepare(E1000eStateTest::prepare)
                .prepare(E1000eStateTest::prepareMessages)
                .stimulus((nic, host, random) -> networks.get(nic).deliver(frame(random)))
                .stimulus((nic, host, random) -> new Driver(host, nic).start())
                .stimulus((nic, host, random) -> {
                    Driver driver = new Driver(host, nic);
                    driver.txTail = random.nextInt(Driver.DESCRIPTORS);
                    driver.data(Driver.TX_BUFFERS, random.nextInt(3000), random.nextInt(16), random.nextInt(4));
                    driver.ringTx();
                })
                .verify();
    }

    private static void attack(TestHost host, E1000e nic, SplittableRandom random, TestNetwork network) {
        for (int i = 0; i < ACCESSES; i++) {
            switch (random.nextInt(24)) {
                case 0, 1 -> {
                    byte[] garbage = new byte[256];
                    random.nextBytes(garbage);
                    host.memory().write((random.nextBoolean() ? Driver.TX_RING : Driver.RX_RING), garbage);
                }
                case 2 -> nic.writeConfig(random.nextInt(0x40, 0x100), 1 << random.nextInt(3), random.nextInt());
                case 3 -> nic.writeConfig(0x04, 2, random.nextInt(4) == 0 ? 0x3 : 0x7);
                case 4 -> new Driver(host, nic).start();
                case 5, 6, 7 -> network.deliver(frame(random));
                case 8, 9 -> host.store(Driver.BAR + 0x3818, 4, random.nextInt(20));
                case 10 -> host.store(Driver.BAR + 0x2818, 4, random.nextInt(20));
                case 11 ->
                    host.store(
                            Driver.BAR + (random.nextBoolean() ? 0x3800 : 0x2800) + 4L * random.nextInt(12),
                            4,
                            random.nextInt() & 0xffff_ffffL);
                case 12 -> {
                    Driver driver = new Driver(host, nic);
                    driver.txTail = random.nextInt(15);
                    driver.context(
                            random.nextInt(256),
                            random.nextInt(256),
                            random.nextInt(0x10000),
                            random.nextInt(256),
                            random.nextInt(256),
                            random.nextInt(16),
                            random.nextInt(256),
                            random.nextInt(0x10000));
                    driver.data(Driver.TX_BUFFERS, random.nextInt(0x10000), random.nextInt(16) | 1, random.nextInt(4));
                    driver.ringTx();
                }
                default -> {
                    int size = 1 << random.nextInt(4);
                    long address = Driver.BAR + random.nextInt(0x2_0000 - size);
                    if (random.nextBoolean()) {
                        host.load(address, size);
                    } else {
                        host.store(address, size, random.nextLong());
                    }
                }
            }
            network.sent.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_guest_that_does_everything_wrong_throws_nothing_and_gets_on_after_a_reset(long seed) {
        try (TestHost host = new TestHost()) {
            TestNetwork network = new TestNetwork();
            E1000e nic = Driver.make(host, network);
            nic.resume();
            attack(host, nic, new SplittableRandom(seed), network);

            nic.requestPause();
            nic.awaitPaused();
            nic.reset();
            nic.resume();
            network.sent.clear();
            new Driver(host, nic).start().send(new byte[100]);
            org.assertj.core.api.Assertions.assertThat(network.takeSent()).hasSize(1);
            nic.close();
        }
    }

    @Test
    void a_worker_of_its_own_ends_with_it() throws Exception {
        try (TestHost host = new TestHost()) {
            TestNetwork network = new TestNetwork();
            E1000e nic = new E1000e("net0", host, Driver.MAC, new Cable(network), step -> new WorkerThread("t", step));
            nic.resume();
            new Driver(host, nic).start().send(new byte[100]);
            while (host.memory().readByte(Driver.TX_RING + 12) == 0) {
                Thread.sleep(1);
            }
            nic.close();
            org.assertj.core.api.Assertions.assertThat(network.takeSent()).hasSize(1);
        }
    }
}
