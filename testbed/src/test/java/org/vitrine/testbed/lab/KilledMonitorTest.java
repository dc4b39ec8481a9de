package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The VM process is killed at random moments while its guest writes. {@code -Dlab.kills=N} kills it so often on each bus,
 * {@code -Dlab.seed=N} repeats the moments.
 */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class KilledMonitorTest {
    private static final Duration STEP = Duration.ofMinutes(2);

    @ParameterizedTest
    @CsvSource({"ahci,sda", "nvme,nvme0n1"})
    void every_acknowledged_record_is_found_after_the_vm_process_was_killed(String bus, String device, Lab lab)
            throws IOException, InterruptedException {
        Lab.Shared image = lab.shared("records-" + bus + ".qcow2");
        Records.makeImage(image.here());
        Records records = new Records(Long.getLong("lab.seed", System.nanoTime()));

        int kills = Integer.getInteger("lab.kills", 5);
        for (int kill = 1; kill <= kills; kill++) {
            try (Vm vm = lab.boot(Records.spec(lab, "records-" + bus, image.there(), bus))) {
                records.writeFor(vm, device);
                lab.killMonitors();
                vm.await(STEP);
                records.note(vm.said());
            }
            check(lab.pc(), image.there());
            System.out.printf("lab: kill %d at %s, %d records acknowledged%n", kill, bus, records.acknowledged());
        }
        assertThat(records.acknowledged()).isPositive();
        try (Vm vm = lab.boot(Records.spec(lab, "records-" + bus + "-end", image.there(), bus))) {
            vm.waitForSerial("(initramfs) ", Duration.ofMinutes(8));
            records.check(vm, device);
        }
    }

    /** As QEMU's tool sees it there may be leaked clusters (status 3), and no error. */
    static void check(LabPc pc, Path image) throws IOException, InterruptedException {
        String words = "qemu-img check -q -f qcow2 \"$1\" || [ $? = 3 ]";
        pc.run(STEP, List.of("bash", "-c", words, "check", image.toString()));
    }
}
