package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
            new Networks(NetworkWay.NAT, "virtio"),
            new Networks(NetworkWay.NAT, "e1000e"),
            new Networks(NetworkWay.PASST, "virtio"),
            new Networks(NetworkWay.PASST, "e1000e"),
            new Networks(NetworkWay.TAP, "virtio"),
            new Networks(NetworkWay.TAP, "e1000e"),
            new Disks("ahci"),
            new Disks("nvme"),
            new Disks("virtio"),
            new Requests(NetworkWay.NAT),
            new Requests(NetworkWay.PASST),
            new Requests(NetworkWay.TAP),
            new Snapshots(),
            new SavedStart());

    private static final int RUNS = 5;
    /** A lab PC breaks down now and then. */
    private static final int ATTEMPTS = 2;

    private Bench() {}

    /** @param words names of what to measure; none for all */
    public static void main(String[] words) throws IOException, InterruptedException {
        List<String> names = ALL.stream().map(Measurement::name).distinct().toList();
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
                measure(measurement, tools).forEach(System.out::println);
            } catch (IOException e) {
                failed = true;
                System.out.printf("%s could not be measured: %s%n", measurement.name(), why(e));
            }
        }
        System.exit(failed ? 1 : 0);
    }

    private static List<Finding> measure(Measurement measurement, Tools tools)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return measurement.measure(tools);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                System.err.printf("bench: %s is measured again: %s%n", measurement.name(), why(e));
            }
        }
    }

    private static String why(IOException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
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
