package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk.Bus;
import org.vitrine.engine.config.Network.Model;
import org.vitrine.engine.config.Virtio;
import org.vitrine.testbed.screen.Picture;

/** Snapshots of a running Debian: files, processes, screen, clocks and devices are those of the snapshot after a return. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class DebianSnapshotTest {
    private static final Duration STEP = Duration.ofMinutes(4);
    private static final int MEMORY_MIB = 256;
    /** How long a life that is then undone lasts at least. */
    private static final long UNDONE_MILLIS = 40_000;

    private static final double TOLERANCE_SECONDS = 0.5;
    /** What a command and its answer may take in the lab, in seconds. */
    private static final long LATE_SECONDS = 15;

    private static final Pattern TIME = Pattern.compile("(?m)^.*time-(\\d+)\\r?$");
    private static final String PROCESSES = "echo sleeping-$(grep -l '^sleep' /proc/[0-9]*/comm 2>/dev/null | wc -l)";
    /** What becomes of the network interface, of traffic to the host, and of random numbers of the host's. */
    private static final String DEVICES = """
            echo link-$(cat /sys/class/net/en*/operstate); iperf3 --client %s --time 2 >/dev/null 2>&1; echo traffic-$?
            echo random-$(head -c 64 /dev/hwrng 2>/dev/null | wc -c)
            """.formatted(DebianNetwork.HOST).strip();
    /** Nothing that moves by itself is left on the screen. */
    private static final String ON_SCREEN = "printf '\\033[2J\\033[?25l%s' >/dev/tty1; ";

    @ParameterizedTest
    @CsvSource({"AHCI,E1000E", "VIRTIO,VIRTIO"})
    void files_processes_screen_clocks_and_devices_are_those_of_the_snapshot(Bus bus, Model model, Lab lab)
            throws IOException, InterruptedException {
        String name = "debian-return-" + bus.word();
        MachineConfig hardware = MachineConfig.of(UUID.randomUUID(), name, MEMORY_MIB, 1)
                .withNetworks(List.of(DebianNetwork.of(model)))
                .withVirtio(new Virtio(bus == Bus.VIRTIO, List.of()));
        LabMachine machine = LabMachine.debian(lab, hardware, bus, 0);
        Place.Job server = lab.pc().start(List.of("iperf3", "--server"));
        try (Vm vm = machine.boot()) {
            assertThat(vm.shell(DebianNetwork.CONNECT, STEP)).contains("online-0");
            vm.shell(
                    ON_SCREEN.formatted("what was") + "echo before >/root/file; sync; (sleep 100000 &); "
                            + "cat /sys/devices/system/clocksource/clocksource0/current_clocksource",
                    STEP);
            Picture screen = vm.keep("taken");
            vm.job("x-vitrine-snapshot-take", Map.of("name", "one"));
            GuestClocks then = GuestClocks.of(vm.shell("clocks", STEP));
            vm.shell(
                    ON_SCREEN.formatted("what is undone") + "echo after >/root/file; echo more >/root/other; "
                            + "dd if=/dev/urandom of=/root/load bs=1M count=20; sync; (sleep 200000 &); (sleep 300000 &); "
                            + "ip link set $(basename /sys/class/net/en*) down",
                    STEP);
            Thread.sleep(UNDONE_MILLIS);
            String undone = vm.shell("cat /root/file; clocks; " + PROCESSES + "; " + DEVICES, STEP);
            Picture otherScreen = vm.keep("undone");

            vm.job("x-vitrine-snapshot-revert", Map.of("id", snapshot(vm, "one")));
            Picture screenAgain = vm.keep("returned");
            String again =
                    vm.shell("clocks; cat /root/file; ls /root/other /root/load; " + PROCESSES + "; " + DEVICES, STEP);
            String time = vm.shell("echo time-$(date +%s); hwclock --hctosys --utc; echo time-$(date +%s)", STEP);
            long hostTime =
                    Long.parseLong(lab.pc().run(STEP, List.of("date", "+%s")).strip());
            String checked = vm.shell(
                    "dmesg | tail -n 20; systemctl is-system-running --wait; echo more >/root/more; sync; clocks",
                    STEP);
            lab.keep(name + ".txt", vm.said());

            assertThat(undone).containsPattern("(?m)after\\r?$").contains("sleeping-3", "link-down", "traffic-1");
            assertThat(otherScreen.differenceFrom(screen)).isNotNull();
            assertThat(again)
                    .containsPattern("(?m)before\\r?$")
                    .contains("sleeping-1", "link-up", "traffic-0", bus == Bus.VIRTIO ? "random-64" : "random-0")
                    .contains("cannot access '/root/other'", "cannot access '/root/load'");
            assertThat(screenAgain.differenceFrom(screen)).isNull();
            assertThat(checked)
                    .containsPattern("(?m)running\\r?$")
                    .doesNotContain("soft lockup", "I/O error", "clocksource: timekeeping watchdog");
            assertClocks(then, GuestClocks.of(undone), GuestClocks.of(again), GuestClocks.of(checked));
            assertTime(time, hostTime);
            vm.type("systemctl poweroff\n");
            assertThat(vm.await(STEP)).isZero();
        } finally {
            server.terminate();
        }
        machine.remove();
    }

    /** All clocks stood still together while the machine did, and returned together. */
    private static void assertClocks(GuestClocks then, GuestClocks undone, GuestClocks again, GuestClocks later) {
        assertThat(again.monotonic()).isLessThan(undone.monotonic());
        assertThat(again.counted()).isLessThan(undone.counted());
        assertThat(again.hpet()).isLessThan(undone.hpet());
        for (GuestClocks each : List.of(undone, again, later)) {
            assertThat(each.counterApartFrom(then)).as("%s, %s", then, each).isCloseTo(0, within(TOLERANCE_SECONDS));
            assertThat(each.hpetApartFrom(then)).as("%s, %s", then, each).isCloseTo(0, within(TOLERANCE_SECONDS));
        }
    }

    /** The system's own time is behind by what was undone, until the guest asks the real-time clock. */
    private static void assertTime(String said, long hostTime) {
        Matcher times = TIME.matcher(said);
        assertThat(times.find()).as(said).isTrue();
        long before = Long.parseLong(times.group(1));
        assertThat(times.find()).as(said).isTrue();
        long after = Long.parseLong(times.group(1));
        System.out.printf(
                "lab: Debian's time after the return: %d s behind, and after hwclock --hctosys %d s%n",
                hostTime - before, hostTime - after);
        assertThat(hostTime - before).isGreaterThan(UNDONE_MILLIS / 1000);
        assertThat(hostTime - after).isBetween(-2L, LATE_SECONDS);
    }

    @Test
    void each_of_five_snapshots_returns_after_the_third_was_deleted(Lab lab) throws IOException, InterruptedException {
        LabMachine machine = LabMachine.debian(lab, "debian-tree", MEMORY_MIB);
        try (Vm vm = machine.boot()) {
            for (int i = 1; i <= 5; i++) {
                vm.shell(
                        "echo state-%1$d >/root/file; head -c 2000000 /dev/urandom >/root/data%1$d; (sleep %1$d00000 &)"
                                .formatted(i),
                        STEP);
                vm.shell("cd /root; md5sum data* >sums; sync", STEP);
                vm.job("x-vitrine-snapshot-take", Map.of("name", "s" + i));
            }
            GuestClocks last = GuestClocks.of(vm.shell("clocks", STEP));
            vm.job("x-vitrine-snapshot-delete", Map.of("id", snapshot(vm, "s3")));
            for (int i : new int[] {4, 1, 5, 2}) {
                vm.job("x-vitrine-snapshot-revert", Map.of("id", snapshot(vm, "s" + i)));
                String said = vm.shell(
                        "clocks; echo 3 >/proc/sys/vm/drop_caches; cat /root/file; cd /root; md5sum -c sums; "
                                + "echo files-$(ls data* | wc -l); " + PROCESSES,
                        STEP);
                assertThat(said)
                        .containsPattern("(?m)state-" + i + "\\r?$")
                        .contains("files-" + i, "sleeping-" + i)
                        .doesNotContain("FAILED", "I/O error");
                GuestClocks now = GuestClocks.of(said);
                System.out.printf("lab: returned to snapshot %d of five: %s%n", i, now);
                assertThat(now.counterApartFrom(last)).isCloseTo(0, within(TOLERANCE_SECONDS));
                assertThat(now.hpetApartFrom(last)).isCloseTo(0, within(TOLERANCE_SECONDS));
            }
            lab.keep("debian-tree.txt", vm.said());
            vm.type("systemctl poweroff\n");
            assertThat(vm.await(STEP)).isZero();
        }
        machine.remove();
    }

    private static String snapshot(Vm vm, String name) throws IOException, InterruptedException {
        for (JsonNode each : vm.qmp("x-vitrine-snapshot-tree", Map.of()).path("snapshots")) {
            if (each.path("name").asText().equals(name)) {
                return each.path("id").asText();
            }
        }
        throw new IOException("There is no snapshot " + name);
    }
}
