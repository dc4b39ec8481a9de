package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.guest.DiskImages;

/**
 * A guest that writes numbered records to a disk at AHCI and one at NVMe at the same time, each synchronized before it is acknowledged on COM1
 * ({@code testbed/records-init.c}, as the first process of Debian's kernel), and that says when it starts what it finds. Every record that was
 * acknowledged in an earlier life has to be there.
 */
final class Records {
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final Duration WRITE = Duration.ofMinutes(1);
    private static final int SIZE_MIB = 64;
    private static final int MEMORY_MIB = 128;
    /** So many records are acknowledged at each disk, at most, before the end of a life comes. */
    private static final int MOST_RECORDS = 20;

    private static final int MOST_MILLIS = 400;
    /** Names of the disks as Linux has them, with the size of their images' clusters in KiB: small ones change tables at nearly every write. */
    static final Map<String, Integer> DISKS = Map.of("sda", 4, "nvme0n1", 64);

    private static final Pattern LINE = Pattern.compile(
            "(?m)^(?:(sda|nvme0n1) (?:found (\\d+) wrong (\\d+)|ack (\\d+))|complaints (\\d+)|(failed: .*))\\r?\\n");

    private final Random random;
    private final Map<String, Long> acknowledged = new LinkedHashMap<>();
    private int lives;

    /** @param seed chooses how long a life lasts */
    Records(long seed) {
        System.out.printf("lab: records with seed %d%n", seed);
        random = new Random(seed);
        begin();
    }

    /** The disks are empty. */
    void begin() {
        DISKS.keySet().forEach(disk -> acknowledged.put(disk, 0L));
    }

    /** Makes the images, each with an empty file system. */
    static void makeImages(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        for (Map.Entry<String, Integer> disk : DISKS.entrySet()) {
            Path raw = directory.resolve(disk.getKey() + ".raw");
            Files.deleteIfExists(raw);
            DiskImages.run("/sbin/mke2fs", "-q", "-t", "ext4", raw.toString(), SIZE_MIB + "m");
            Path image = directory.resolve(disk.getKey() + ".qcow2");
            DiskImages.run(
                    "qemu-img",
                    "convert",
                    "-q",
                    "-f",
                    "raw",
                    "-O",
                    "qcow2",
                    "-o",
                    "cluster_size=" + disk.getValue() + "k",
                    raw.toString(),
                    image.toString());
            Files.delete(raw);
            DiskImages.shared(image);
        }
    }

    /** Waits until the guest has written for as long as chance wants it. @throws IOException if it does not come to that */
    void awaitMoment(Place.Job guest) throws IOException, InterruptedException {
        lives++;
        await(guest, "complaints ", 1, BOOT);
        for (String disk : DISKS.keySet().stream().sorted().toList()) {
            await(guest, disk + " ack ", random.nextInt(1, MOST_RECORDS), WRITE);
        }
        Thread.sleep(random.nextInt(MOST_MILLIS));
    }

    /** Waits until the guest has said something so often. */
    static void await(Place.Job guest, String words, int times, Duration atMost)
            throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(words, Pattern.LITERAL);
        long end = System.nanoTime() + atMost.toNanos();
        while (wanted.matcher(guest.said()).results().count() < times) {
            if (!guest.isRunning() || System.nanoTime() > end) {
                throw new IOException("No “%s” of the guest in %d s, but this:%n%s"
                        .formatted(words, atMost.toSeconds(), guest.said()));
            }
            Thread.sleep(50);
        }
    }

    /** Compares what the guest found with what it had been told, and notes what it was told since; after its end. */
    void note(String said) {
        Matcher line = LINE.matcher(said);
        while (line.find()) {
            String disk = line.group(1);
            if (line.group(2) != null) {
                assertThat(Long.parseLong(line.group(2)))
                        .as(
                                "records on %s in life %d, of which %d were acknowledged:%n%s",
                                disk, lives, acknowledged.get(disk), said)
                        .isGreaterThanOrEqualTo(acknowledged.get(disk));
                assertThat(line.group(3))
                        .as("bytes that are no record on %s in life %d: %s", disk, lives, said)
                        .isEqualTo("0");
            } else if (line.group(4) != null) {
                acknowledged.put(disk, Long.parseLong(line.group(4)));
            } else if (line.group(5) != null) {
                assertThat(line.group(5))
                        .as("complaints in life %d: %s", lives, said)
                        .isEqualTo("0");
            } else {
                throw new AssertionError("In life %d: %s".formatted(lives, said));
            }
        }
    }

    /** How many records the guest was told to be safe so far. */
    Map<String, Long> acknowledged() {
        return acknowledged;
    }

    /** A last life, from power-on, that only looks. */
    void checkAll(RecordsGuest machine, LabPc pc) throws IOException, InterruptedException {
        lives++;
        Place.Job guest = machine.boot(pc, "check");
        int status = guest.await(BOOT);
        note(guest.said());
        assertThat(guest.said()).contains("sda found ", "nvme0n1 found ", "complaints 0");
        assertThat(status).as(guest.said()).isZero();
        assertThat(acknowledged.values())
                .allSatisfy(number -> assertThat(number).isPositive());
    }
}
