package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.testbed.Checkout;

/**
 * The VM process is killed at random moments while its guest writes to a disk at AHCI and one at NVMe. {@code -Dlab.kills=N} kills it so often in
 * the long form, {@code -Dlab.seed=N} repeats the moments.
 */
@Tag("lab")
@ExtendWith(LabExtension.class)
class KilledMonitorTest {
    private static final Duration END = Duration.ofMinutes(1);
    /** In the PC's memory, where nothing outside the PC can hold up a request. */
    private static final Path PLACE = Path.of("/dev/shm/records");

    private static final int SOME = 10;
    private static final int MANY = 200;
    /** Besides a first one, one guest of so many may stand still with a vCPU that is busy. */
    private static final int ONE_STANDS = 20;

    private final Lab lab;
    private final Path images = Checkout.target().resolve("records");
    private final RecordsGuest machine = new RecordsGuest(PLACE);
    private final Records records = new Records(Long.getLong("lab.seed", System.nanoTime()));

    KilledMonitorTest(Lab lab) {
        this.lab = lab;
    }

    @Test
    void every_acknowledged_record_is_found_after_the_vm_process_was_killed() throws IOException, InterruptedException {
        kill(SOME);
    }

    @Test
    @Tag("long")
    void every_acknowledged_record_is_found_after_each_of_many_kills() throws IOException, InterruptedException {
        kill(Integer.getInteger("lab.kills", MANY));
    }

    private void kill(int times) throws IOException, InterruptedException {
        Records.makeImages(images);
        begin();
        int brokenPcs = 0;
        int standing = 0;
        for (int kills = 0; kills < times; ) {
            try {
                if (live()) {
                    kills++;
                    System.out.printf("lab: kill %d, records acknowledged: %s%n", kills, records.acknowledged());
                } else {
                    standing++;
                    assertThat(standing)
                            .as("guests that stood still, before kill %d", kills + 1)
                            .isLessThanOrEqualTo(1 + times / ONE_STANDS);
                }
            } catch (IOException failure) {
                if (!lab.isBroken() || brokenPcs == 1 + times / SOME) {
                    throw failure;
                }
                brokenPcs++;
                System.out.printf(
                        "lab: the lab PC itself broke down after %d kills; they go on in a new one%n%s%n",
                        kills, lab.pc().lastWords());
                lab.renew();
                begin();
            }
        }
        records.checkAll(machine, lab.pc());
        machine.checkImages(lab.pc());
    }

    private void begin() throws IOException, InterruptedException {
        records.begin();
        machine.copyImages(lab.pc(), images);
        machine.save(lab.pc());
    }

    /** @return whether the guest wrote until it was killed. One that stood still is killed as well, and what it was told has to be there just so. */
    private boolean live() throws IOException, InterruptedException {
        Place.Job guest = machine.resume(lab.pc());
        boolean wrote = true;
        try {
            records.awaitMoment(guest);
        } catch (IOException stoodStill) {
            if (!guest.isRunning() || lab.isBroken()) {
                throw stoodStill;
            }
            machine.forgive(lab.pc(), stoodStill);
            wrote = false;
        }
        guest.kill();
        guest.await(END);
        records.note(guest.said());
        machine.checkImages(lab.pc());
        return wrote;
    }
}
