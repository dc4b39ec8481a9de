package org.vitrine.testbed.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The virtual machine monitors that can be asked to boot the same thing. COM1 is their standard input and output. */
public enum Monitor {
    VITRINE {
        @Override
        public List<String> command(VmSpec spec, String control, Path checkout) {
            List<String> command =
                    new ArrayList<>(List.of(checkout.resolve("vitrine").toString(), "boot"));
            spec.media().forEach(medium -> command.add(medium.toString()));
            for (VmSpec.Disk disk : spec.disks()) {
                command.addAll(List.of(
                        "--disk", "%s,bus=%s,format=%s".formatted(quoted(disk.file()), disk.bus(), disk.format())));
            }
            command.addAll(List.of("--headless", "--control", control, "--serial", "stdio", "--name", spec.name()));
            command.addAll(List.of("--memory", "" + spec.memoryMiB(), "--cpus", "" + spec.cpus()));
            VmSpec.Network network = spec.network();
            if (network != null) {
                command.addAll(List.of("--net", kind(network) + ",model=" + network.model()));
            }
            command.addAll(spec.more());
            addLinux(command, spec, "--");
            return command;
        }

        private static String kind(VmSpec.Network network) {
            if (network.tap() != null) {
                return "tap=" + network.tap();
            }
            return "shared,translator=" + (network.passt() ? "passt" : "libslirp");
        }
    },

    /** Vitrine with UEFI firmware instead of a BIOS. */
    VITRINE_UEFI {
        @Override
        public List<String> command(VmSpec spec, String control, Path checkout) {
            List<String> command = VITRINE.command(spec, control, checkout);
            command.addAll(List.of("--firmware", "uefi"));
            return command;
        }
    },

    QEMU {
        @Override
        public List<String> command(VmSpec spec, String control, Path checkout) {
            return qemu(spec, control, List.of("-machine", "q35,accel=kvm", "-cpu", "host"));
        }
    },

    /** QEMU without KVM: the reference where there is none. */
    QEMU_TCG {
        @Override
        public List<String> command(VmSpec spec, String control, Path checkout) {
            return qemu(spec, control, List.of("-machine", "q35,accel=tcg"));
        }
    };

    /** It goes into the background once it listens, and ends with QEMU. */
    private static final String PASST = "passt --quiet --one-off --socket \"$0\" && exec \"$@\"";

    /**
     * The words that boot a machine.
     *
     * @param control where its control socket shall be
     * @param checkout the project's top directory
     */
    public abstract List<String> command(VmSpec spec, String control, Path checkout);

    private static List<String> qemu(VmSpec spec, String control, List<String> machine) {
        List<String> command = new ArrayList<>(List.of("qemu-system-x86_64", "-nodefaults", "-no-user-config"));
        command.addAll(machine);
        command.addAll(List.of("-m", "" + spec.memoryMiB(), "-smp", "" + spec.cpus(), "-vga", "std"));
        command.addAll(
                List.of("-display", "none", "-serial", "stdio", "-qmp", "unix:" + control + ",server=on,wait=off"));
        for (int i = 0; i < spec.media().size(); i++) {
            command.addAll(List.of(
                    "-drive",
                    "if=none,media=cdrom,readonly=on,format=raw,id=cd" + i + ",file="
                            + quoted(spec.media().get(i)),
                    "-device",
                    "ide-cd,drive=cd" + i + ",bus=ide." + i));
        }
        int port = spec.media().size();
        for (int i = 0; i < spec.disks().size(); i++) {
            VmSpec.Disk disk = spec.disks().get(i);
            command.addAll(List.of(
                    "-drive",
                    "if=none,id=disk%d,format=%s,file=%s".formatted(i, disk.format(), quoted(disk.file())),
                    "-device",
                    switch (disk.bus()) {
                        case "nvme" -> "nvme,serial=disk%d,drive=disk%d".formatted(i, i);
                        case "virtio" -> "virtio-blk-pci,drive=disk%d".formatted(i);
                        default -> "ide-hd,drive=disk%d,bus=ide.%d".formatted(i, port++);
                    }));
        }
        VmSpec.Network network = spec.network();
        if (network != null) {
            String socket = control + ".passt";
            String model = network.model().equals("virtio") ? "virtio-net-pci" : network.model();
            command.addAll(List.of("-netdev", kind(network, socket) + ",id=net0", "-device", model + ",netdev=net0"));
            if (network.passt()) {
                command.addAll(0, List.of("sh", "-c", PASST, socket));
            }
        }
        addLinux(command, spec, "-");
        return command;
    }

    private static String kind(VmSpec.Network network, String socket) {
        if (network.tap() != null) {
            return "tap,script=no,downscript=no,ifname=" + network.tap();
        }
        return network.passt() ? "stream,server=off,addr.type=unix,addr.path=" + socket : "user";
    }

    /** A comma would end the name. */
    private static String quoted(Path file) {
        return file.toString().replace(",", ",,");
    }

    private static void addLinux(List<String> command, VmSpec spec, String dash) {
        Path kernel = spec.kernel();
        if (kernel != null) {
            command.addAll(List.of(dash + "kernel", kernel.toString(), dash + "append", spec.append()));
            Path initrd = spec.initrd();
            if (initrd != null) {
                command.addAll(List.of(dash + "initrd", initrd.toString()));
            }
        }
    }
}
