package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.testbed.guest.DiskImages;

/**
 * Debian's kernel as a guest that writes numbered records to a file on ext4, each synchronized before it is acknowledged on COM1; and
 * that looks, when it boots again, whether all that were acknowledged are there.
 */
final class Records {
    private static final Duration BOOT = Duration.ofMinutes(8);
    private static final Duration STEP = Duration.ofMinutes(3);
    private static final String PROMPT = "(initramfs) ";
    private static final Pattern ACKNOWLEDGED = Pattern.compile("(?m)^ack-(\\d+)\\r?$");
    private static final Pattern SOUND = Pattern.compile("(?m)^sound-(\\d+)-(\\d+)\\r?$");
    private static final int SIZE_MIB = 64;
    /** Of a round in which the guest writes. */
    private static final int LEAST_MILLIS = 1500;

    private static final int MOST_MILLIS = 12_000;

    private final Random random;
    private long acknowledged;

    /** @param seed chooses how long a round lasts */
    Records(long seed) {
        System.out.printf("lab: records with seed %d%n", seed);
        random = new Random(seed);
    }

    /** How many records the guest was told to be safe so far. */
    long acknowledged() {
        return acknowledged;
    }

    /** Makes a qcow2 image with an empty file system. */
    static void makeImage(Path image) throws IOException, InterruptedException {
        Path raw = image.resolveSibling(image.getFileName() + ".raw");
        DiskImages.run("/sbin/mke2fs", "-q", "-t", "ext4", raw.toString(), SIZE_MIB + "m");
        DiskImages.convert("raw", raw, "qcow2", image);
        Files.delete(raw);
        DiskImages.shared(image);
    }

    static VmSpec spec(Lab lab, String name, Path image, String bus) throws IOException, InterruptedException {
        return VmSpec.linux(name, lab.guest("vmlinuz"), lab.guest("initramfs"), "console=ttyS0 quiet")
                .withMemoryMiB(256)
                .withDisk(image, "qcow2", bus);
    }

    /** Boots the guest's part of a round: it checks what is there, then writes until {@code vm} is no more. */
    void writeFor(Vm vm, String device) throws IOException, InterruptedException {
        vm.waitForSerial(PROMPT, BOOT);
        check(vm, device);
        // Each record depends on the one before, so that a lost one in the middle would be seen.
        vm.type("i=%d; while :; do i=$((i+1)); echo $i >>/mnt/records; sync /mnt/records && echo ack-$i; done%n"
                .formatted(acknowledged));
        Thread.sleep(random.nextInt(LEAST_MILLIS, MOST_MILLIS));
    }

    /** Notes what the guest has acknowledged; after its end. */
    void note(String said) {
        Matcher matcher = ACKNOWLEDGED.matcher(said);
        while (matcher.find()) {
            acknowledged = Math.max(acknowledged, Long.parseLong(matcher.group(1)));
        }
    }

    /** Looks whether every acknowledged record is there, once, and cuts off those that follow. */
    void check(Vm vm, String device) throws IOException, InterruptedException {
        String said = vm.shell("""
                mkdir -p /mnt; mount -t ext4 /dev/%s /mnt && touch /mnt/records
                head -n %2$d /mnt/records >/records
                awk '$1 != NR { wrong++ } END { print "sound-" NR "-" wrong + 0 }' /records
                cp /records /mnt/records; sync /mnt/records
                echo complaints-$(dmesg | grep -c -i -E 'I/O error|EXT4-fs error')
                """.formatted(device, acknowledged), STEP);
        Matcher sound = SOUND.matcher(said);
        assertThat(sound.find()).as(said).isTrue();
        assertThat(List.of(sound.group(1), sound.group(2)))
                .as("records that are there and wrong ones, of %d acknowledged: %s", acknowledged, said)
                .containsExactly("" + acknowledged, "0");
        assertThat(said).contains("complaints-0");
    }
}
