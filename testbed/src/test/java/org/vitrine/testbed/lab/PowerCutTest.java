package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/**
 * The power of a whole lab PC is cut at random moments while a guest in it writes to images on the PC's own disk: what the PC's kernel had not
 * written is gone, unlike after the death of a process. {@code -Dlab.cuts=N} cuts it so often in the long form, {@code -Dlab.seed=N} repeats the
 * moments.
 */
@Tag("lab")
@Tag("long")
class PowerCutTest {
    private static final Path MOUNT_POINT = Path.of("/mnt");
    private static final Path PLACE = MOUNT_POINT.resolve("records");
    private static final int DISK_MIB = 256;
    private static final int SOME = 2;
    private static final int MANY = 200;

    @Test
    void every_acknowledged_record_is_found_after_the_power_was_cut() throws IOException, InterruptedException {
        cut(SOME);
    }

    @Test
    void every_acknowledged_record_is_found_after_each_of_many_power_cuts() throws IOException, InterruptedException {
        cut(Integer.getInteger("lab.cuts", MANY));
    }

    private static void cut(int times) throws IOException, InterruptedException {
        Records records = new Records(Long.getLong("lab.seed", System.nanoTime()));
        RecordsGuest machine = new RecordsGuest(PLACE);
        try (PcsInTurn pcs = new PcsInTurn(makeDisk(), MOUNT_POINT)) {
            inPc(pcs, machine::save);
            int idle = 0;
            for (int cut = 1; cut <= times; cut++) {
                Place.Job guest;
                try (LabPc pc = start(pcs)) {
                    guest = machine.resume(pc);
                    try {
                        records.awaitMoment(guest);
                    } catch (IOException stoodStill) {
                        // To the images it is the same whether a PC breaks down by itself, which these were seen to do.
                        if (pc.answers()) {
                            machine.forgive(pc, stoodStill);
                        } else {
                            System.out.printf(
                                    "lab: the lab PC itself broke down in life %d%n%s%n", cut, pc.lastWords());
                        }
                        idle++;
                    }
                    pc.cutPower();
                }
                records.note(guest.said());
                System.out.printf("lab: power cut %d, records acknowledged: %s%n", cut, records.acknowledged());
            }
            assertThat(idle).as("lives that did not come to their moment").isLessThanOrEqualTo(1 + times / 10);
            inPc(pcs, pc -> {
                records.checkAll(machine, pc);
                machine.checkImages(pc);
            });
        }
    }

    private interface Work {
        void in(LabPc pc) throws IOException, InterruptedException;
    }

    /** Does something in a PC, and in a second one if the first breaks down by itself meanwhile. */
    private static void inPc(PcsInTurn pcs, Work work) throws IOException, InterruptedException {
        try (LabPc pc = start(pcs)) {
            try {
                work.in(pc);
                return;
            } catch (IOException failure) {
                if (pc.answers()) {
                    throw failure;
                }
                System.out.printf("lab: the lab PC itself broke down: %s%n%s%n", failure.getMessage(), pc.lastWords());
            }
        }
        try (LabPc pc = start(pcs)) {
            work.in(pc);
        }
    }

    /** A disk of the PC's, with a file system on which the images lie. */
    private static Path makeDisk() throws IOException, InterruptedException {
        Path content = Checkout.target().resolve("power-cut");
        Path disk = content.resolveSibling("power-cut.raw");
        Records.makeImages(content.resolve(PLACE.getFileName()));
        Files.deleteIfExists(disk);
        DiskImages.run("/sbin/mke2fs", "-q", "-t", "ext4", "-d", content.toString(), disk.toString(), DISK_MIB + "m");
        return DiskImages.shared(disk);
    }

    /** Powers a PC on, with that disk; the images are checked before anybody opens them. */
    private static LabPc start(PcsInTurn pcs) throws IOException, InterruptedException {
        LabPc pc = pcs.next();
        try {
            new RecordsGuest(PLACE).checkImages(pc);
            return pc;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pc.close();
            throw e;
        }
    }
}
