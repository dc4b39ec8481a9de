package org.vitrine.engine.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.linux.UnixSocket;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.TestGuest;

/** Machines on an internal network: who hears whom, who gives out addresses, and what becomes of it when one ends. */
@Timeout(60)
class InternalBackendTest {
    @TempDir
    private Path directory;

    private final List<TestGuest> guests = new ArrayList<>();

    private TestGuest join(boolean dhcp) throws NetException {
        int number = guests.size() + 1;
        TestGuest guest = new TestGuest(
                InternalBackend.open(directory, "lab", dhcp),
                new MacAddress(0x5254_0000_0000L | number),
                "10.1.0." + number);
        guests.add(guest);
        return guest;
    }

    @AfterEach
    void close() {
        guests.forEach(TestGuest::close);
    }

    private static byte[] frame(byte[] to, TestGuest from, int number) {
        byte[] payload = new byte[100];
        ByteBuffer.wrap(payload).putInt(number);
        return Packets.ethernet(to, from.mac.octets(), 0x88b5, payload);
    }

    /** Says something to all until each of these has heard it: the switch may not know them yet, and loses what a busy port does not take. */
    private static void settle(TestGuest from, TestGuest... others) {
        for (TestGuest other : others) {
            assertThat(reaches(from, other)).as("a hello arrives").isTrue();
        }
    }

    private static boolean reaches(TestGuest from, TestGuest other) {
        for (int i = 0; i < 1000; i++) {
            byte[] hello = frame(Packets.BROADCAST, from, i);
            from.send(hello);
            if (other.hears(hello)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void machines_reach_each_other() throws Exception {
        TestGuest one = join(false);
        TestGuest two = join(false);
        awaitPort(one, two);
        one.resolveWhile(two, "10.1.0.2");

        one.sendUdp("10.1.0.2", 1000, 2000, "hello".getBytes());

        assertThat(two.awaitUdp(2000)).isEqualTo("hello".getBytes());
    }

    /** A machine is part of the network when something of it has arrived. */
    private static void awaitPort(TestGuest one, TestGuest two) {
        settle(two, one);
        settle(one, two);
    }

    @Test
    void a_frame_for_a_known_machine_goes_to_it_alone() throws Exception {
        TestGuest one = join(false);
        TestGuest two = join(false);
        TestGuest three = join(false);
        awaitPort(one, two);
        awaitPort(one, three);
        byte[] secret = frame(two.mac.octets(), one, 77);
        one.send(secret);
        byte[] open = frame(Packets.BROADCAST, one, 78);
        one.send(open);

        two.await("the secret", bytes -> Arrays.equals(bytes, secret));
        three.await("what is for all", bytes -> {
            assertThat(bytes).isNotEqualTo(secret);
            return Arrays.equals(bytes, open);
        });
    }

    @Test
    void addresses_are_given_out_and_kept() throws Exception {
        TestGuest one = join(true);
        TestGuest two = join(false);
        awaitPort(one, two);
        byte[] lease = one.lease();
        byte[] first = one.address;
        two.lease();

        assertThat(first).isEqualTo(Packets.ip("192.168.77.100"));
        assertThat(two.address).isEqualTo(Packets.ip("192.168.77.101"));
        assertThat(Packets.dhcpOption(lease, 3)).as("router").isNull();
        one.lease();
        assertThat(one.address).isEqualTo(first);
        one.send(Packets.dhcp(one.mac.octets(), 3, Packets.ip("10.9.9.9")));
        one.await("refusal", bytes -> bytes.length > 290 && Packets.dhcpOption(bytes, 53)[0] == 6);
    }

    @Test
    void the_network_goes_on_when_the_machine_that_runs_the_switch_ends() throws Exception {
        TestGuest one = join(false);
        TestGuest two = join(false);
        TestGuest three = join(false);
        awaitPort(one, two);
        one.close();

        awaitPort(two, three);
        awaitPort(three, join(false));
    }

    @Test
    void two_networks_are_apart() throws Exception {
        TestGuest one = join(false);
        TestGuest two = join(false);
        awaitPort(one, two);
        try (TestGuest other = new TestGuest(
                InternalBackend.open(directory, "other", false), new MacAddress(0x5254_0000_0099L), "10.1.0.9")) {
            other.send(frame(Packets.BROADCAST, other, 1));
            settle(one, two);
            assertThat(two.hearsNothing()).isTrue();
        }
    }

    @Test
    void frames_of_any_length_and_content_harm_nobody() throws Exception {
        TestGuest one = join(true);
        TestGuest two = join(false);
        awaitPort(one, two);
        SplittableRandom random = new SplittableRandom(1);
        for (int length : new int[] {0, 1, 13, 14, 60, 1514, 65_550}) {
            byte[] frame = new byte[length];
            random.nextBytes(frame);
            one.send(frame);
        }
        for (int i = 0; i < 300; i++) {
            byte[] question = Packets.dhcp(one.mac.octets(), 1, null);
            for (int j = 0; j < 5; j++) {
                question[random.nextInt(14, question.length)] = (byte) random.nextInt();
            }
            one.send(question);
        }
        settle(one, two);
    }

    @Test
    void a_directory_that_cannot_be_used_is_told_in_one_sentence() {
        assertThatThrownBy(() -> InternalBackend.open(directory.resolve("none"), "lab", false))
                .isInstanceOf(NetException.class)
                .hasMessageStartingWith("The internal network \"lab\" cannot be joined: ");
    }

    @Test
    void the_table_of_addresses_is_bounded() {
        MacTable<String> table = new MacTable<>();
        for (long address = 0; address < 10_000; address++) {
            table.learn(address, "port");
        }

        assertThat(table.size()).isEqualTo(MacTable.MOST);
        assertThat(table.find(9_999)).isEqualTo("port");
        assertThat(table.find(0)).isNull();
    }

    @Test
    void leases_are_bounded_and_the_eldest_is_given_again() throws Exception {
        Path socket = directory.resolve("s");
        UnixSocket listener = UnixSocket.listen(socket, 1);
        try (DhcpServer server = new DhcpServer(UnixSocket.connect(socket))) {
            for (int i = 0; i < 250; i++) {
                byte[] answer = server.answer(Packets.dhcp(new MacAddress(i).octets(), 1, null));
                assertThat(answer[14 + 28 + 19] & 0xff).isEqualTo(100 + i % 100);
            }
        } finally {
            listener.close();
        }
    }
}
