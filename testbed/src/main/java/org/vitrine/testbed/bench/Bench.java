package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vitrine.testbed.Checkout;

/** Measures and prints the table: see {@code testbed/bench}. */
public final class Bench {
    private static final List<Measurement> ALL = List.of(
            new Launch(),
            new Micro(),
            new Exits(false),
            new Exits(true),
            new Firmware(),
            new LinuxBoot(),
            new DebianBoot(),
            new Grub(),
            new Console(),
            new Detect(),
            new Library(),
            new Images(),
            new Networks(Networks.Way.NAT),
            new Networks(Networks.Way.PASST),
            new Networks(Networks.Way.TAP),
            new Disks("ahci"),
            new Disks("nvme"),
            new Disks("virtio"),
            new Snapshots(),
            new SavedStart());

    private static final int RUNS = 5;

    private Bench() {}

    /** @param words names of what to measure; none for all */
    public static void main(String[] words) throws IOException, InterruptedException {
        List<String> names = ALL.stream().map(Measurement::name).toList();
        for (String word : words) {
            if (!names.contains(word)) {
                System.err.printf("bench: there is no %s; there are %s%n", word, String.join(", ", names));
                System.exit(2);
            }
        }
        Path work = Files.createDirectories(Checkout.target().resolve("bench"));
        Tools tools = new Tools(Checkout.top(), work.resolve("yardsticks"), work, RUNS);
        String qemu =
                tools.run(List.of(Tools.QEMU, "--version")).lines().findFirst().orElse("no QEMU");
        System.out.printf("Vitrine beside %s, on %s%n%n%s%n", qemu, kvm(), Finding.HEAD);
        boolean failed = false;
        for (Measurement measurement : ALL) {
            if (words.length > 0 && !Arrays.asList(words).contains(measurement.name())) {
                continue;
            }
            try {
                measurement.measure(tools).forEach(System.out::println);
            } catch (IOException e) {
                failed = true;
                System.out.printf("%s could not be measured: %s%n", measurement.name(), e.getMessage());
            }
        }
        System.exit(failed ? 1 : 0);
    }

    private static String kvm() throws IOException {
        String flags = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .orElse("");
        boolean hardware = Arrays.stream(flags.split(" ", -1)).collect(Collectors.toSet()).stream()
                .anyMatch(flag -> flag.equals("svm") || flag.equals("vmx"));
        return hardware ? "KVM with hardware" : "KVM without hardware";
    }
}
