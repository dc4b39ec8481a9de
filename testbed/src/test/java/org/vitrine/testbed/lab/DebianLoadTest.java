package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk.Bus;
import org.vitrine.engine.config.Network.Model;

/**
 * A snapshot of a Debian whose disk and network are busy, and the return to it: fio, which reads back and checks all that it writes, goes on across both, iperf3 across the
 * first, and begins anew after the second, for the other end of its connection knows of no return.
 */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class DebianLoadTest {
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int MEMORY_MIB = 256;
    private static final int DATA_MIB = 96;
    private static final int ENOUGH_RUNS = 2;
    private static final List<String> SERVER = List.of("iperf3", "--server");

    private static final Pattern WRITES = Pattern.compile("(?m)^writes-(\\d+)\\r?$");
    private static final Pattern RUN = Pattern.compile("(?m)^(iperf3-\\S+)\\r?$");

    /** The last MiB is the test's, full of one word of eight bytes with its line's end; of the rest fio has its part. */
    private static final String BEGIN =
            """
            data=/dev/$(lsblk -b -d -n -o NAME,SIZE | awk '$2 == %d { print $1 }')
            mark() { echo $1 >/root/marker; yes $1 2>/dev/null | dd of=$data bs=1M seek=%d count=1 iflag=fullblock oflag=direct 2>/dev/null; sync; }
            marks() { echo 3 >/proc/sys/vm/drop_caches; cat /root/marker; dd if=$data bs=1M skip=%d count=1 iflag=direct 2>/dev/null | sort -u; }
            writes() { echo writes-$(awk '{ print $5 }' /sys/block/${data#/dev/}/stat); }
            mark earlier
            (fio --name=load --filename=$data --size=64M --direct=1 --ioengine=libaio --iodepth=4 --rw=randwrite --bsrange=4k-32k --time_based \\
              --runtime=7200 --verify=crc32c --verify_backlog=128 --verify_fatal=1 >/root/load 2>&1; echo >/root/load-ended) &
            (while sleep 1; do timeout 60 iperf3 --client %s --time 5 --json >/tmp/iperf; echo iperf3-$?-$(grep -c '"error"' /tmp/iperf) >>/root/runs; done) &
            """.formatted((long) DATA_MIB << 20, DATA_MIB - 1, DATA_MIB - 1, DebianNetwork.HOST);

    @ParameterizedTest
    @CsvSource({"VIRTIO,VIRTIO", "AHCI,E1000E"})
    void a_snapshot_is_taken_and_returned_to_under_load(Bus bus, Model model, Lab lab)
            throws IOException, InterruptedException {
        String name = "load-" + bus.word();
        MachineConfig hardware =
                MachineConfig.of(UUID.randomUUID(), name, MEMORY_MIB, 1).withNetworks(List.of(DebianNetwork.of(model)));
        LabMachine machine = LabMachine.debian(lab, hardware, bus, DATA_MIB);
        Place.Job server = lab.pc().start(SERVER);
        try (Vm vm = machine.boot()) {
            assertThat(vm.shell(DebianNetwork.CONNECT, STEP)).contains("online-0");
            vm.shell(BEGIN, STEP);
            awaitRuns(vm, ENOUGH_RUNS);

            vm.job("x-vitrine-snapshot-take", Map.of("name", "busy"));
            int atTheSnapshot = runs(vm).size();
            awaitRuns(vm, atTheSnapshot + ENOUGH_RUNS);
            List<String> across = runs(vm);
            vm.shell("mark further", STEP);
            String undone = vm.shell("marks", STEP);

            vm.job("x-vitrine-snapshot-revert", Map.of("id", snapshot(vm)));
            String returned = vm.shell("marks", STEP);
            // It would wait for the rest of what the life that is undone was sending, and serves one at a time.
            server.terminate();
            server.await(STEP);
            server = lab.pc().start(SERVER);
            long written = writes(vm);
            awaitGoodRuns(vm, ENOUGH_RUNS);
            long writtenLater = writes(vm);
            String end = vm.shell(
                    "ls /root/load-ended; kill -INT $(pgrep -o -x fio); until [ -e /root/load-ended ]; do sleep 1; done; cat /root/load; marks",
                    STEP);
            String state = vm.shell(
                    "dmesg --level emerg,alert,crit,err,warn; systemctl is-system-running --wait; cat /root/runs",
                    STEP);
            lab.keep(name + ".txt", vm.said());

            assertThat(across).as("while it is taken").containsOnly("iperf3-0-0");
            assertThat(undone).containsPattern("(?m)^further\\r?\\nfurther\\r?$");
            assertThat(returned).containsPattern("(?m)^earlier\\r?\\nearlier\\r?$");
            assertThat(writtenLater).isGreaterThan(written);
            assertThat(end)
                    .contains("cannot access '/root/load-ended'")
                    .containsPattern("err= 0")
                    .doesNotContain("verify:", "bad magic")
                    .containsPattern("(?m)^earlier\\r?\\nearlier\\r?$");
            assertThat(state)
                    .containsPattern("(?m)^running\\r?$")
                    .doesNotContain("I/O error", "lockup", "NETDEV WATCHDOG", "exception Emask", "blocked for more");
            vm.type("systemctl poweroff\n");
            assertThat(vm.await(STEP)).isZero();
        } finally {
            server.terminate();
        }
        machine.remove();
    }

    /** What became of each of iperf3's runs in the guest's present life. */
    private static List<String> runs(Vm vm) throws IOException, InterruptedException {
        Matcher run = RUN.matcher(vm.shell("cat /root/runs", STEP));
        return run.results().map(each -> each.group(1)).toList();
    }

    private static void awaitRuns(Vm vm, int count) throws IOException, InterruptedException {
        vm.shell("until [ \"$(cat /root/runs | wc -l)\" -ge %d ]; do sleep 1; done".formatted(count), STEP);
    }

    private static void awaitGoodRuns(Vm vm, int more) throws IOException, InterruptedException {
        vm.shell(
                "n=$(grep -c 0-0 /root/runs); until [ $(grep -c 0-0 /root/runs) -ge $((n + %d)) ]; do sleep 1; done"
                        .formatted(more),
                STEP);
    }

    private static long writes(Vm vm) throws IOException, InterruptedException {
        String said = vm.shell("writes", STEP);
        Matcher writes = WRITES.matcher(said);
        assertThat(writes.find()).as(said).isTrue();
        return Long.parseLong(writes.group(1));
    }

    private static String snapshot(Vm vm) throws IOException, InterruptedException {
        return vm.qmp("x-vitrine-snapshot-tree", Map.of())
                .path("snapshots")
                .path(0)
                .path("id")
                .asText();
    }
}
