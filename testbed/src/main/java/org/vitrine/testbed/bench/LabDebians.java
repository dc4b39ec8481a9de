package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vitrine.testbed.lab.GuestMedia;
import org.vitrine.testbed.lab.LabPc;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.NamespacedHost;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/** A lab PC in which Vitrine and QEMU boot the same Debian; what their guests write lies in the PC's memory. */
final class LabDebians implements AutoCloseable {
    /** For what a guest does in a shell. */
    static final Duration STEP = Duration.ofMinutes(5);

    private static final Duration BOOT = Duration.ofMinutes(5);
    /** Guests of both sides were seen to stand still in such a PC. */
    private static final int BOOTS = 3;

    private static final Path PLACE = Path.of("/dev/shm/bench");

    private final Tools tools;
    private final LabPc pc;
    private final Path disk;
    /** So that no machine takes another's socket for its own. */
    private int machines;

    private LabDebians(Tools tools, LabPc pc, Path disk) {
        this.tools = tools;
        this.pc = pc;
        this.disk = disk;
    }

    static LabDebians start(Tools tools) throws IOException, InterruptedException {
        return start(tools, List.of());
    }

    /** The same with a clock that counts instructions: a nanosecond is one, whoever's it is. */
    static LabDebians startCounted(Tools tools) throws IOException, InterruptedException {
        return start(tools, List.of("--counted"));
    }

    private static LabDebians start(Tools tools, List<String> options) throws IOException, InterruptedException {
        Path disk = GuestMedia.get(tools.checkout(), "debian.raw");
        LabPc pc = LabPc.start(tools.checkout(), tools.work().resolve("lab-pc"), options);
        pc.run(STEP, List.of("mkdir", PLACE.toString()));
        return new LabDebians(tools, pc, disk);
    }

    LabPc pc() {
        return pc;
    }

    /** A machine whose first disk is that Debian as it was made. @param bus of the disk */
    VmSpec machine(String what, Monitor side, String bus) throws IOException, InterruptedException {
        String name = "%s-%s-%d".formatted(what, side.name().toLowerCase(Locale.ROOT), ++machines);
        Path image = PLACE.resolve(name);
        makeImage("-f", "qcow2", "-F", "raw", "-b", disk.toString(), image.toString());
        return VmSpec.disk(name, image, "qcow2", bus);
    }

    /** Makes an empty image, or empties it. */
    Path image(String name, String format, int sizeMib) throws IOException, InterruptedException {
        Path image = PLACE.resolve(name);
        makeImage("-f", format, image.toString(), sizeMib + "M");
        return image;
    }

    private void makeImage(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q"));
        command.addAll(List.of(words));
        pc.run(STEP, command);
    }

    /** Boots it, up to a system that runs. @param host where the monitor runs; null for the PC itself */
    Vm boot(Monitor side, VmSpec machine, @Nullable NamespacedHost host) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return boot(side, machine, host, pc.sockets() + "/" + machine.name() + "-" + attempt);
            } catch (IOException e) {
                if (attempt == BOOTS) {
                    throw e;
                }
                System.err.printf("bench: %s is started again: %s%n", machine.name(), e.getMessage());
            }
        }
    }

    private Vm boot(Monitor side, VmSpec machine, @Nullable NamespacedHost host, String socket)
            throws IOException, InterruptedException {
        List<String> words = side.command(machine, socket, tools.checkout());
        Vm guest = Vm.start(pc, machine.name(), host == null ? words : host.within(words), socket, tools.work());
        try {
            guest.waitForSerial("(debian) ", BOOT);
            guest.shell("systemctl is-system-running --wait", BOOT);
            return guest;
        } catch (IOException | InterruptedException | RuntimeException e) {
            guest.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pc.close();
    }
}
